"""Getting registered: capabilities (IRCv3 CAP 302), SASL, and a nick that is free. Pure: lines in, lines out."""

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.irc.line import Line

WANTED = (
    "message-tags",
    "server-time",
    "account-tag",
    "account-notify",
    "extended-join",
    "multi-prefix",
    "userhost-in-names",
    "batch",
    "echo-message",
    "chghost",
    "cap-notify",
    "draft/chathistory",
    "chathistory",
    "draft/relaymsg",
)
_IN_ONE_REQUEST = 10
_SASL_CHUNK = 400
_SASL_ERRORS = frozenset({"nicklocked", "saslfail", "sasltoolong", "saslaborted", "saslmechs"})
_NICK_REFUSED = frozenset({"erroneusnickname", "nicknameinuse", "nickcollision", "unavailresource", "nonicknamegiven"})
_MOST_REFUSED = 20
_LONG_NICK, _SHORT_NICK = 20, 9
"""Letters before the digits, and of a whole nick that every server takes (RFC 2812 1.2.1)."""
_REFUSALS = {"passwdmismatch": "wrong server password", "yourebannedcreep": "banned from this server"}


class RefusedError(Exception):
    """The server does not let us in. `lasting`: no retry can mend it, a person must."""

    def __init__(self, message: str, *, lasting: bool) -> None:
        super().__init__(message)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Credentials:
    """How to log in to the services account. `required`: better not connected than not logged in."""

    mechanism: Literal["PLAIN", "EXTERNAL"]
    account: str = ""
    password: str = ""
    required: bool = True

    def chunks(self) -> Iterator[str]:
        """The answer to the server's "+", in pieces of 400 (IRCv3 SASL 3.1: a full last piece is followed by "+")."""
        parts = ("", self.account, self.password) if self.mechanism == "PLAIN" else (self.account,)
        encoded = base64.b64encode("\0".join(parts).encode()).decode()
        for start in range(0, len(encoded), _SASL_CHUNK):
            yield encoded[start : start + _SASL_CHUNK]
        if len(encoded) % _SASL_CHUNK == 0:
            yield "+"


