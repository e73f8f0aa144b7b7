"""An old log goes the same road as a live meeting."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from hashlib import blake2b, file_digest
from itertools import chain, islice
from pathlib import Path

from bot.app.recorder import LARGEST_BATCH, Recorder
from bot.core.chat import LogBegun, LogEnded, Message, MessageKind, Person, PersonChanged, Room, RoomView
from bot.core.logs import (
    BY_NAME,
    LONGEST,
    Calendar,
    Cast,
    Format,
    LogLine,
    Read,
    Renamed,
    Unreadable,
    find_day,
    find_frame,
    find_room,
    guess,
    head,
    marked,
    read_lines,
    to_observations,
)
from bot.core.replies import Reply
from bot.core.text import one_line

NETWORK = "log"
_START = re.compile(r"#startmeeting(?::|:?\s.*)?", re.IGNORECASE)
HEAD_LINES = 60
BLOCK = 1 << 16
SHOWN = 10
SMALL_LINES, SMALL_BYTES = 50_000, 4 * 2**20
UTF_16 = {b"\xff\xfe", b"\xfe\xff"}
_AS_BYTES = "surrogateescape"


class LogError(Exception):
    """The log can't be read; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the person who imports a log says of it: what is empty is found out. `zone` is its wall clock's."""

    day: date | None = None
    room: str = ""
    zone: tzinfo = UTC
    format: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over a log found.

    `people` are all who speak in it, `start` is the number of the line that opens a meeting, or 0. `unreadable` has the
    first lines that are no chat, `skipped` counts them all. `read` is all of a log that is small enough to be kept; a
    larger one is read again.
    """

    path: Path
    format: Format
    day: date
    zone: tzinfo
    room: Room
    log_id: str
    lines: int
    people: tuple[Person, ...]
    start: int = 0
    skipped: int = 0
    unreadable: tuple[Unreadable, ...] = ()
    read: Sequence[Read] | None = field(default=None, repr=False, compare=False)

    @property
    def has_start(self) -> bool:
        return self.start > 0


@dataclass(slots=True)
class _Found:
    """What was seen of a log so far."""

    cast: Cast = field(default_factory=lambda: Cast(NETWORK))
    lines: int = 0
    start: int = 0
    skipped: int = 0
    unreadable: list[Unreadable] = field(default_factory=list)
    read: Sequence[Read] | None = None


def survey(path: Path, told: Told | None = None) -> Survey:
    """Look a log over before it is replayed.

    Raises:
        LogError: it can't be opened, has no chat in it, or no date can be found.
    """
    told = told or Told()
    try:
        first = list(islice(_text(path), HEAD_LINES))
        form = BY_NAME.get(told.format) or guess(first)
        found = _read(path, form) if form else _Found()
        with path.open("rb") as file:
            digest = file_digest(file, lambda: blake2b(digest_size=8)).hexdigest()
    except OSError as error:
        raise LogError(f"{path}: can't read it: {error.strerror or error}") from None
    if form is None or not found.lines:
        raise LogError(_no_chat(path, told.format))
    day = told.day or find_day(first, path.name, form)
    if day is None:
        raise LogError(f"{path}: no date in its name or first lines; give --date 2026-04-08")
    name = told.room or find_room(first, form) or f"#{path.name.partition('.')[0].lstrip('#')}"
    return Survey(
        path=path,
        format=form,
        day=day,
        zone=told.zone,
        room=Room(NETWORK, name),
        log_id=digest,
        lines=found.lines,
        people=found.cast.everybody,
        start=found.start,
        skipped=found.skipped,
        unreadable=tuple(found.unreadable),
        read=found.read,
    )


def _no_chat(path: Path, forced: str) -> str:
    if forced:
        return (
            f"{path}: no line of it reads as {forced}, which looks like {BY_NAME[forced].example}; try without --format"
        )
    return f"{path}: no line of it reads as chat; lines look like [16:00] <nick> text, or see minutebot replay --help"


def _read(path: Path, form: Format) -> _Found:
    lines = read_lines(_text(path), form)
    held = list(islice(lines, SMALL_LINES if path.stat().st_size <= SMALL_BYTES else 0))
    more = list(islice(lines, 1))
    found = _look(chain(held, more, lines))
    found.read = None if more else held
    return found


def _look(lines: Iterable[Read]) -> _Found:
    found = _Found()
    heard = set[str]()
    for line in lines:
        if isinstance(line, LogLine):
            found.lines += 1
            if line.nick not in heard:
                heard.add(line.nick)
                found.cast.person(line.nick)
            if not found.start and _starts(line):
                found.start = line.number
        elif isinstance(line, Unreadable):
            found.skipped += 1
            if found.skipped <= SHOWN:
                found.unreadable.append(line)
        elif isinstance(line, Renamed):
            found.cast.rename(line.old, line.new)
            heard.clear()
    return found


