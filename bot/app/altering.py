"""Lines that were edited or taken away after they were said."""

from bot.app.batch import KeptEdit, KeptLine, Quoted, Traces
from bot.app.deciding import Decider
from bot.app.draft import Draft
from bot.app.following import follow, pass_on, show_again
from bot.app.knowing import known_by
from bot.core.chat import Message, MessageEdited, MessageErased, Person, Say
from bot.core.commands.command import Scene
from bot.core.commands.rewording import edited
from bot.core.events import LineRetracted, Place, TextsRetracted
from bot.core.grammar import Invocation, read
from bot.core.retracting import erased_between, retracted_between, takers
from bot.core.rules import Rules
from bot.core.text import RETRACTED


def edit(decider: Decider, told: MessageEdited, rules: Rules, traces: Traces) -> Message | None:
    """What a line recorded is read anew, and nothing is done twice; a line that the edit adds is given back."""
    draft, message = decider.draft, told.as_said
    scene = decider.scene(message, rules, 0, "")
    lines = [line for line in traces.lines if line.native_id == told.native_id]
    for line in lines:
        if scene.has_at_hand(line.meeting_id) and line.text != RETRACTED and _said_by(draft, line, told.sender):
            _reword(decider, scene, line, told)
    running = scene.meeting
    if lines or not told.added or running is None:
        return None
    if not any(line.meeting_id == running.id and _said_by(draft, line, told.sender) for line in traces.lines):
        return None
    _hint(decider, scene, before="")
    return message


def _reword(decider: Decider, scene: Scene, line: KeptLine, told: MessageEdited) -> None:
    before = scene.at_hand
    outcome = edited(scene, line.number, line.text)
    for event in outcome.events:
        decider.happened(scene, event)
    decider.answer(scene.message, *outcome.replies, refused=outcome.refused)
    if outcome.events:
        seqs = range(before.next_seq, before.next_seq + len(outcome.events))
        decider.draft.batch.edits += [KeptEdit(told.room, told.edit, before.id, seq) for seq in seqs if told.edit]
        _hint(decider, scene, before=dict(before.corrected).get(line.number, line.text))


def _hint(decider: Decider, scene: Scene, before: str) -> None:
    """An edit that makes a command of talk does nothing; whoever hoped for more is told, once."""
    message = scene.message
    is_command, was_command = (_is_command(decider, message._replace(text=text)) for text in (message.text, before))
    if is_command and not was_command:
        word = message.text.split()[0]
        answer = f"{scene.sender.nick}: an edit changes what a line says and does nothing else; say {word} anew"
        decider.answer(message, Say(message.room, answer), refused=True)


def _is_command(decider: Decider, message: Message) -> bool:
    setting = decider.draft.setting
    reading = read(message, setting.syntax[message.room])
    marked = message.text.lstrip().startswith(setting.rooms[message.room].prefixes)
    return marked and isinstance(reading, Invocation) and reading.word in setting.table


def _said_by(draft: Draft, line: KeptLine, person: Person) -> bool:
    return person.key in {line.person, known_by(draft, line.person)}


def erase(draft: Draft, told: MessageErased, traces: Traces) -> None:
    """A message that was taken away: its text leaves all that has it, whenever it was said."""
    draft.older |= {key: meeting for key, meeting in traces.meetings.items() if key not in draft.older}
    draft.takers |= takers(traces.between)
    lines = [line for line in traces.lines if told.covers(line.native_id) and line.text != RETRACTED]
    for line in lines:
        _retract(draft, line, told)
    for meeting_id in dict.fromkeys(edit.meeting_id for edit in traces.edits):
        places = tuple(Place(edit.seq) for edit in traces.edits if edit.meeting_id == meeting_id)
        _take_back(draft, meeting_id, places, told)
    if traces.said_between and not told.beyond:
        _between(draft, told, traces)
    if traces.lines or traces.said_between:
        draft.batch.erasures.messages.append(told)


def _retract(draft: Draft, line: KeptLine, told: MessageErased) -> None:
    before = draft.meeting(line.meeting_id)
    after = draft.correct(before, told.at, LineRetracted(line.number, told.by.key))
    follow(draft, before, after, line.text)


def _take_back(draft: Draft, meeting_id: str, places: tuple[Place, ...], told: MessageErased) -> None:
    """An edit that was taken away: what it changed reads as it did before."""
    before = draft.meeting(meeting_id)
    after = draft.correct(before, told.at, TextsRetracted(places, told.by.key))
    if after.history[:-1] != before.history:
        follow(draft, before, after)


def _between(draft: Draft, told: MessageErased, traces: Traces) -> None:
    """What was said between meetings: agenda items, and notes of actions that were closed."""
    blanked, event = retracted_between(traces.said_between, traces.between, told.by.key)
    draft.batch.erasures.between += blanked
    for slug in dict.fromkeys(one.series for one in traces.said_between):
        draft.between(slug, slug, told.at, event)
    for gone in erased_between(traces.said_between):
        heirs = pass_on(draft, gone, told.at, told.by.key)
        draft.batch.erasures.quoted.append(Quoted(gone.texts, frozenset(heirs)))
        show_again(draft, gone)
