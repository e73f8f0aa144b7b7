"""Taking back what was recorded."""

from bot.core.agenda import proposed_by
from bot.core.chat import Person
from bot.core.commands.command import Command, Scene, When, everywhere, refuse, say
from bot.core.commands.items import find_item
from bot.core.commands.superseding import names
from bot.core.commands.topics import room_topic
from bot.core.decisions import after_undoing, changes
from bot.core.discretion import told
from bot.core.events import (
    ActionClosed,
    AgendaAdded,
    AgendaEntry,
    AgendaMoved,
    AgendaRemoved,
    ChairAdded,
    ChairRemoved,
    Closing,
    Entry,
    Event,
    ItemRecorded,
    ItemReworded,
    LineCorrected,
    LineRetracted,
    NextMeetingSet,
    Outcome,
    OwnersSet,
    PersonNamed,
    ProposalSeconded,
    RegretsSent,
    ScribeNamed,
    SubtopicClosed,
    SubtopicOpened,
    SummarySet,
    TopicOpened,
    TopicReworded,
    Undone,
    VoteClosed,
    VoteOpened,
    VotersSet,
    VotesRequiredSet,
)
from bot.core.evolution import evolve
from bot.core.meeting import Item, Meeting
from bot.core.minutes import Kind, NextMeeting
from bot.core.recent import REACH
from bot.core.register import named_at
from bot.core.text import RETRACTED, clip

_OF_SERIES = (ActionClosed, AgendaAdded, AgendaMoved, AgendaRemoved, OwnersSet)
_UNDOABLE = (
    *_OF_SERIES,
    ChairAdded,
    ChairRemoved,
    ItemRecorded,
    ItemReworded,
    LineCorrected,
    NextMeetingSet,
    PersonNamed,
    ProposalSeconded,
    RegretsSent,
    ScribeNamed,
    SubtopicClosed,
    SubtopicOpened,
    SummarySet,
    TopicOpened,
    TopicReworded,
    VoteClosed,
    VoteOpened,
    VotersSet,
    VotesRequiredSet,
)


def _undo(scene: Scene, argument: str) -> Outcome:
    item = find_item(scene.at_hand, argument) if argument else None
    entries = (_recording(scene, item) if item else _opening(scene, argument)) if argument else _last(scene)
    if argument and not entries:
        return refuse(scene, f"there is no item {argument}; items are named by number, as in #undo 4 or #undo A-7")
    if not entries:
        return refuse(scene, "there is nothing to take back")
    for entry in entries:
        if not scene.is_chair() and not _is_authors(scene, entry.event):
            return refuse(scene, f"only a chair or its author may take back {in_words(entry.event)}")
    undone = tuple(Undone(entry.seq, _action(scene, entry.event)) for entry in reversed(entries))
    said = everywhere(scene.rules, f"Taken back: {in_words(entries[0].event)}{_stands_again(scene, undone)}")
    retitled = any(isinstance(entry.event, TopicOpened | TopicReworded) for entry in entries)
    topic = room_topic(scene, _after(scene, undone)) if retitled and scene.meeting else ()
    return Outcome(undone, (*said, *topic))


def _after(scene: Scene, undone: tuple[Undone, ...]) -> Meeting:
    meeting = scene.at_hand
    for event in undone:
        meeting = evolve(meeting, Entry(meeting.next_seq, scene.message.sent_at, scene.line, event))
    return meeting


def _stands_again(scene: Scene, undone: tuple[Undone, ...]) -> str:
    """What that does to earlier decisions, as the answer goes on."""
    series = scene.catalogue.get(scene.at_hand.series)
    if series is None or not series.decisions.superseded:
        return ""
    known = told(series, private=scene.at_hand.private).decisions
    again = changes(known, after_undoing(known, _after(scene, undone), [event.seq for event in undone]))
    return f". {' '.join(again)}" if again else ""


def _last(scene: Scene) -> list[Entry]:
    """All that the last line which did something did: `#chair a, b` is one thing, and so is `s/old/new/g`."""
    undoable = [entry for entry in scene.at_hand.standing if _is_undoable(scene.at_hand, entry)]
    return [entry for entry in undoable if (entry.line, entry.at) == (undoable[-1].line, undoable[-1].at)]


def _is_undoable(meeting: Meeting, entry: Entry) -> bool:
    """What happened to another series, before the meeting got its name, stays so."""
    settled = isinstance(entry.event, _OF_SERIES) and entry.seq < named_at(meeting)
    return isinstance(entry.event, _UNDOABLE) and not settled and _counts(meeting, entry.event)


def _counts(meeting: Meeting, event: Event) -> bool:
    """Whether taking an event back changes anything: a vote or proposal may have gone before what is about it."""
    match event:
        case VoteClosed(number):
            return meeting.running and number in {vote.number for vote in meeting.votes}
        case ProposalSeconded(number):
            return number in {item.record.number for item in meeting.items}
        case _:
            return True


