"""Chairs, the scribe, and who is here."""

from collections.abc import Mapping

from bot.core.commands.command import Command, Scene, Who, announce, done, refuse
from bot.core.commands.naming import Known, find_person, known_names, split_names, unclear, words
from bot.core.events import (
    ChairAdded,
    ChairRemoved,
    Event,
    NickMentioned,
    Outcome,
    PersonArrived,
    PersonNamed,
    Regret,
    RegretsSent,
    ScribeNamed,
)
from bot.core.keys import is_relayed
from bot.core.meeting import Meeting
from bot.core.text import clip, join_words


def _chair(scene: Scene, argument: str) -> Outcome:
    meeting = scene.running
    names = split_names(scene, argument)
    found = {name: find_person(scene, name) for name in names}
    bridged = [name for name, person in found.items() if person and is_relayed(person.key)]
    if bridged:
        return refuse(
            scene, f"{join_words(bridged)} came through a bridge, and can't be a chair: anybody may be called so there"
        )
    events: list[Event] = [
        ChairAdded(person) for person in found.values() if person and person.key not in meeting.chairs
    ]
    keys = dict.fromkeys((*meeting.chairs, *(person.key for person in found.values() if person)))
    nicks = {person.key: person.nick for person in found.values() if person}
    text = f"Chairs: {', '.join(nicks.get(key) or meeting.nick(key) for key in keys)}."
    missing = [name for name, person in found.items() if person is None]
    doubtful = {name: why for name in missing if (why := unclear(scene, name))}
    text += "".join(f" {why}." for why in doubtful.values())
    absent = [name for name in missing if name not in doubtful]
    if absent:
        text += f" Not in the room, so not a chair: {join_words(absent)}; say #chair again when they are here."
    return announce(scene, text, *events)


def _unchair(scene: Scene, argument: str) -> Outcome:
    meeting = scene.running
    events: list[Event] = []
    for name in split_names(scene, argument):
        person = find_person(scene, name)
        if person is None or person.key not in meeting.chairs:
            return refuse(scene, f"{name} is not a chair; chairs are {_chairs(meeting, meeting.chairs)}")
        if person.key == meeting.starter and scene.sender.key != meeting.starter:
            return refuse(scene, f"{name} started the meeting and stays its chair")
        events.append(ChairRemoved(person))
    gone = {event.person.key for event in events if isinstance(event, ChairRemoved)}
    left = tuple(key for key in meeting.chairs if key not in gone)
    return announce(scene, f"Chairs: {_chairs(meeting, left)}.", *events)


def _chairs(meeting: Meeting, keys: tuple[str, ...]) -> str:
    return ", ".join(meeting.nick(key) for key in keys) or "none"


def _scribe(scene: Scene, argument: str) -> Outcome:
    names = split_names(scene, argument)
    if len(names) != 1:
        return refuse(scene, "usage: #scribe A")
    name = names[0]
    person = find_person(scene, name)
    if person is None:
        return refuse(scene, unclear(scene, name) or f"{name} is not in the room; say #scribe again when they are here")
    if is_relayed(person.key):
        return refuse(scene, f"{name} came through a bridge, and can't be the scribe: anybody may be called so there")
    return announce(scene, f"Scribe: {person.nick}.", ScribeNamed(person))


def _here(scene: Scene, name: str) -> Outcome:
    """Speaking is attendance, so a bare #here needs no event of its own."""
    return done(scene, *((PersonNamed(scene.sender.key, clip(name, 80)),) if name else ()))


def _regrets(scene: Scene, argument: str) -> Outcome:
    """One's own with one's first line, or somebody else's; who has spoken is present."""
    names = [clip(name, 80) for name in map(str.strip, argument.split(",")) if name]
    if not names:
        if not _came_with_this_line(scene):
            return refuse(scene, "you have spoken here, so the minutes list you as present")
        return done(scene, RegretsSent((Regret(scene.sender.nick, scene.sender.key),)))
    present = [name for name in names if _has_spoken(scene, name)]
    if present:
        return refuse(scene, f"{join_words(present)} spoke here, and is listed as present")
    known = known_names(scene)
    return done(scene, RegretsSent(tuple(Regret(_called(known, name)) for name in names)))


def _called(known: Mapping[str, Known], name: str) -> str:
    """What somebody is called who is known by this name; the name, if nobody is."""
    found = known.get(name.casefold())
    return found.nick if found else name


def _came_with_this_line(scene: Scene) -> bool:
    lines = {
        entry.line
        for entry in scene.running.history
        if isinstance(entry.event, PersonArrived) and entry.event.person.key == scene.sender.key
    }
    return lines == {scene.line} and scene.sender.key != scene.running.starter


def _has_spoken(scene: Scene, name: str) -> bool:
    person = find_person(scene, name)
    participant = scene.running.people.get(person.key) if person else None
    return participant is not None and participant.spoke


def _nick(scene: Scene, argument: str) -> Outcome:
    known = {nick.casefold() for nick in scene.running.mentioned}
    named = {name.casefold(): name for name in reversed(words(argument))}
    return done(scene, *(NickMentioned(clip(name, 64)) for folded, name in named.items() if folded not in known))


COMMANDS = (
    Command("chair", "makes people in the room chairs too", _chair, "A, B", who=Who.CHAIR),
    Command("unchair", "takes the chair from people; the starter keeps it", _unchair, "A, B", who=Who.CHAIR),
    Command(
        "scribe",
        "names who writes the minutes; a scribe has the say over topics and records too",
        _scribe,
        "A",
        who=Who.CHAIR,
    ),
    Command(
        "here",
        "says you are here; NAME is how the minutes should call you",
        _here,
        "[NAME]",
        aliases=("present+",),
        bare=("present+",),
    ),
    Command(
        "regrets",
        "says that you can't come; or those named",
        _regrets,
        "[NAME, NAME]",
        aliases=("regrets+",),
        bare=("regrets+",),
    ),
    Command("nick", "makes somebody silent known; they can own actions then", _nick, "NICK"),
)