def _starts(line: LogLine) -> bool:
    """Whether the line opens a meeting; a line that only speaks of it does not."""
    if "#" not in line.text or line.kind is not MessageKind.TEXT:
        return False
    return "#startmeeting" in line.text.lower() and _START.fullmatch(one_line(line.text)) is not None


def _text(path: Path) -> Iterator[str]:
    """The file's lines, an endless one cut; bytes that are not UTF-8 are read as cp1252, which old clients wrote."""
    encoding = _encoding(path)
    errors = _AS_BYTES if encoding == "utf-8-sig" else "replace"
    with path.open(encoding=encoding, errors=errors) as file:
        rest = ""
        while block := file.read(BLOCK):
            text = rest + block
            *whole, rest = text.split("\n")
            rest = rest[: LONGEST + 2]
            yield from whole if errors != _AS_BYTES or text.isascii() else map(_mended, whole)
        if rest:
            yield _mended(rest) if errors == _AS_BYTES else rest


def _mended(line: str) -> str:
    raw = line.encode("utf-8", _AS_BYTES)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _encoding(path: Path) -> str:
    """UTF-16 by its mark, or by the zeros beside what is mostly Latin; else UTF-8, with a mark or without."""
    with path.open("rb") as file:
        head = file.read(256)
    even, odd = head[::2].count(0), head[1::2].count(0)
    if head[:2] in UTF_16:
        return "utf-16"
    if max(even, odd) * 3 > len(head) and min(even, odd) * 9 < len(head):
        return "utf-16-be" if even > odd else "utf-16-le"
    return "utf-8-sig"


class LogNetwork:
    """The network of a log: everybody who ever speaks in it is there, and nothing can be said."""

    def __init__(self, found: Survey) -> None:
        self._view = RoomView(found.people)

    def view(self, room: Room) -> RoomView:
        del room
        return self._view

    def send(self, reply: Reply) -> None:
        """The people of a log can't hear."""
        del reply


def observations(found: Survey, bots: frozenset[str]) -> Iterator[Message | PersonChanged]:
    """What the log tells, line by line."""
    calendar = Calendar(found.day, found.zone)
    lines = read_lines(_text(found.path), found.format) if found.read is None else found.read
    return to_observations(lines, found.room, calendar, found.log_id, bots)


def edited(found: Survey, bots: frozenset[str]) -> Iterator[str]:
    """The lines of a copy of the log that a person may correct and replay."""
    frame = None if found.has_start else find_frame(observations(found, bots), found.people, found.lines)
    yield from head(found.day, found.room)
    yield from marked(observations(found, bots), found.people, frame, found.zone)


async def replay(found: Survey, recorder: Recorder, bots: frozenset[str], progress: Callable[[int], None]) -> None:
    """Put a log through the recorder; `progress` is told how many lines went in."""
    kept = await _kept(found, recorder, bots)
    gone = 0
    last: Message | None = None
    for piece in _pieces(observations(found, bots)):
        messages = [observation for observation in piece if isinstance(observation, Message)]
        if last is None and messages and not kept and not found.has_start:
            first = next((message for message in messages if not message.from_bot), messages[0])
            recorder.put(LogBegun(found.room, messages[0].sent_at, first.sender))
        for observation in piece[max(0, kept - gone) :]:
            recorder.put(observation)
        gone += len(piece)
        last = messages[-1] if messages else last
        await recorder.take_in()  # the next piece is read while this one is written
        progress(len(piece))
    if last is not None:
        recorder.put(LogEnded(found.room, last.sent_at))
        await recorder.catch_up()


async def _kept(found: Survey, recorder: Recorder, bots: frozenset[str]) -> int:
    """How much of the log an earlier import, which may have been cut short, has brought in: all up to its last line."""
    opening = [f"{found.log_id}:{found.start}"] if found.has_start else []
    kept = gone = 0
    for piece in _pieces(observations(found, bots)):
        ids = [each.native_id if isinstance(each, Message) else "" for each in piece]
        known = await recorder.known(found.room, [*opening, *filter(None, ids)])
        if not known:
            break
        kept = max((gone + place for place, native_id in enumerate(ids, 1) if native_id in known), default=kept)
        gone += len(piece)
    return kept


def _pieces(told: Iterator[Message | PersonChanged]) -> Iterator[Sequence[Message | PersonChanged]]:
    while piece := list(islice(told, LARGEST_BATCH)):
        yield piece
