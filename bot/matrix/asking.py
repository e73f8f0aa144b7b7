"""What a sync leaves out: the middle of a long gap, what came before, and the events that edits are about."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import nio

from bot.matrix.faults import Fault, checked
from bot.matrix.raw import Event

PAGE = 100


def sources(events: Iterable[Any]) -> list[Event]:
    """The events of nio as the server sent them."""
    return [event.source for event in events if isinstance(getattr(event, "source", None), dict)]


async def page_back(
    client: nio.AsyncClient, room_id: str, start: str, until: str, most: int, enough: Callable[[Event], bool]
) -> tuple[list[Event], bool]:
    """The events before `start`, oldest first: those after `until` ("" for all), or from the newest that is enough.

    The second value says whether they are complete; `most` events at the most are asked for.

    Raises:
        Fault: the server can't answer now.
    """
    found: list[Event] = []
    while start and len(found) < most:
        try:
            page = checked(
                await client.room_messages(room_id, start=start, end=until or None, limit=min(PAGE, most - len(found))),
                nio.RoomMessagesResponse,
            )
        except Fault as fault:
            if fault.lasting:  # we may not read what was said: there is nothing to wait for
                return found[::-1], False
            raise
        events = sources(page.chunk)
        found += events
        if any(map(enough, events)):
            return found[::-1], True
        if not page.chunk or not page.end or page.end == start:
            return found[::-1], bool(until)
        start = page.end
    return found[::-1], False


async def originals(
    client: nio.AsyncClient, room_id: str, wanted: set[str], at_hand: Iterable[Event]
) -> dict[str, Event]:
    """Events of a room by their ids; those that are not to be had are left out.

    Raises:
        Fault: the server can't answer now.
    """
    found: dict[str, Event] = {str(event["event_id"]): event for event in at_hand if event.get("event_id") in wanted}
    for event_id in sorted(wanted - set(found)):
        try:
            answer = checked(await client.room_get_event(room_id, event_id), nio.RoomGetEventResponse)
        except Fault as fault:
            if not fault.lasting:
                raise
            continue
        event: Mapping[str, Any] = answer.event.source
        if event.get("room_id", room_id) == room_id:
            found[event_id] = event
    return found