def _opening(scene: Scene, argument: str) -> list[Entry]:
    """What opened the vote that stands under a number."""
    standing = {str(vote.number) for vote in scene.at_hand.votes}
    return [
        entry
        for entry in scene.at_hand.standing
        if isinstance(entry.event, VoteOpened) and str(entry.event.number) == argument and argument in standing
    ]


def _recording(scene: Scene, item: Item) -> list[Entry]:
    number = item.record.number
    return [
        entry
        for entry in scene.at_hand.standing
        if isinstance(entry.event, ItemRecorded) and entry.event.number == number
    ]


def _action(scene: Scene, event: Event) -> int:
    """The n of the A-n that goes with an event, by the register the meeting is in now."""
    if not isinstance(event, ItemRecorded) or event.kind is not Kind.ACTION:
        return 0
    return next(item.record.label for item in scene.at_hand.items if item.record.number == event.number)


def _is_authors(scene: Scene, event: Event) -> bool:  # noqa: PLR0911 - one case an event
    match event:
        case ItemRecorded(number):
            authors = {item.record.author for item in scene.at_hand.items if item.record.number == number}
            return scene.sender.key in authors or scene.is_scribe()
        case ItemReworded(by=by) | LineCorrected(by=by) | TopicReworded(by=by):
            return by == scene.sender.key or scene.is_scribe()
        case PersonNamed(key) | AgendaRemoved(by=key) | AgendaMoved(by=key) | ActionClosed(by=Person(key=key)):
            return key == scene.sender.key
        case AgendaAdded(entry):
            own = (one for one in scene.at_hand.agenda if one.id == entry.id)
            return any(proposed_by(one, scene.known(one.by), scene.sender, scene.view.people) for one in own)
        case ProposalSeconded(person=person):
            return person.key == scene.sender.key
        case RegretsSent(regrets):
            return any(regret.key == scene.sender.key for regret in regrets)
        case TopicOpened() | SubtopicOpened() | SubtopicClosed() | SummarySet():
            return scene.is_scribe()
        case _:
            return False


def in_words(event: Event) -> str:  # noqa: C901, PLR0911 - one case an event
    """What an event was, as the room would say it."""
    match event:
        case ItemRecorded(number=number, text=text, supersedes=numbers) if numbers:
            return f"#supersede {names(numbers)} with {clip(text, 80)} (item {number})"
        case ItemRecorded(number=number, kind=kind, text=text, url=url):
            return f"#{kind.value} {clip(text or url, 80)} (item {number})"
        case ItemReworded(number=number, text=text, url=url):
            return f'the correction of item {number}, "{clip(text or url, 80)}"'
        case VoteOpened(number=number, question=question):
            return f"#vote {clip(question, 80)} (item {number})"
        case ActionClosed(label=label, state=state):
            return f"#{_CLOSING[state]} A-{label}"
        case OwnersSet(label=label):
            return f"#assign A-{label}"
        case NextMeetingSet(NextMeeting(on=day)):
            return f"#nextmeeting {day.isoformat()}"
        case LineCorrected():
            return "the correction of a line"
        case TopicReworded(title=title):
            return f'the correction of a topic, "{clip(title, 80)}"'
        case (
            TopicOpened(title=text)
            | SubtopicOpened(title=text)
            | AgendaAdded(AgendaEntry(text=text))
            | AgendaRemoved(text=text)
            | AgendaMoved(text=text)
        ):
            return f"#{_WORDS[type(event)]} {clip(text, 80)}"
        case ChairAdded(person) | ChairRemoved(person) | ScribeNamed(person):
            return f"#{_WORDS[type(event)]} {person.nick}"
        case _:
            return f"#{_WORDS[type(event)]}"


_CLOSING = {Closing.DONE: "done", Closing.DROPPED: "drop"}
_WORDS: dict[type, str] = {
    AgendaAdded: "agenda",
    AgendaMoved: "agenda, moving",
    AgendaRemoved: "agenda-",
    ChairAdded: "chair",
    ChairRemoved: "unchair",
    ScribeNamed: "scribe",
    SubtopicClosed: "subtopic",
    SubtopicOpened: "subtopic",
    TopicOpened: "topic",
    SummarySet: "summary",
    PersonNamed: "here",
    ProposalSeconded: "second",
    RegretsSent: "regrets",
    VotersSet: "voters",
    VotesRequiredSet: "votesrequired",
    VoteClosed: "endvote; the vote is open again",
}


def _retract(scene: Scene, _argument: str) -> Outcome:
    own = (spoken for spoken in reversed(scene.recent) if spoken.sender.key == scene.sender.key)
    last = next((spoken for spoken in own if spoken.text != RETRACTED and spoken.command != "retract"), None)
    if last is None:
        return refuse(scene, f"you said nothing in the last {REACH} lines that could be erased")
    return say(scene, f"{scene.sender.nick}'s last line is erased.", LineRetracted(last.line, scene.sender.key))


COMMANDS = (
    Command(
        "undo",
        "takes back the last item, or item N; its author or a chair may",
        _undo,
        "[N]",
        when=When.CORRECTING,
    ),
    Command("retract", "erases the text of your own last line, for good", _retract, when=When.CORRECTING),
)
