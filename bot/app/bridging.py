"""Bridges, as lines come in: whose words a line is, and where the meetings are held that a bridge joins."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from bot.app.batch import KeptLine
from bot.app.draft import Draft
from bot.app.setting import Setting
from bot.app.watch import Watch
from bot.core.bridges import Overheard
from bot.core.chat import Message, MessageEdited, Person, Room, RoomView, Say
from bot.core.keys import is_relayed
from bot.core.people import Registry
from bot.core.relaying import Carried, Relay, carried
from bot.core.replies import Repeat, Reply
from bot.core.rules import Rules

log = logging.getLogger(__name__)
View = Callable[[Room], RoomView]


def heard(draft: Draft, view: View, message: Message, rules: Rules) -> Message | None:
    """The line as whoever said it; None for one that a bridge shows again in another room of the same meeting.

    Who is there is told when it sounds like a bridge that nobody configured.
    """
    setting, watch = draft.setting, draft.state.watch
    if message.private:
        return message
    relay = rules.bridging.relay_of(message.sender, message.account) if rules.bridging.relays else None
    if rules.place and _is_said_elsewhere(draft, view, message, rules) and (relay or is_relayed(message.sender.key)):
        return None
    if relay:
        others = (other for other in _company(draft, view, message.room) if not setting.registry.is_bot(other.nick))
        message = _said_by(message, relay, watch, others)
    if message.from_bot or _is_ours(setting.registry, message.sender):
        return message._replace(from_bot=True)
    elsewhere = setting.several_networks and not (rules.bridging.home or rules.bridging.ends)
    if elsewhere or rules.place or message.text[:1] == "<":
        sound = watch.hears(message, elsewhere=elsewhere or rules.place is not None)
        _tell(draft, message.room, sound.hint)
        return None if sound.original in rules.elsewhere else message
    return message


def edited(draft: Draft, told: MessageEdited, rules: Rules, lines: Sequence[KeptLine]) -> MessageEdited | None:
    """An edit by whoever said the line (kept, with the others of its message) before a relay did; None for a bot's."""
    relay = rules.bridging.relay_of(told.sender)
    if relay is None:
        return told
    meeting = draft.running(told.room) or draft.over(told.room)
    own = [line for line in lines if line.native_id == told.native_id]
    said = next((line.person for line in (*own, *lines) if is_relayed(line.person)), "")
    if meeting is None or said not in meeting.people:
        return None
    speaker = meeting.people[said].person
    now = carried(told.as_said, relay, Carried(speaker, told.at))
    if now.sender.key != speaker.key or _is_ours(draft.setting.registry, speaker):
        return None
    return replace(told, sender=speaker, text=now.text)


def _tell(draft: Draft, room: Room, hint: str) -> None:
    if not hint:
        return
    log.warning("%s: %s", room.key, hint)
    meeting = draft.running(room)
    draft.batch.replies += [Say(room, hint)] if meeting is not None and not meeting.lurking else []


def is_joined(draft: Draft, room: Room, other: Room) -> bool:
    """Whether a bridge joins two rooms: so says the config, or one of the rooms."""
    homes = {each: draft.setting.rooms[each].bridging.home for each in (room, other)}
    led = not draft.state.watch.led.isdisjoint({(room, other), (other, room)})
    return led or homes[room] == other or homes[other] == room


def without_echoes(draft: Draft, replies: Iterable[Reply]) -> list[Reply]:
    """Without the lines that a bridge shows in the other room already."""
    return [
        reply for reply in replies if not (isinstance(reply, Repeat) and is_joined(draft, reply.origin, reply.room))
    ]


def overheard(draft: Draft, room: Room, rules: Rules) -> Overheard:
    """What is known of the bridges of a room beside what it shows."""
    within = any(is_joined(draft, room, other) for other in rules.elsewhere)
    return draft.state.watch.overheard(room, draft.running, within=within)


def _is_said_elsewhere(draft: Draft, view: View, message: Message, rules: Rules) -> bool:
    """Whether what a bridge brings here is said in another room of the place; not every line has the room looked at."""
    room, watch = message.room, draft.state.watch
    starting = message.text.startswith(rules.prefixes) and draft.running(room) is None
    if starting or is_relayed(message.sender.key):
        for other in _led_to(room, draft.setting, view):
            watch.leads(room, other)
    return any(is_joined(draft, room, other) or watch.brings(room, other) for other in rules.elsewhere)


def _company(draft: Draft, view: View, room: Room) -> Iterator[Person]:
    """Everybody who is in the room, or was in its meeting."""
    yield from view(room).people
    meeting = draft.running(room)
    for participant in meeting.people.values() if meeting else ():
        yield participant.person


def _said_by(message: Message, relay: Relay, watch: Watch, company: Iterator[Person]) -> Message:
    """The line as its speaker said it, whom a relay carried."""
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


def is_silent(room: Room, rules: Rules, setting: Setting, view: View) -> bool:
    """Whether the meetings of this room are held at the other end of a bridge: so says the config, or the room itself.

    A room that says so itself can silence nobody else by it. Rooms of one place have their meetings together.
    """
    bridging = rules.bridging
    if bridging.home is not None:
        return bridging.home not in rules.rooms
    if bridging.ends or bridging.elsewhere:
        return False
    homes = (home for home in _led_to(room, setting, view) if home not in rules.rooms)
    return any(setting.rooms[home].bridging.home is None and view(home).people for home in homes)


def _led_to(room: Room, setting: Setting, view: View) -> Iterator[Room]:
    """The rooms of ours that a room says its bridges lead to."""
    ends = (end.casefold() for bridge in view(room).bridges for end in bridge.ends)
    return (home for end in ends if (home := setting.known_as.get(end)) is not None and home != room)
