"""The record as those who follow a running meeting ask for it. Read-only."""

from sqlalchemy import Connection, Engine, func, select

from bot.app.onlooking import Position
from bot.core.transcript import TranscriptLine
from bot.store.moments import from_text
from bot.store.sqlite import open_engine, said
from bot.store.tables import events, meetings, messages
from bot.store.watching import Watch

REREAD = ("line_retracted", "line_corrected", "item_reworded", "topic_reworded", "undone", "meeting_became_private")
CAME = ("person_arrived", "person_renamed")


class MeetingFollower:
    """Implements `bot.app.onlooking.Follower`."""

    def __init__(self, url: str) -> None:
        self._engine: Engine = open_engine(url, read_only=True, pooled=True)
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
    own = events.c.meeting_id == meeting_id
    line = connection.scalar(select(func.max(messages.c.line)).where(messages.c.meeting_id == meeting_id)) or 0
    seq = connection.scalar(select(func.max(events.c.seq)).where(own)) or 0
    state = connection.scalar(select(meetings.c.state).where(meetings.c.id == meeting_id))
    happened = select(events.c.kind).where(own, events.c.seq > since, events.c.kind.in_((*REREAD, *CAME))).distinct()
    kinds = set(connection.scalars(happened))
    return Position(line, seq, state == "running", not kinds.isdisjoint(REREAD), not kinds.isdisjoint(CAME))
