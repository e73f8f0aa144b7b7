"""Where the pages of a meeting are, and were before it was renamed: each path leads to its meeting for ever."""

from collections.abc import Iterator

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.core.events import MeetingRenamed, MeetingStarted
from bot.core.meeting import Meeting
from bot.store import tables


def write_addresses(connection: Connection, meeting: Meeting) -> None:
    """Every path this meeting has or had; one that another meeting took first stays that one's."""
    rows = [{"path": path, "meeting_id": meeting.id} for path in dict.fromkeys(_paths(meeting))]
    connection.execute(upsert(tables.addresses).on_conflict_do_nothing(), rows)


def path_of(series: str, permalink: str) -> str:
    """`weekly`, `weekly-2026-04-08` -> `weekly/2026-04-08`."""
    return f"{series}/{permalink.removeprefix(series + '-')}"


def _paths(meeting: Meeting) -> Iterator[str]:
    for entry in meeting.history:
        match entry.event:
            case (
                MeetingStarted(meeting_id=permalink, series=series) | MeetingRenamed(series=series, permalink=permalink)
            ):
                yield path_of(series, permalink)
            case _:
                pass
