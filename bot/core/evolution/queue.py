"""Who waits to speak."""

from dataclasses import replace
from typing import assert_never

from bot.core.events import QueueEvent, QueueJoined, QueueLeft, SpeakerCalled
from bot.core.having import having
from bot.core.meeting import Meeting, Waiting


def queue_changed(meeting: Meeting, event: QueueEvent) -> Meeting:
    """Who asks again keeps their place, with the new note if there is one."""
    queue = meeting.queue
    match event:
        case QueueJoined(key, note):
            asked = next((waiting for waiting in queue if waiting.key == key), None)
            if asked is None:
                return having(meeting, queue=(*queue, Waiting(key, note)))
            again = replace(asked, note=note or asked.note)
            return having(meeting, queue=tuple(again if waiting is asked else waiting for waiting in queue))
        case QueueLeft(key) | SpeakerCalled(key):
            return having(meeting, queue=tuple(waiting for waiting in queue if waiting.key != key))
        case _:
            assert_never(event)


def requeued(queue: tuple[Waiting, ...], before: str, after: str) -> tuple[Waiting, ...]:
    """The queue when a person's key changes; who had two places keeps the first."""
    renamed = (replace(waiting, key=after) if waiting.key == before else waiting for waiting in queue)
    places: dict[str, Waiting] = {}
    for waiting in renamed:
        places.setdefault(waiting.key, waiting)
    return tuple(places.values())
