"""Taking back what was recorded."""

from bot.core.commands.command import Command, Scene, refuse, say
from bot.core.events import (
    ChairAdded,
    ChairRemoved,
    Entry,
    Event,
    ItemRecorded,
    NextMeetingSet,
    Outcome,
    OwnersSet,
    PersonNamed,
    ScribeNamed,
    SubtopicClosed,
    SubtopicOpened,
    SummarySet,
    TopicOpened,
    Undone,
)
from bot.core.minutes import Kind
from bot.core.text import clip

_UNDOABLE = (
    ChairAdded,
    ChairRemoved,
    ItemRecorded,
    NextMeetingSet,
    OwnersSet,
    PersonNamed,
    ScribeNamed,
    SubtopicClosed,
    SubtopicOpened,
    SummarySet,
    TopicOpened,
)


def _undo(scene: Scene, argument: str) -> Outcome:
    if argument and not argument.isdecimal():
        return refuse(scene, "usage: #undo or #undo N, N being the number of an item")
    entry = _item(scene, int(argument)) if argument else _last(scene)
    if entry is None:
        return refuse(scene, f"there is no item {argument}" if argument else "there is nothing to take back")
    event = entry.event
    if not scene.is_chair() and not _is_authors(scene, event):
        return refuse(scene, f"only a chair or its author may take back {in_words(event)}")
    action = event.label if isinstance(event, ItemRecorded) and event.kind is Kind.ACTION else 0
    return say(scene, f"Taken back: {in_words(event)}", Undone(entry.seq, action))


def _standing(scene: Scene) -> list[Entry]:
    withdrawn = scene.running.withdrawn
    return [entry for entry in scene.running.history if entry.seq not in withdrawn]


def _last(scene: Scene) -> Entry | None:
    return next((entry for entry in reversed(_standing(scene)) if isinstance(entry.event, _UNDOABLE)), None)


def _item(scene: Scene, number: int) -> Entry | None:
    items = (entry for entry in _standing(scene) if isinstance(entry.event, ItemRecorded))
    return next((e for e in items if isinstance(e.event, ItemRecorded) and e.event.number == number), None)


def _is_authors(scene: Scene, event: Event) -> bool:
    match event:
        case ItemRecorded(author=author):
            return author == scene.sender.key
        case PersonNamed(key):
            return key == scene.sender.key
        case TopicOpened() | SubtopicOpened() | SubtopicClosed() | SummarySet():
            return scene.is_scribe()
        case _:
            return False


def in_words(event: Event) -> str:
    """What an event was, as the room would say it."""
    match event:
        case ItemRecorded(number=number, kind=kind, text=text, url=url):
            return f"#{kind.value} {clip(text or url, 80)} (item {number})"
        case TopicOpened(title=title):
            return f"#topic {clip(title, 80)}"
        case SubtopicOpened(title=title):
            return f"#subtopic {clip(title, 80)}"
        case ChairAdded(person) | ChairRemoved(person) | ScribeNamed(person):
            return f"#{_WORDS[type(event)]} {person.nick}"
        case _:
            return f"#{_WORDS[type(event)]}"


_WORDS: dict[type, str] = {
    ChairAdded: "chair",
    ChairRemoved: "unchair",
    ScribeNamed: "scribe",
    SubtopicClosed: "subtopic",
    SummarySet: "summary",
    NextMeetingSet: "nextmeeting",
    OwnersSet: "assign",
    PersonNamed: "here",
}

COMMANDS = (Command("undo", "takes back the last item, or item N; its author or a chair may", _undo, "[N]"),)
