"""A copy of a log that has suggested commands in it, as comments for a person to judge."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from bot.core.chat import Message, MessageKind, Person, PersonChanged, Room
from bot.core.logs.hints import bids_farewell, greets, hints

COMMENT = "# "
_HEAD = (
    "{day} {room}",
    "A line that begins like this one is not read. Those that hold a command are suggestions: where one is right, take",
    'away the "# " before it, and correct it; then replay this file. A topic or a decision counts only between a start',
    "and an end of the meeting, said by its chair.",
)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a meeting seems to begin and to end, by the lines' ids, and who seems to chair it."""

    start: str
    end: str
    chair: str


def find_frame(told: Iterable[Message | PersonChanged], people: Iterable[Person], lines: int) -> Frame:
    """The first greeting or topic of the first third, else the first line; the last goodbye of the last third, or line.

    Who calls up the topics chairs; if nobody does, who greets.
    """
    nicks = {person.nick.casefold() for person in people}
    callers = Counter[str]()
    first = opening = farewell = last = None
    messages = (each for each in told if isinstance(each, Message) and not each.from_bot)
    for place, message in enumerate(messages, 1):
        first, last = first or message, message
        calls = any(hint.chair for hint in hints("", message.text, nicks))
        callers.update([message.sender.nick] * calls)
        if opening is None and place * 3 <= lines and (calls or greets(message.text)):
            opening = message
        if place * 3 > lines * 2 and bids_farewell(message.text):
            farewell = message
    start, end = opening or first, farewell or last
    if start is None or end is None:
        return Frame("", "", "")
    busiest = callers.most_common(1)
    return Frame(start.native_id, end.native_id, busiest[0][0] if busiest else start.sender.nick)


def marked(
    told: Iterable[Message | PersonChanged], people: Iterable[Person], frame: Frame | None, zone: tzinfo
) -> Iterator[str]:
    """The log's lines in one format, each with its date, and before it what it may have meant.

    Without a frame, because somebody started the meeting, nothing is suggested that only a chair may say.
    """
    nicks = {person.nick.casefold() for person in people}
    for each in told:
        stamp = _stamp(each.at if isinstance(each, PersonChanged) else each.sent_at, zone)
        if isinstance(each, PersonChanged):
            yield f"{stamp} -!- {each.before.nick} is now known as {each.after.nick}"
            continue
        if frame and each.native_id == frame.start:
            yield f"{COMMENT}{stamp} <{frame.chair}> #startmeeting"
        yield from (f"{COMMENT}{stamp} {suggested}" for suggested in _suggested(each, nicks, frame))
        yield f"{stamp} {_said(each)}"
        if frame and each.native_id == frame.end:
            yield f"{COMMENT}{stamp} <{frame.chair}> #endmeeting"


def _suggested(message: Message, nicks: set[str], frame: Frame | None) -> Iterator[str]:
    if message.from_bot or message.kind is not MessageKind.TEXT:
        return
    for hint in hints(message.sender.nick, message.text, nicks):
        if frame or not hint.chair:
            yield f"<{frame.chair if frame and hint.chair else message.sender.nick}> {hint.command}"


def _said(message: Message) -> str:
    match message.kind:
        case MessageKind.TEXT:
            return f"<{message.sender.nick}> {message.text}"
        case MessageKind.EMOTE:
            return f"<{message.sender.nick}> /me {message.text}"
        case MessageKind.NOTICE | MessageKind.SEALED:
            return f"-{message.sender.nick}- {message.text}"


def _stamp(at: datetime, zone: tzinfo) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if zone is UTC else at.astimezone(zone).isoformat(timespec="seconds")


def head(day: date, room: Room) -> Iterator[str]:
    """What stands above a marked copy: the day and the room, as a replay finds them, and what to do."""
    return (f"{COMMENT}{line.format(day=day.isoformat(), room=room.name)}" for line in _HEAD)
