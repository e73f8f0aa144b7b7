"""The client of nio, kept from stumbling: one broken event would have it refuse the whole answer, again and again."""

import logging
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import nio

from bot.failures import ODD
from bot.matrix.raw import table

log = logging.getLogger(__name__)
Parse = Callable[[dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Letters:
    """What a sync brings for the device: letters, how many of its one-time keys are left, whose devices changed."""

    to_device: tuple[dict[str, Any], ...] = ()
    keys_left: int | None = None
    changed: frozenset[str] = frozenset()


class Client(nio.AsyncClient):  # type: ignore[misc] # nio has no types
    """nio asks its own methods for these two things, so that only a subclass can come between.

    `letters` are those of the last sync, which nio does not see.
    """

    letters = Letters()

    async def parse_body(self, transport_response: Any) -> Any:
        answer = sane(await super().parse_body(transport_response))
        if "next_batch" in table(answer) and "chunk" not in answer:  # it is of /sync
            self.letters = taken_out(answer)
        return answer

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


def taken_out(answer: dict[str, Any]) -> Letters:
    """The letters in an answer to /sync, where they are not any more then."""
    letters = table(answer.pop("to_device", None)).get("events")
    counts = answer.pop("device_one_time_keys_count", None)
    changed = table(answer.pop("device_lists", None)).get("changed")
    left = counts.get("signed_curve25519", 0) if isinstance(counts, dict) else None
    return Letters(
        tuple(letter for letter in letters if isinstance(letter, dict)) if isinstance(letters, list) else (),
        left if isinstance(left, int) else None,
        frozenset(user for user in changed if isinstance(user, str)) if isinstance(changed, list) else frozenset(),
    )


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
