"""The client of nio, kept from stumbling: one broken event would have it refuse the whole answer, again and again."""

import logging
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import nio

from bot.matrix.raw import table

log = logging.getLogger(__name__)
ODD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
Parse = Callable[[dict[str, Any]], Any]


class Client(nio.AsyncClient):  # type: ignore[misc] # nio has no types
    """nio asks its own methods for these two things, so that only a subclass can come between."""

    async def parse_body(self, transport_response: Any) -> Any:
        return sane(await super().parse_body(transport_response))

    async def receive_response(self, response: Any) -> None:
        try:
            await super().receive_response(response)
        except ODD:  # it keeps the rooms' state, as we do ourselves
            log.debug("the library stumbled over an answer", exc_info=True)


def sane(answer: Any) -> Any:
    """An answer of a server without the events that the library can't read. Changes it in place."""
    for holder, key, parse in _lists(table(answer)):
        events = holder.get(key)
        if isinstance(events, list):
            holder[key] = [event for event in events if _reads(event, parse)]
    return answer


def _lists(answer: Any) -> Iterator[tuple[dict[str, Any], str, Parse]]:
    """Where events are, in answers to /sync and /messages."""
    yield answer, "chunk", nio.Event.parse_event
    rooms = table(answer.get("rooms"))
    for kind in ("join", "leave"):
        for room in table(rooms.get(kind)).values():
            for part in ("timeline", "state"):
                yield dict_in(room, part), "events", nio.Event.parse_event
    for room in table(rooms.get("invite")).values():
        yield dict_in(room, "invite_state"), "events", nio.InviteEvent.parse_event


def dict_in(holder: Any, key: str) -> dict[str, Any]:
    found = table(holder).get(key)
    return found if isinstance(found, dict) else {}


def _reads(event: Any, parse: Parse) -> bool:
    if not isinstance(event, dict):
        return False
    try:
        parse(deepcopy(event))  # it takes some events apart
    except ODD:
        log.debug("left out an event that can't be read: %.300r", event)
        return False
    return True
