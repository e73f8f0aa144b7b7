"""Correcting what was recorded or said: `#edit` and `s/old/new/`."""

from collections.abc import Callable
from dataclasses import replace

from bot.core.commands import superseding
from bot.core.commands.command import Command, Scene, When, done, refuse, say
from bot.core.commands.items import find_item, items_of_line, reference
from bot.core.commands.records import reread
from bot.core.commands.requestioning import requestioned, vote_of_line
from bot.core.commands.substitution import Substitution, nearest, read_substitution
from bot.core.commands.topics import room_topic
from bot.core.decisions import DECISIONS
from bot.core.discretion import told
from bot.core.events import Event, ItemRecorded, ItemReworded, LineCorrected, Outcome, TopicReworded
from bot.core.grammar import SUBSTITUTE
from bot.core.meeting import Item, Topic
from bot.core.minutes import Kind
from bot.core.recent import REACH, Spoken, reading
from bot.core.text import RETRACTED, clip, join_words, one_line

GUARDED = DECISIONS | {Kind.ACTION}


def _edit(scene: Scene, argument: str) -> Outcome:
    number, _, text = argument.partition(" ")
    item = find_item(scene.at_hand, number.rstrip(":"))
    if not text.strip():
        return refuse(scene, "usage: #edit N TEXT, N being the number of an item, as in 4 or A-7")
    if item is None:
        named = "items are named by number, as in #edit 4 or #edit A-7"
        return refuse(scene, f"there is no item {number} in {scene.at_hand.title}; {named}")
    if not _is_own(scene, item) and not scene.is_chair() and not scene.is_scribe():
        return refuse(scene, f"only a chair or its author may reword {reference(item)}")
    line = superseding.line_of(item.record, text.strip())
    record = reread(scene, item.record, line)
    if why := _hindered(scene, item, record):
        return refuse(scene, why)
    events: list[Event] = [_reworded(scene, item, record)]
    if item.line:
        events.append(LineCorrected(item.line, line, scene.sender.key))
    if item.record.kind not in GUARDED:
        return done(scene, *events)
    reads = f"{clip(record.text, 200)}{_instead(record.supersedes)}" if record.supersedes else clip(text.strip(), 200)
    return say(scene, f"{reference(item)} now reads: {reads}", *events)


def _hindered(scene: Scene, item: Item, record: ItemRecorded) -> str:
    """Why an item can't read so; "" if it can."""
    before = item.record.supersedes
    if before and not record.text:
        return f"that would not read as {superseding.USAGE}; #undo it and say it anew"
    series = scene.catalogue.get(scene.at_hand.series)
    others = tuple(number for number in record.supersedes if number not in before)
    if series is None or not others:
        return ""
    return superseding.hindrance(told(series, private=scene.at_hand.private), others, record.label)


def _instead(numbers: tuple[int, ...]) -> str:
    return f" (supersedes {superseding.names(numbers)})" if numbers else ""


def _reworded(scene: Scene, item: Item, record: ItemRecorded) -> ItemReworded:
    number, owners, keys = item.record.number, record.owners, record.owner_keys
    by, supersedes = scene.sender.key, record.supersedes
    return ItemReworded(number, record.text, by, owners, record.due, record.url, keys, supersedes)


def _is_own(scene: Scene, item: Item) -> bool:
    return item.record.author == scene.sender.key


def _substitute(scene: Scene, argument: str) -> Outcome | None:
    wanted = read_substitution(argument)
    if wanted is None:
        return None
    lines = [spoken for spoken in reversed(scene.recent) if _can_be_met(scene, spoken)]
    hits = [spoken for spoken in lines if wanted.old in reading(scene.at_hand, spoken)]
    if not hits:
        near = nearest(wanted.old, [reading(scene.at_hand, spoken) for spoken in lines])
        hint = f'; the nearest is "{clip(near, 80)}"' if near else ""
        return refuse(scene, f'none of the last {REACH} lines has "{clip(wanted.old, 80)}"{hint}')
    chosen = hits if wanted.everywhere else hits[:1]
    left = [why for spoken in chosen if (why := _forbidden(scene, spoken))]
    met = [spoken for spoken in chosen if not _forbidden(scene, spoken)]
    if not met:
        return refuse(scene, left[0])
    outcomes = [_corrected(scene, spoken, wanted) for spoken in met]
    return _joined(scene, outcomes, left)


def _joined(scene: Scene, outcomes: list[Outcome], left: list[str]) -> Outcome:
    """One outcome of several; what is said of one item is said once, and what was left alone, too."""
    if len(outcomes) == 1 and not left:
        return outcomes[0]
    events = tuple(event for outcome in outcomes for event in outcome.events)
    told = [reply for outcome in outcomes for reply in outcome.replies]
    refusals = refuse(scene, left[0]).replies if left else ()
    return Outcome(events, (*dict.fromkeys(told), *refusals))


