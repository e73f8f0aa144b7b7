"""Lines as the small IRC server reads and writes them (RFC 1459 2.3, IRCv3 message-tags)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

BODY_LIMIT = 510  # bytes of a line after its tags, without CR LF (RFC 1459 2.3)
CLIENT_TAGS_LIMIT = 4096  # bytes from "@" to the space after the tags, both included (IRCv3 message-tags)
_KEPT = 8192  # bytes kept of a line whose end never comes; more than any line that is allowed
_ESCAPES = {";": r"\:", " ": r"\s", "\\": r"\\", "\r": r"\r", "\n": r"\n"}
_PLAIN = {escape[1]: char for char, escape in _ESCAPES.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """What a client sent. Bytes that are not UTF-8 stand in the texts as surrogate escapes, and go out as they came."""

    verb: str
    params: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


def cut_lines(rest: bytes, data: bytes) -> tuple[list[bytes], bytes]:
    """The whole lines in `rest` + `data`, and the new rest. A bare CR ends a line as well, as it does on ngircd."""
    *lines, rest = re.split(rb"[\r\n]", rest + data)
    return [line for line in lines if line], rest[:_KEPT]


def too_long(raw: bytes) -> bool:
    tags, body = _split_tags(raw)
    return len(tags) > CLIENT_TAGS_LIMIT or len(body) > BODY_LIMIT


def parse(raw: bytes) -> Line | None:
    """A line, or None where there is no verb. The client's idea of its own source is left out, as are NULs."""
    tags, body = _split_tags(raw.replace(b"\0", b""))
    head, colon, trailing = f" {body.decode('utf-8', 'surrogateescape')}".partition(" :")
    if not head.strip(" ") and colon:  # what was taken for the trailing parameter is the source
        head, colon, trailing = f" {trailing.partition(' ')[2]}".partition(" :")
    words = head.split(" ")
    verb, *params = [word for word in words if word] or [""]
    if not verb:
        return None
    return Line(verb.upper(), (*params, trailing) if colon else tuple(params), _parse_tags(tags))


def encode(tags: Mapping[str, str], body: str) -> bytes:
    """A line for a client, its body cut where the server's 512 bytes end, even inside a character, as InspIRCd does."""
    head = "@" + ";".join(f"{name}={escape(value)}" if value else name for name, value in tags.items()) + " "
    text = body.encode("utf-8", "surrogateescape")
    return (head.encode("utf-8", "surrogateescape") if tags else b"") + text[:BODY_LIMIT] + b"\r\n"


def escape(value: str) -> str:
    return "".join(_ESCAPES.get(char, char) for char in value)


def unescape(value: str) -> str:
    return re.sub(r"\\(.?)", lambda match: _PLAIN.get(match[1], match[1]), value)


def stamp(at: datetime) -> str:
    """A server-time value: UTC with milliseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def rows(words: Iterable[str], room: int) -> Iterator[str]:
    """The words joined by spaces, in rows of at most `room` bytes; one empty row where there are no words."""
    row = ""
    for word in words:
        if row and len(f"{row} {word}".encode("utf-8", "surrogateescape")) > room:
            yield row
            row = word
        else:
            row = f"{row} {word}".strip()
    yield row


def _split_tags(raw: bytes) -> tuple[bytes, bytes]:
    if not raw.startswith(b"@"):
        return b"", raw
    tags, space, body = raw.partition(b" ")
    return tags + space, body


def _parse_tags(tags: bytes) -> dict[str, str]:
    words = tags.decode("utf-8", "surrogateescape").strip("@ ").split(";")
    pairs = (word.partition("=") for word in words if word)
    return {name: unescape(value) for name, _, value in pairs}
