"""An old log goes the same road as a live meeting."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from bot.app.recorder import LARGEST_BATCH, Recorder
from bot.core.chat import LogBegun, LogEnded, Message, MessageKind, Person, Reply, Room, RoomView
from bot.core.logs import LogLine, Unreadable, find_day, find_room, read_lines, to_messages
from bot.core.text import one_line

NETWORK = "log"
_START = re.compile(r"#startmeeting(?::|:?\s.*)?", re.IGNORECASE)
HEAD_LINES = 30


class LogError(Exception):
    """The log can't be read; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over a log found. `unreadable` has the first lines that are no chat, `skipped` counts them all."""

    path: Path
    day: date
    room: Room
    log_id: str
    lines: int
    nicks: tuple[str, ...]
    has_start: bool
    skipped: int = 0
    unreadable: tuple[Unreadable, ...] = ()


def survey(path: Path, day: date | None = None, room: str = "") -> Survey:
    """Look a log over before it is replayed.

    Raises:
        LogError: it can't be opened, has no chat in it, or no date can be found.
    """
    try:
        head = list(islice(_text(path), HEAD_LINES))
        digest, lines, nicks, skipped, has_start = (
            blake2b(digest_size=8),
            0,
            dict[str, None](),
            list[Unreadable](),
            False,
        )
        for line in read_lines(_text(path)):
            if isinstance(line, Unreadable):
                skipped.append(line)
                continue
            lines += 1
            nicks.setdefault(line.nick)
            digest.update(f"{line.at}{line.nick}{line.text}\n".encode())
            has_start = has_start or _starts(line)
    except OSError as error:
        raise LogError(f"{path}: can't read it: {error.strerror or error}") from None
    if not lines:
        raise LogError(f"{path}: no line of it reads as chat; lines look like [16:00] <nick> text")
    when = day or find_day(head, path.name)
    if when is None:
        raise LogError(f"{path}: no date in its name or first lines; give --date 2026-04-08")
    name = room or find_room(head) or f"#{path.name.partition('.')[0]}"
    where = Room(NETWORK, name)
    return Survey(
        path, when, where, digest.hexdigest(), lines, tuple(nicks), has_start, len(skipped), tuple(skipped[:10])
    )


def _starts(line: LogLine) -> bool:
    """Whether the line opens a meeting; a line that only speaks of it does not."""
    called = line.kind is MessageKind.TEXT and "#startmeeting" in line.text.lower()
    return called and _START.fullmatch(one_line(line.text)) is not None


def _text(path: Path) -> Iterator[str]:
    """The file's lines; bytes that are not UTF-8 are read as cp1252, which old clients wrote."""
    with path.open("rb") as file:
        for number, raw in enumerate(file):
            line = raw.removeprefix(b"\xef\xbb\xbf") if number == 0 else raw
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError:
                yield line.decode("cp1252", "replace")


class LogNetwork:
    """The network of a log: everybody who ever speaks in it is there, and nothing can be said."""

    def __init__(self, found: Survey) -> None:
        people = (Person(f"{found.room.network}/nick/{nick.casefold()}", nick) for nick in found.nicks)
        self._view = RoomView(tuple(people))

    def view(self, room: Room) -> RoomView:
        del room
        return self._view

    def send(self, reply: Reply) -> None:
        """The people of a log can't hear."""
        del reply


async def replay(found: Survey, recorder: Recorder, bots: frozenset[str], progress: Callable[[int], None]) -> None:
    """Put a log through the recorder; `progress` is told how many lines went in."""
    chat = (line for line in read_lines(_text(found.path)) if isinstance(line, LogLine))
    messages = to_messages(chat, found.room, found.day, found.log_id, bots)
    last: Message | None = None
    for piece in _pieces(messages):
        if last is None and not found.has_start and not await _is_begun(recorder, piece):
            first = next((message for message in piece if not message.from_bot), piece[0])
            recorder.put(LogBegun(found.room, piece[0].sent_at, first.sender))
        for message in piece:
            recorder.put(message)
        last = piece[-1]
        await recorder.catch_up()
        progress(len(piece))
    if last is not None:
        recorder.put(LogEnded(found.room, last.sent_at))
        await recorder.catch_up()


async def _is_begun(recorder: Recorder, piece: Sequence[Message]) -> bool:
    """Whether the log was imported before, or a crash cut its import short."""
    return bool(await recorder.known(piece[0].room, [message.native_id for message in piece]))


def _pieces(messages: Iterator[Message]) -> Iterator[Sequence[Message]]:
    while piece := list(islice(messages, LARGEST_BATCH)):
        yield piece