def _can_be_met(scene: Scene, spoken: Spoken) -> bool:
    """Talk, records and topics can; a command that did something else is not made to do another thing."""
    recorded = items_of_line(scene.at_hand, spoken.line) or _topic_of(scene, spoken.line)
    return spoken.text != RETRACTED and (not spoken.command or bool(recorded))


def _topic_of(scene: Scene, line: int) -> Topic | None:
    return next((topic for topic in scene.at_hand.topics if topic.line == line), None)


def _forbidden(scene: Scene, spoken: Spoken) -> str:
    """Why the sender may not correct this line; "" if they may."""
    may = scene.is_chair() or scene.is_scribe()
    for item in items_of_line(scene.at_hand, spoken.line):
        if item.record.kind in GUARDED and not may and not _is_own(scene, item):
            return f"only a chair or its author may correct {reference(item)}"
    if _topic_of(scene, spoken.line) and not may:
        return "only a chair or the scribe may correct a topic"
    return ""


def edited(scene: Scene, number: int, typed: str) -> Outcome:
    """A line of the transcript reads as the message in the scene now, because its sender edited it.

    What the line recorded is read anew while its command is the same word. Nothing else happens: an edit starts no
    meeting and takes no vote.
    """
    line = one_line(scene.message.text)
    if line == dict(scene.at_hand.corrected).get(number, one_line(typed)):
        return Outcome()
    own = [item for item in items_of_line(scene.at_hand, number) if item.line == number]
    vote = vote_of_line(scene, number)
    did_something = bool(own or _topic_of(scene, number) or vote)
    same = _word(line).casefold() == _word(one_line(typed)).casefold() and len(own) <= 1
    if vote and same:
        return requestioned(scene, vote, number, line)
    if did_something and not same:
        return done(scene, LineCorrected(number, line, scene.sender.key))
    text = line.partition(" ")[2].strip() if did_something else line
    outcome = _reading(scene, number, line, lambda _before: text)
    return replace(outcome, events=(LineCorrected(number, line, scene.sender.key),)) if outcome.refused else outcome


def _corrected(scene: Scene, spoken: Spoken, wanted: Substitution) -> Outcome:
    before = reading(scene.at_hand, spoken)
    line = wanted.apply(before)
    if spoken.command and _word(line) != _word(before):
        return refuse(scene, f"that would change {_word(before)} itself; #undo it and say it anew")
    return _reading(scene, spoken.line, line, wanted.apply)


def _reading(scene: Scene, number: int, line: str, change: Callable[[str], str]) -> Outcome:
    """Line `number` reads so now, and what it recorded, or what quotes it, with it."""
    corrected = LineCorrected(number, line, scene.sender.key)
    items, topic = items_of_line(scene.at_hand, number), _topic_of(scene, number)
    if topic:
        return _retitled(scene, topic, change(topic.title), corrected)
    read = [(item, _as_it_reads(scene, item, number, line, change)) for item in items]
    if why := next((why for item, record in read if (why := _hindered(scene, item, record))), ""):
        return refuse(scene, why)
    events = tuple(_reworded(scene, item, record) for item, record in read)
    guarded = [event for item, event in zip(items, events, strict=True) if item.record.kind in GUARDED]
    references = [reference(item) for item in items if item.record.kind in GUARDED]
    if not guarded:
        return done(scene, *events, corrected)
    return say(scene, f"{join_words(references)} now reads: {_in_words(guarded[0])}", *events, corrected)


def _retitled(scene: Scene, topic: Topic, title: str, corrected: LineCorrected) -> Outcome:
    """A topic reads otherwise; the room's own topic with it, if it is the one under discussion."""
    meeting, reworded = scene.at_hand, TopicReworded(topic.number, title, scene.sender.key)
    outcome = done(scene, reworded, corrected)
    if scene.meeting is None or meeting.topic != topic or meeting.lurking:
        return outcome
    now = replace(meeting, topics=(*meeting.topics[:-1], replace(topic, title=title)))
    return replace(outcome, replies=(*outcome.replies, *room_topic(scene, now)))


def _in_words(event: ItemReworded) -> str:
    owners = f"{join_words(event.owners)}: " if event.owners else ""
    return owners + clip(event.text, 200) + _instead(event.supersedes)


def _as_it_reads(scene: Scene, item: Item, number: int, line: str, change: Callable[[str], str]) -> ItemRecorded:
    """An item that was recorded on the line is read anew; one that quotes it, or is one of several, is changed."""
    own = [each for each in items_of_line(scene.at_hand, number) if each.line == number]
    if own == [item]:
        return reread(scene, item.record, line)
    record = item.record
    return replace(record, text=change(record.text), url=change(record.url) if record.url else "")


def _word(line: str) -> str:
    return line.partition(" ")[0]


COMMANDS = (
    Command(
        "edit",
        "rewords item N; a chair or its author may, and decisions and actions keep what they said before",
        _edit,
        "N TEXT",
        when=When.CORRECTING,
    ),
    Command(
        SUBSTITUTE,
        "corrects the newest line with the old text; s/old/new/g corrects all of the last 50",
        _substitute,
        when=When.CORRECTING,
        bare=(SUBSTITUTE,),
    ),
)
