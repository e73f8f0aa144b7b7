"""Taking back what was recorded."""

import re

from bot.core.chat import Say
from bot.core.commands.command import Command, Scene, refuse
from bot.core.commands.topics import room_topic
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
from bot.core.evolution import evolve
from bot.core.meeting import Meeting
from bot.core.minutes import Kind
from bot.core.text import clip

_ITEM_NUMBER = re.compile(r"\d{1,9}")
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
    if argument and not _ITEM_NUMBER.fullmatch(argument):
        return refuse(scene, "usage: #undo or #undo N, N being the number of an item")
    entry = _item(scene, int(argument)) if argument else _last(scene)
    if entry is None:
        return refuse(scene, f"there is no item {argument}" if argument else "there is nothing to take back")
    event = entry.event
    if not scene.is_chair() and not _is_authors(scene, event):
        return refuse(scene, f"only a chair or its author may take back {in_words(event)}")
    action = event.label if isinstance(event, ItemRecorded) and event.kind is Kind.ACTION else 0
    undone = Undone(entry.seq, action)
    said = Say(scene.message.room, f"Taken back: {in_words(event)}")
    topic = room_topic(scene, _after(scene, undone)) if isinstance(event, TopicOpened) else ()
    return Outcome((undone,), (said, *topic))


def _after(scene: Scene, undone: Undone) -> Meeting:
    meeting = scene.running
    return evolve(meeting, Entry(meeting.next_seq, scene.message.sent_at, scene.line, undone))


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
        case ItemRecorded(number):
            authors = {item.record.author for item in scene.running.items if item.record.number == number}
            return scene.sender.key in authors or scene.is_scribe()
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
