"""What the server says of itself (numeric 005), and the names compared as it compares them."""

import re
from collections.abc import Iterable

_UPPER, _LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
CASEMAPPINGS = {
    "ascii": str.maketrans(_UPPER, _LOWER),
    "rfc1459": str.maketrans(_UPPER + "[]\\^", _LOWER + "{}|~"),
    "rfc1459-strict": str.maketrans(_UPPER + "[]\\", _LOWER + "{}|"),
}
_ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})")
_PREFIX = re.compile(r"\(([^)]*)\)(.*)")
_LINE_LIMIT = 512


class Isupport:
    """The tokens of one connection, and what follows from them; the defaults are those of RFC 1459."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        self._derive()

    def load(self, tokens: Iterable[str]) -> None:
        """Take the tokens of one 005 line: `NAME`, `NAME=value`, `-NAME`."""
        for token in tokens:
            name, _, value = token.partition("=")
            if name.startswith("-"):
                self.tokens.pop(name[1:].upper(), None)
            elif name and " " not in token:
                self.tokens[name.upper()] = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), value)
        self._derive()

    def _derive(self) -> None:
        self._table = CASEMAPPINGS.get(self.tokens.get("CASEMAPPING", "").lower(), CASEMAPPINGS["rfc1459"])
        self.chantypes = self.tokens.get("CHANTYPES", "#&")
        self.statusmsg = self.tokens.get("STATUSMSG", "")
        prefix = _PREFIX.fullmatch(self.tokens.get("PREFIX", "(ov)@+"))
        self.rank_modes, self.rank_marks = prefix.groups() if prefix else ("", "")
        marks = self.rank_marks
        self.operator_marks = frozenset(marks[: marks.index("@") + 1] if "@" in marks else marks[:1])
        kinds = (self.tokens.get("CHANMODES", "beI,k,l,").split(",") + [""] * 4)[:4]
        self._with_argument = frozenset(kinds[0] + kinds[1] + self.rank_modes)
        self._with_argument_when_set = frozenset(kinds[2])

    def fold(self, name: str) -> str:
        """A name as the server compares it: only the letters of its casemapping, never Unicode's idea of case."""
        return name.translate(self._table)

    def is_channel(self, target: str) -> bool:
        return target[:1] != "" and target[0] in self.chantypes

    def channel_of_status(self, target: str) -> str:
        """`@#room` (said to some ranks of the room only) -> `#room`; else nothing."""
        return target[1:] if target[:1] and target[0] in self.statusmsg and self.is_channel(target[1:]) else ""

    def mode_takes_argument(self, letter: str, *, setting: bool) -> bool:
        return letter in self._with_argument or (setting and letter in self._with_argument_when_set)

    def number(self, name: str, default: int) -> int:
        """A token's value as a number; `default` where it is missing, empty or none."""
        value = self.tokens.get(name, "")
        return int(value) if value.isascii() and value.isdigit() else default

    @property
    def line_limit(self) -> int:
        """Bytes in a line with its CR LF; 512 even where the server would take more, since not every reader would."""
        return max(128, min(self.number("LINELEN", _LINE_LIMIT), _LINE_LIMIT))
