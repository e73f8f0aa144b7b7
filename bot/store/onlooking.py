"""The record as those who follow a running meeting ask for it. Read-only."""

from sqlalchemy import BindParameter, Connection, Engine, bindparam, func, select

from bot.app.onlooking import Position
from bot.core.transcript import TranscriptLine
from bot.store.moments import from_text
from bot.store.sqlite import open_reader, said
from bot.store.tables import events, meetings, messages
from bot.store.watching import Watch

REREAD = ("line_retracted", "line_corrected", "item_reworded", "topic_reworded", "undone", "meeting_became_private")
CAME = ("person_arrived", "person_renamed")
TOLD = (*REREAD, *CAME)


class MeetingFollower:
    """Implements `bot.app.onlooking.Follower`."""

    def __init__(self, record: str | Engine) -> None:
        self._engine: Engine = open_reader(record)
        self._watch = Watch(self._engine)

    def close(self) -> None:
        self._watch.close()
        self._engine.dispose()

    def changed(self) -> int:
        return self._watch.changed()

    def position(self, meeting_id: str, since: int) -> Position:
        with self._engine.begin() as connection:
            return _position(connection, meeting_id, since)

    def lines(self, meeting_id: str, after: int, limit: int) -> list[TranscriptLine]:
        with self._engine.begin() as connection:
            rows = said(connection, meeting_id, after, limit)
        return [
            TranscriptLine(line, from_text(at), nick, kind, text, command, person, "", room, name)
            for line, at, nick, kind, text, command, person, room, name in rows
        ]


def _position(connection: Connection, meeting_id: str, since: int) -> Position:
    line, seq, state = connection.execute(_AT, {"meeting": meeting_id}).one()
    kinds = set(connection.scalars(_HAPPENED, {"meeting": meeting_id, "since": since}))
    return Position(line or 0, seq or 0, state == "running", not kinds.isdisjoint(REREAD), not kinds.isdisjoint(CAME))


_OF: BindParameter[str] = bindparam("meeting")
_AT = select(
    select(func.max(messages.c.line)).where(messages.c.meeting_id == _OF).scalar_subquery(),
    select(func.max(events.c.seq)).where(events.c.meeting_id == _OF).scalar_subquery(),
    select(meetings.c.state).where(meetings.c.id == _OF).scalar_subquery(),
)
_HAPPENED = select(events.c.kind).distinct()
_HAPPENED = _HAPPENED.where(events.c.meeting_id == _OF, events.c.seq > bindparam("since"), events.c.kind.in_(TOLD))
