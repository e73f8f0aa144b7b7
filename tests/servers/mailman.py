"""Mailman 3 core: a real mailing list. What it sends out ends in a sink, so that nothing can leave the machine."""

import base64
import email
import email.policy
import json
import mailbox
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.mails import hand_in
from tests.servers.presence import path_of
from tests.servers.process import RealServer, accepts, free_ports
from tests.waiting import wait_until

DOMAIN = "lists.test"
PATIENCE = 60.0  # seconds; Mailman takes one or two

_BESIDE = Path(__file__).with_name("beside_mailman")  # on the path of Mailman's Python
_IDLE_RUNNERS = ("bounces", "command", "digest", "nntp", "retry", "task")
_BUSY_RUNNERS = ("archive", "in", "out", "pipeline", "virgin")
_LOGGED = 40  # lines of a log that are told
_CONFIG = """\
[mailman]
layout: here
site_owner: postmaster@lists.test
[paths.here]
var_dir: {home}/var
[mta]
incoming: mailman.mta.null.NullMTA
lmtp_host: 127.0.0.1
lmtp_port: {lmtp}
smtp_host: 127.0.0.1
smtp_port: {sink}
[webservice]
hostname: 127.0.0.1
port: {rest}
workers: 1
[database]
class: unsynced.UnsyncedDatabase
url: sqlite:///$DATA_DIR/mailman.db?timeout=60
[archiver.prototype]
enable: yes
[archiver.mhonarc]
enable: no
[archiver.mail_archive]
enable: no
"""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message as Mailman sent it out: one copy may be for many."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return parse(self.content)


