"""Going on with a meeting that ended, publishing what was corrected, and giving a meeting another name."""

from dataclasses import replace

from bot.core.commands.command import Command, Scene, When, Who, announce, everywhere, refuse
from bot.core.commands.lifecycle import LONGEST_NAME, RECORDED
from bot.core.commands.publishing import prospects, targets_in_words
from bot.core.commands.sealed import NO_MEETING
from bot.core.commands.topics import room_topic
from bot.core.decisions import DECISIONS, changes, decided, without
from bot.core.discretion import told
from bot.core.events import (
    AgendaEntry,
    Entry,
    Event,
    ItemReworded,
    LineCorrected,
    LineRetracted,
    MeetingBecamePrivate,
    MeetingEnded,
    MeetingRenamed,
    MeetingReopened,
    MinutesAmended,
    Outcome,
    TopicReworded,
    Undone,
)
from bot.core.lengths import in_words
from bot.core.meeting import Meeting
from bot.core.minutes import Kind
from bot.core.series import Series, named
from bot.core.text import clip

CORRECTIONS = (ItemReworded, TopicReworded, LineCorrected, LineRetracted, Undone)


def _reopen(scene: Scene, _argument: str) -> Outcome:
    meeting, within = scene.ended, scene.rules.reopen_within
    if scene.meeting is not None:
        return refuse(scene, f"{scene.meeting.title} is running; there is nothing to reopen")
    if meeting is None or meeting.closed_at is None or scene.message.sent_at - meeting.closed_at > within:
        return refuse(scene, f"no meeting ended here in the last {in_words(within)}; #startmeeting begins another")
    if scene.view.sealed:
        return refuse(scene, NO_MEETING)
    closed = scene.view.private and not meeting.private
    told = prospects(scene.rules, meeting.series, private=True) if closed else ()
    goes_on = f"{meeting.title} goes on; its next end publishes a corrected edition."
    topic = room_topic(scene, meeting) if meeting.topics else ()
    events: tuple[Event, ...] = (MeetingReopened(scene.sender.key), *([MeetingBecamePrivate()] if closed else []))
    return Outcome(events, (*everywhere(scene.rules, goes_on, *told, RECORDED), *topic))


def _amend(scene: Scene, _argument: str) -> Outcome:
    meeting = scene.ended
    if scene.meeting is not None:
        return refuse(scene, f"{scene.meeting.title} is running; its end publishes it")
    if meeting is None:
        return refuse(scene, "no meeting ended here whose minutes could still be amended")
    if not _corrected_since(meeting.history):
        return refuse(scene, "nothing was corrected since; #edit, s/old/new/, #undo and #retract do, then #amend")
    targets = targets_in_words(scene.rules, meeting.series, private=meeting.private)
    text = f"{meeting.title}, revision {meeting.revision + 1}, is on its way to {targets or 'the record'}."
    return announce(scene, text, MinutesAmended(scene.sender.key))


def _corrected_since(history: tuple[Entry, ...]) -> bool:
    """Whether something was corrected after the last edition."""
    for entry in reversed(history):
        if isinstance(entry.event, MeetingEnded | MinutesAmended):
            return False
        if isinstance(entry.event, CORRECTIONS):
            return True
    return False


def _meetingname(scene: Scene, name: str) -> Outcome:
    meeting = scene.running
    target = scene.rules.series_named(clip(name, LONGEST_NAME))
    if target.slug == meeting.series:
        event = _same_series(meeting, target.name)
    else:
        series = told(named(scene.catalogue, target.slug, target.name), private=meeting.private)
        event = replace(_another_series(meeting, series, target.name), quorum=target.quorum)
    now = f"This meeting is {event.name}: {meeting.day.isoformat()} now."
    return announce(scene, " ".join([now, *_left_behind(scene, event)]), event)


def _left_behind(scene: Scene, event: MeetingRenamed) -> list[str]:
    """What it had superseded in the series that it leaves."""
    if event.series == scene.series.slug:
        return []
    left = changes(scene.series.decisions, without(scene.series.decisions, decided(scene.running)))
    return [f"In {scene.series.name} {sentence}" for sentence in left]


def _same_series(meeting: Meeting, name: str) -> MeetingRenamed:
    return MeetingRenamed(
        name=name,
        series=meeting.series,
        permalink=meeting.permalink,
        agenda=meeting.agenda,
        opened=tuple(sorted(meeting.opened)),
        open_actions=meeting.inherited,
        quorum=meeting.quorum,
    )


def _another_series(meeting: Meeting, series: Series, name: str) -> MeetingRenamed:
    """The meeting takes its agenda along, and its actions and decisions are numbered anew."""
    numbers = {entry.id: series.next_agenda + place for place, entry in enumerate(meeting.agenda)}
    moved: tuple[AgendaEntry, ...] = tuple(replace(entry, id=numbers[entry.id]) for entry in meeting.agenda)
    return MeetingRenamed(
        name=name,
        series=series.slug,
        permalink=series.free_id(meeting.day),
        agenda=(*moved, *series.agenda),
        opened=tuple(numbers[number] for number in sorted(meeting.opened)),
        open_actions=series.open_actions,
        labels=_labels(meeting, series),
        closed=series.closed,
    )


def _labels(meeting: Meeting, series: Series) -> tuple[tuple[int, int], ...]:
    actions = [item.record.number for item in meeting.items if item.record.kind is Kind.ACTION]
    decisions = [item.record.number for item in meeting.items if item.record.kind in DECISIONS]
    return (
        *((number, series.next_action + place) for place, number in enumerate(actions)),
        *((number, series.next_decision + place) for place, number in enumerate(decisions)),
    )


COMMANDS = (
    Command(
        "reopen",
        "goes on with the meeting that ended last; within an hour; same pages, and another edition at its next end",
        _reopen,
        who=Who.CHAIR,
        when=When.ALWAYS,
    ),
    Command(
        "amend",
        "publishes the meeting that ended last, corrected",
        _amend,
        who=Who.CHAIR,
        when=When.ALWAYS,
    ),
    Command(
        "meetingname",
        "gives the meeting another name; its series is the one of that name",
        _meetingname,
        "NAME",
        who=Who.CHAIR,
        aliases=("meetingtopic",),
    ),
)
