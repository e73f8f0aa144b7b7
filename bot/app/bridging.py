"""Bridges, as lines come in: whose words a line is, and where the meetings are held that a bridge joins."""

import logging
from collections.abc import Callable, Iterator

from bot.app.draft import Draft
from bot.app.setting import Setting
from bot.app.watch import Watch
from bot.core.chat import Message, Person, Room, RoomView, Say
from bot.core.keys import is_relayed
from bot.core.people import Registry
from bot.core.relaying import Carried, Relay, carried
from bot.core.rules import Rules

log = logging.getLogger(__name__)
View = Callable[[Room], RoomView]


def heard(draft: Draft, view: View, message: Message, rules: Rules) -> Message:
    """The line as whoever said it; who is there is told when it sounds like a bridge that nobody configured."""
    setting, watch = draft.setting, draft.state.watch
    if message.private:
        return message
    if rules.bridging.relays:
        others = (other for other in _company(draft, view, message.room) if not setting.registry.is_bot(other.nick))
        message = _said_by(message, rules, watch, others)
    if message.from_bot or _is_ours(setting.registry, message.sender):
        return message._replace(from_bot=True)
    elsewhere = setting.several_networks and not (rules.bridging.home or rules.bridging.ends)
    found = watch.hears(message, elsewhere=elsewhere) if elsewhere or message.text[:1] == "<" else ""
    if found:
        log.warning("%s: %s", message.room.key, found)
        meeting = draft.running(message.room)
        draft.batch.replies += [Say(message.room, found)] if meeting is not None and not meeting.lurking else []
    return message


def _company(draft: Draft, view: View, room: Room) -> Iterator[Person]:
    """Everybody who is in the room, or was in its meeting."""
    yield from view(room).people
    meeting = draft.running(room)
    for participant in meeting.people.values() if meeting else ():
        yield participant.person


def _said_by(message: Message, rules: Rules, watch: Watch, company: Iterator[Person]) -> Message:
    """The line as its speaker said it, where a relay carried it."""
    relay = rules.bridging.relay_of(message.sender, message.account)
    if relay is None:
        return message
    key = (message.room, relay.nick)
    told = carried(message, relay, watch.carried.get(key))
    if not is_relayed(told.sender.key):
        return told
    told = told._replace(sender=_told_apart(told.sender, relay, company))
    watch.carried[key] = Carried(told.sender, message.sent_at)
    return told


def _told_apart(person: Person, relay: Relay, others: Iterator[Person]) -> Person:
    """With the relay's name behind theirs, where somebody of the room could be taken for them."""
    look = person.nick.casefold()
    if any(other.nick.casefold() == look and not is_relayed(other.key) for other in others):
        return Person(person.key, f"{person.nick}[{relay.nick}]")
    return person


def _is_ours(registry: Registry, person: Person) -> bool:
    """Whether a bridge brings back what a bot said; Matrix puts the user id behind a name that is there twice."""
    return is_relayed(person.key) and registry.is_bot(person.nick.partition(" (")[0])


def is_silent(room: Room, rules: Rules, setting: Setting, view: Callable[[Room], RoomView]) -> bool:
    """Whether the meetings of this room are held at the other end of a bridge: so says the config, or the room itself.

    A room that says so itself can silence nobody else by it.
    """
    bridging = rules.bridging
    if bridging.home is not None:
        return True
    if bridging.ends or bridging.elsewhere:
        return False
    ends = (end.casefold() for bridge in view(room).bridges for end in bridge.ends)
    homes = [home for end in ends if (home := setting.known_as.get(end)) is not None and home != room]
    return any(setting.rooms[home].bridging.home is None and view(home).people for home in homes)