class Registration:
    """The state of one connection from its first line on.

    `caps` are the capabilities that are on, `offered` all the server has, with their values. `account` is the one we
    are logged in to. After `registered` it goes on following CAP NEW and DEL.
    """

    def __init__(self, nicks: Sequence[str], credentials: Credentials | None, digits: Callable[[], str]) -> None:
        self.nick = nicks[0]
        self.registered = False
        self.caps: set[str] = set()
        self.offered: dict[str, str] = {}
        self.account = ""
        self.complaint = ""
        self._spare_nicks = list(nicks[1:])
        self._refused = 0
        self._digits = digits
        self._credentials = credentials
        self._asked: set[str] = set()
        self._listing = True
        self._logging_in = False
        self._steps: dict[str, Callable[[Line], list[str]]] = {
            "cap": self._cap,
            "authenticate": self._authenticate,
            "loggedin": self._logged_in,
            "loggedout": self._logged_out,
            "saslsuccess": self._login_done,
            "saslalready": self._login_done,
            "welcome": self._welcome,
        }

    def feed(self, line: Line) -> list[str]:
        """What to answer to a line.

        Raises:
            RefusedError: the server does not let us in.
        """
        if line.verb in self._steps:
            return self._steps[line.verb](line)
        if line.verb in _SASL_ERRORS:
            return self._login_failed(line)
        if self.registered:
            return []
        if line.verb in _NICK_REFUSED:
            return self._next_nick(line)
        if line.verb in _REFUSALS:
            raise RefusedError(f"{_REFUSALS[line.verb]}: {line.param(-1)}", lasting=True)
        return []

    def _cap(self, line: Line) -> list[str]:
        words = line.param(-1).split()
        match line.param(1).upper():
            case "LS" | "NEW":
                return self._offer(words, more=line.param(2) == "*" and len(line.params) > len(("*", "LS", "*")))
            case "ACK":
                return self._answered(words, granted=True)
            case "NAK":
                return self._answered(words, granted=False)
            case "DEL":
                for word in words:
                    self.offered.pop(word, None)
                    self.caps.discard(word)
        return []

    def _offer(self, words: list[str], *, more: bool) -> list[str]:
        for word in words:
            name, _, value = word.partition("=")
            self.offered[name] = value
        if more:
            return []
        wanted = [cap for cap in WANTED if cap in self.offered and cap not in self.caps]
        if self._can_log_in():
            wanted.append("sasl")
        chunks = [wanted[start : start + _IN_ONE_REQUEST] for start in range(0, len(wanted), _IN_ONE_REQUEST)]
        return [self._request(chunk) for chunk in chunks] or self._end()

    def _request(self, caps: Sequence[str]) -> str:
        self._asked.update(caps)
        return f"CAP REQ :{' '.join(caps)}"

    def _can_log_in(self) -> bool:
        if self._credentials is None or self.account or "sasl" not in self.offered:
            return False
        mechanisms = self.offered["sasl"].split(",")
        return mechanisms == [""] or self._credentials.mechanism in mechanisms

    def _answered(self, words: list[str], *, granted: bool) -> list[str]:
        self._asked.difference_update(word.lstrip("-~=") for word in words)
        if granted:
            self.caps.update(word.lstrip("~=") for word in words if not word.startswith("-"))
            self.caps.difference_update(word[1:] for word in words if word.startswith("-"))
        elif len(words) > 1:  # one of them was too much: each on its own
            return [self._request([word]) for word in words]
        if self._asked:
            return []
        if "sasl" in self.caps and self._can_log_in() and not self._logging_in and self._credentials:
            self._logging_in = True
            return [f"AUTHENTICATE {self._credentials.mechanism}"]
        return self._end()

    def _end(self) -> list[str]:
        if self.registered or self._logging_in or not self._listing:
            return []
        self._listing = False
        self._insist("the server offers no fitting SASL (services down?)")
        return ["CAP END"]

    def _authenticate(self, line: Line) -> list[str]:
        if line.param(0) != "+" or not self._logging_in or self._credentials is None:
            return []
        return [f"AUTHENTICATE {chunk}" for chunk in self._credentials.chunks()]

    def _logged_in(self, line: Line) -> list[str]:
        self.account = line.param(2)
        return []

    def _logged_out(self, _line: Line) -> list[str]:
        self.account = ""
        return []

    def _login_done(self, _line: Line) -> list[str]:
        self._logging_in = False
        self.account = self.account or (self._credentials.account if self._credentials else "")
        return self._end()

    def _login_failed(self, line: Line) -> list[str]:
        if not self._logging_in or line.verb == "saslmechs":
            return []
        self._logging_in = False
        self.complaint = f"SASL login failed: {line.param(-1)}"
        if self._credentials and self._credentials.required and not self.registered:
            raise RefusedError(self.complaint, lasting=True)
        return self._end()

    def _welcome(self, line: Line) -> list[str]:
        self._insist("the server let us in without SASL")
        self.registered = True
        self.nick = line.param(0) or self.nick
        return []

    def _insist(self, complaint: str) -> None:
        """Raise if a login is required and there is none; services may come back, so it does not last."""
        if self._credentials is None or self.account:
            return
        self.complaint = self.complaint or complaint
        if self._credentials.required:
            raise RefusedError(complaint, lasting=False)

    def _next_nick(self, refusal: Line) -> list[str]:
        """Another one: of the config, then with digits, and a short one where it was refused for what it is."""
        self._refused += 1
        if self._refused > _MOST_REFUSED:
            told = f"no nick for us, not even {self.nick} ({refusal.param(-1)}); give others in alternative_nicks"
            raise RefusedError(told, lasting=False)
        self.nick = self._spare_nicks.pop(0) if self._spare_nicks else self._numbered(refusal)
        return [f"NICK {self.nick}"]

    def _numbered(self, refusal: Line) -> str:
        digits = self._digits()
        most = _SHORT_NICK - len(digits) if refusal.verb == "erroneusnickname" else _LONG_NICK
        return self.nick.rstrip("0123456789")[:most] + digits
