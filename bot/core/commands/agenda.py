"""The agenda: open to anyone, at any time."""

from bot.core.commands.command import Command, Scene, When, say
from bot.core.events import AgendaAdded, AgendaEntry, Outcome
from bot.core.text import clip

LONGEST_ITEM = 200


def _agenda(scene: Scene, text: str) -> Outcome:
    return _add(scene, text) if text else _list(scene)


def _add(scene: Scene, text: str) -> Outcome:
    entries = scene.meeting.agenda if scene.meeting else scene.series.agenda
    entry = AgendaEntry(scene.series.next_agenda, clip(text, LONGEST_ITEM), scene.sender.nick)
    where = "this meeting" if scene.meeting else f"the next {scene.series.name}"
    return say(scene, f"Item {len(entries) + 1} of {where}: {entry.text}", AgendaAdded(entry))


def _list(scene: Scene) -> Outcome:
    entries = scene.meeting.agenda if scene.meeting else scene.series.agenda
    opened = scene.meeting.opened if scene.meeting else frozenset()
    if not entries:
        return say(scene, f"The agenda of {scene.series.name} is empty; #agenda TEXT adds to it.")
    items = " ".join(f"{number}. {_shown(entry, opened)}" for number, entry in enumerate(entries, 1))
    return say(scene, f"Agenda of {scene.series.name}: {items}")


def _shown(entry: AgendaEntry, opened: frozenset[int]) -> str:
    notes = [entry.proposer] if entry.proposer else []
    if entry.carried_from:
        notes.append(f"since {entry.carried_from.isoformat()}")
    if entry.id in opened:
        notes.append("opened")
    return f"{entry.text} ({', '.join(notes)})" if notes else entry.text


COMMANDS = (
    Command(
        "agenda", "lists the agenda, or adds TEXT to this or the next meeting's", _agenda, "[TEXT]", when=When.ALWAYS
    ),
)
