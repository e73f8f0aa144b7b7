"""The agenda: open to anyone, at any time."""

import re

from bot.core.commands.command import Command, Scene, When, say
from bot.core.events import AgendaAdded, AgendaEntry, Outcome
from bot.core.text import clip

LONGEST_ITEM = 200
_TIMEBOX = re.compile(
    r"(?P<text>.*\S)\s*\((?P<minutes>[1-9]\d{0,2})\s*m(?:in(?:ute)?s?)?\.?\)", re.IGNORECASE | re.DOTALL
)


def _agenda(scene: Scene, text: str) -> Outcome:
    return _add(scene, text) if text else _list(scene)


def _add(scene: Scene, text: str) -> Outcome:
    entries = scene.meeting.agenda if scene.meeting else scene.series.agenda
    boxed = _TIMEBOX.fullmatch(text)
    entry = AgendaEntry(
        scene.series.next_agenda,
        clip(boxed["text"] if boxed else text, LONGEST_ITEM),
        scene.sender.nick,
        minutes=int(boxed["minutes"]) if boxed else 0,
        by=scene.sender.key,
    )
    where = "this meeting" if scene.meeting else f"the next {scene.series.name}"
    return say(scene, f"Item {len(entries) + 1} of {where}: {timed(entry)}", AgendaAdded(entry))


def _list(scene: Scene) -> Outcome:
    entries = scene.meeting.agenda if scene.meeting else scene.series.agenda
    opened = scene.meeting.opened if scene.meeting else frozenset()
    if not entries:
        return say(scene, f"The agenda of {scene.series.name} is empty; #agenda TEXT adds to it.")
    items = " ".join(f"{number}. {_shown(entry, opened)}" for number, entry in enumerate(entries, 1))
    return say(scene, f"Agenda of {scene.series.name}: {items}")


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
        "lists the agenda, or adds TEXT to this or the next meeting's, for 15 minutes if you like",
        _agenda,
        "[TEXT [(15m)]]",
        when=When.ALWAYS,
    ),
)
