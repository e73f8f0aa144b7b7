"""The agenda: open to anyone, at any time."""

import re

from bot.core.agenda import Agenda, moved, proposed_by, without
from bot.core.commands.command import Command, Scene, When, refuse, say
from bot.core.events import AgendaAdded, AgendaEntry, AgendaMoved, AgendaRemoved, Outcome
from bot.core.text import clip

LONGEST_ITEM = 200
_TIMEBOX = re.compile(
    r"(?P<text>.*\S)\s*\((?P<minutes>[1-9]\d{0,2})\s*m(?:in(?:ute)?s?)?\.?\)", re.IGNORECASE | re.DOTALL
)
_MOVE = re.compile(r"(\d{1,3})\s*>\s*(\d{1,3})")
_NUMBER = re.compile(r"\d{1,3}")


def _agenda(scene: Scene, text: str) -> Outcome:
    move = _MOVE.fullmatch(text)
    if move:
        return _move(scene, int(move[1]), int(move[2]))
    return _add(scene, text) if text else say(scene, _listed(scene, _at_hand(scene)))


def _at_hand(scene: Scene) -> Agenda:
    return scene.meeting.agenda if scene.meeting else scene.series.agenda


def _add(scene: Scene, text: str) -> Outcome:
    entry = new_entry(scene.series.next_agenda, text, scene.sender.nick, scene.sender.key)
    where = "this meeting" if scene.meeting else f"the next {scene.series.name}"
    number = len(_at_hand(scene)) + 1
    return say(scene, f"Item {number} of {where}: {timed(entry)}", AgendaAdded(entry, scene.private))


def new_entry(number: int, text: str, proposer: str, key: str) -> AgendaEntry:
    """An item as somebody (a nick and a person's key) put it: "Glazes (10 min)" has a timebox."""
    boxed = _TIMEBOX.fullmatch(text)
    said = clip(boxed["text"] if boxed else text, LONGEST_ITEM)
    return AgendaEntry(number, said, proposer, minutes=int(boxed["minutes"]) if boxed else 0, by=key)


def _remove(scene: Scene, argument: str) -> Outcome | None:
    if not _NUMBER.fullmatch(argument):
        if not scene.message.text.lstrip().startswith(scene.rules.prefixes):
            return None  # "agenda- and minutes- are my files"
        return refuse(scene, "usage: #agenda- N, N being the item's number (#agenda lists them)")
    entry = numbered(_at_hand(scene), int(argument))
    if entry is None:
        return refuse(scene, no_such_item(_at_hand(scene), int(argument)))
    if scene.meeting and entry.id in scene.meeting.opened:
        return refuse(scene, f"item {argument} was opened already, so it stays")
    if not scene.is_chair() and not proposed_by(entry, scene.known(entry.by), scene.sender, scene.view.people):
        return refuse(scene, f"only a chair or {entry.proposer}, whose item it is, may take it off")
    left = _listed(scene, without(_at_hand(scene), entry.id))
    return say(scene, f"Taken off: {entry.text}. {left}", AgendaRemoved(entry.id, entry.text, scene.sender.key))


def _move(scene: Scene, number: int, place: int) -> Outcome:
    agenda = _at_hand(scene)
    if not scene.is_chair():
        return refuse(scene, "only a chair may move agenda items")
    entry = numbered(agenda, number)
    if entry is None or numbered(agenda, place) is None:
        return refuse(scene, no_such_item(agenda, number if entry is None else place))
    behind = without(agenda, entry.id)[place - 1 :]
    event = AgendaMoved(entry.id, behind[0].id if behind else 0, entry.text, scene.sender.key)
    return say(scene, _listed(scene, moved(agenda, event.item, event.before)), event)


def numbered(agenda: Agenda, number: int) -> AgendaEntry | None:
    """The item that `#agenda` shows under a number."""
    return agenda[number - 1] if 1 <= number <= len(agenda) else None


def no_such_item(agenda: Agenda, number: int) -> str:
    """What to tell whoever named a number that is not on the agenda."""
    items = "no items yet" if not agenda else f"{len(agenda)} items" if len(agenda) > 1 else "one item"
    return f"there is no agenda item {number}; the agenda has {items} (#agenda lists it)"


def _listed(scene: Scene, entries: Agenda) -> str:
    opened = scene.meeting.opened if scene.meeting else frozenset()
    if not entries:
        return f"The agenda of {scene.series.name} is empty; #agenda TEXT adds to it."
    items = " ".join(f"{number}. {_shown(entry, opened)}" for number, entry in enumerate(entries, 1))
    return f"Agenda of {scene.series.name}: {items}"


def _shown(entry: AgendaEntry, opened: frozenset[int]) -> str:
    notes = [entry.proposer] if entry.proposer else []
    if entry.minutes:
        notes.append(f"{entry.minutes} min")
    if entry.carried_from:
        often = f", left over {entry.times} times" if entry.times > 1 else ""
        notes.append(f"since {entry.carried_from.isoformat()}{often}")
    if entry.id in opened:
        notes.append("opened")
    return f"{entry.text} ({', '.join(notes)})" if notes else entry.text


def timed(entry: AgendaEntry) -> str:
    """The item with how long it may take."""
    return f"{entry.text} ({entry.minutes} min)" if entry.minutes else entry.text


COMMANDS = (
    Command(
        "agenda",
        "lists the agenda, adds TEXT, or moves N; TEXT is for this or the next meeting, and moving for chairs",
        _agenda,
        "[TEXT [(15m)] | N > M]",
        when=When.ALWAYS,
        aliases=("agenda+",),
        bare=("agenda+",),
    ),
    Command(
        "agenda-",
        "takes item N off the agenda; its proposer or a chair may",
        _remove,
        "N",
        when=When.ALWAYS,
        bare=("agenda-",),
    ),
)
