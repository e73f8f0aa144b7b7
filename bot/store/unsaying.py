"""What is retracted leaves the read model; all else in it stays, for it may have been changed since."""

from collections.abc import Iterable

from sqlalchemy import Connection

from bot.app.batch import KeptEvent
from bot.core.events import LineRetracted, RetractedBetween, TextsRetracted
from bot.core.meeting import Meeting
from bot.core.register import reread_items
from bot.store.read_model import rewrite_content
from bot.store.registers import reword, unnote, unsay


def write_unsaid(connection: Connection, kept: Iterable[KeptEvent]) -> None:
    """The rows of content and registers after a batch, as far as it retracts."""
    latest: dict[str, Meeting] = {}
    retracted: list[tuple[str, LineRetracted | TextsRetracted]] = []
    for one in kept:
        event = one.entry.event
        if isinstance(event, RetractedBetween):
            unnote(connection, one.series, event.notes)
        if one.meeting is not None:
            latest[one.meeting.id] = one.meeting
            if isinstance(event, LineRetracted | TextsRetracted):
                retracted.append((one.meeting.id, event))
    for meeting_id in dict.fromkeys(meeting_id for meeting_id, _ in retracted):
        rewrite_content(connection, latest[meeting_id])
        unsay(connection, latest[meeting_id])
    for meeting_id, event in retracted:
        for item in reread_items(latest[meeting_id], event) if isinstance(event, TextsRetracted) else ():
            reword(connection, latest[meeting_id], item.record)