def parse(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@dataclass(eq=False, slots=True)
class Sink:
    """The mail server behind Mailman: it takes everything, in a thread of its own, and keeps it."""

    port: int
    told: Callable[[], object]
    delivered: list[Delivered] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)
    _controller: Controller | None = None

    def start(self) -> None:
        """Listen; fine where it listens already."""
        if self._controller is not None:
            return
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def end(self) -> None:
        if self._controller is not None:
            self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.original_content or b""
        with self._news:
            self.delivered.append(Delivered(envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
            self._news.notify_all()
        return "250 OK"

    def wait_for(self, holds: Callable[[Delivered], object], patience: float = PATIENCE) -> Delivered:
        """The first message for which the predicate holds, from the beginning on; fails where none comes in time.

        It blocks: in an async test `await asyncio.to_thread(sink.wait_for, ...)` lets the loop go on.
        """
        with self._news:
            came = self._news.wait_for(lambda: any(map(holds, self.delivered)), patience)
            assert came, f"no such message in {patience} s; {len(self.delivered)} came in all {self.told()}"
            return next(filter(holds, self.delivered))


@dataclass(eq=False, slots=True)
class Mailman:
    """Lists are named in full, "dev@lists.test". Give each test a list of its own: the server is shared."""

    home: Path
    lmtp_port: int
    rest_port: int
    sink: Sink
    server: RealServer

    @property
    def running(self) -> bool:
        return self.server.running

    def start(self) -> None:
        self.sink.start()
        self.server.start()
        if not any(found["mail_host"] == DOMAIN for found in self.rest("GET", "domains").get("entries", [])):
            self.rest("POST", "domains", mail_host=DOMAIN)

    def end(self) -> None:
        self.server.kill()  # its own way takes many seconds, and nothing of it is kept
        self.sink.end()

    def create_list(self, name: str, *members: str, **settings: Any) -> str:
        """A new list and its address. Settings are those of Mailman's REST, `default_nonmember_action="accept"`."""
        address = f"{name}@{DOMAIN}"
        self.rest("POST", "lists", fqdn_listname=address)
        # Whoever first asks for a list's archivers makes their rows. Left to the runners, two may do so at once; from
        # then on each shunts what comes, for it found "multiple rows".
        self.rest("GET", f"lists/{address}/archivers")
        if settings:
            self.configure(address, **settings)
        for member in members:
            self.subscribe(address, member)
        return address

    def configure(self, address: str, **settings: Any) -> None:
        self.rest("PATCH", f"lists/{address}/config", **settings)

    def subscribe(self, address: str, person: str, *, role: str = "member", moderation: str = "") -> None:
        """`role` "member" or "nonmember"; `moderation` "accept", "hold", "reject", "discard", "" for the list's own."""
        self.rest(
            "POST",
            "members",
            list_id=address.replace("@", "."),
            subscriber=person,
            role=role,
            pre_verified=True,
            pre_confirmed=True,
            pre_approved=True,
            send_welcome_message=False,
        )
        if moderation:
            self.moderate(address, person, moderation, role=role)

    def moderate(self, address: str, person: str, action: str, *, role: str = "member") -> None:
        """What becomes of a person's posts from now on."""
        found = self.rest("POST", "members/find", list_id=address.replace("@", "."), subscriber=person, role=role)
        member = found["entries"][0]["member_id"]
        self.rest("PATCH", f"members/{member}", moderation_action=action)

    def held(self, address: str) -> list[dict[str, Any]]:
        """What waits for the moderator: `request_id`, `message_id`, `reason`, `subject`, `msg` and more."""
        return list(self.rest("GET", f"lists/{address}/held").get("entries", []))

    def decide(self, address: str, request_id: int, action: str) -> None:
        """The moderator's word on a held post: "accept", "reject" or "discard"."""
        self.rest("POST", f"lists/{address}/held/{request_id}", action=action)

    def archived(self, address: str) -> list[EmailMessage]:
        """The posts in the list's archive, in no order."""
        folder = self.home / "var" / "archives" / "prototype" / address
        if not (folder / "cur").exists():  # the last that is made
            return []
        return list(mailbox.Maildir(folder, factory=lambda file: parse(file.read()), create=False))

    def wait_for_archived(self, address: str, count: int = 1, patience: float = PATIENCE) -> list[EmailMessage]:
        return self._wait(lambda: self.archived(address), count, patience)

    def wait_for_held(self, address: str, count: int = 1, patience: float = PATIENCE) -> list[dict[str, Any]]:
        return self._wait(lambda: self.held(address), count, patience)

    def post(self, message: EmailMessage, address: str, sender: str = "") -> None:
        """Hand a message in by LMTP, as the mail server in front of Mailman would."""
        hand_in(self.lmtp_port, message.as_bytes(policy=email.policy.SMTP), sender or message["From"], address)

    def rest(self, method: str, path: str, **values: Any) -> dict[str, Any]:
        """One call of Mailman's REST interface, version 3.1."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.rest_port}/3.1/{path}",
            data=urllib.parse.urlencode(values).encode() if values else None,
            headers={"Authorization": "Basic " + base64.b64encode(b"restadmin:restpass").decode()},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                content = answer.read()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from None
        found = json.loads(content) if content else {}
        return found if isinstance(found, dict) else {"entries": found}

    def _wait(self, find: Callable[[], list[Any]], count: int, patience: float) -> list[Any]:
        told = partial(whereabouts, self.home)
        return wait_until(lambda: found if len(found := find()) >= count else [], patience, told)


def whereabouts(home: Path) -> str:
    """Where a post can be that did not come: what is in the queues (in `shunt` after an error), and the logs' ends."""
    told = ["", "queued:", *sorted(str(path.relative_to(home)) for path in (home / "var" / "queue").glob("*/*"))]
    for log in (home / "var" / "logs" / name for name in ("mailman.log", "smtp.log")):
        lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
        told += [f"{log.name}:", *[line for line in lines if '"GET /' not in line][-_LOGGED:]]
    return "\n".join(told)


def make_mailman(home: Path) -> Mailman:
    lmtp_port, rest_port, sink_port = free_ports(3)
    config = home / "mailman.cfg"
    idle = "".join(f"[runner.{name}]\nstart: no\n" for name in _IDLE_RUNNERS)
    busy = "".join(f"[runner.{name}]\nsleep_time: 0.1s\n" for name in _BUSY_RUNNERS)
    config.write_text(_CONFIG.format(home=home, lmtp=lmtp_port, rest=rest_port, sink=sink_port) + idle + busy)
    master = Path(path_of("mailman")).with_name("master")
    server = RealServer(
        [str(master), "--force", "--config", str(config)],
        home,
        lmtp_port,
        lambda: accepts(lmtp_port) and accepts(rest_port),
        environment={"HOME": str(home), "PYTHONPATH": str(_BESIDE), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return Mailman(home, lmtp_port, rest_port, Sink(sink_port, partial(whereabouts, home)), server)
