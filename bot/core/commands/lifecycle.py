"""Starting and ending meetings, and saying how things stand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from bot.core.bridges import notice
from bot.core.chat import Person, Room
from bot.core.commands.agenda import timed
from bot.core.commands.command import Command, Scene, When, Who, everywhere, refuse, retitle, say, unproven
from bot.core.commands.publishing import going, prospects
from bot.core.commands.running import mode
from bot.core.commands.sealed import NO_MEETING
from bot.core.commands.topics import titled
from bot.core.commands.voting import closing, results
from bot.core.decisions import changes, decided, without
from bot.core.discretion import told
from bot.core.events import (
    AgendaEntry,
    AgendaTaken,
    Ending,
    Event,
    MeetingEnded,
    MeetingStarted,
    OpenAction,
    OtherRoom,
    Outcome,
)
from bot.core.lengths import in_words
from bot.core.meeting import Meeting
from bot.core.people import Registry
from bot.core.replies import Reply
from bot.core.rules import Rules
from bot.core.series import Series, named
from bot.core.signatures import present_of
from bot.core.text import clip, join_words

LONGEST_NAME = 80
OPEN_ACTIONS_SHOWN = 5
RECORDED = "This meeting is recorded; lines that begin with [off] are not."


def _startmeeting(scene: Scene, name: str) -> Outcome:
    message, rules = scene.message, scene.rules
    hindrance = _hindrance(scene)
    if hindrance:
        return refuse(scene, hindrance)
    private = scene.view.private
    started = replace(
        opening(rules, scene.catalogue, scene.sender, message.sent_at, name, _own_topics(scene), private=private),
        event_links=scene.event_links if rules.links_events(private=private) else (),
    )
    own = scene.series
    takes = bool(own.agenda) and own.slug != started.series and not rules.own_series
    left = () if private else tuple(sorted(own.private_agenda))
    taken = (AgendaTaken(started.meeting_id, left),) if takes else ()
    ahead = (*prospects(rules, started.series, private=started.private), *_still_open(started.open_actions))
    bridges = notice(rules.bridging, scene.view, scene.overheard)
    lines = [_first_line(started), *ahead, *bridges, RECORDED]
    return Outcome((*taken, started), everywhere(rules, *lines))


def _own_topics(scene: Scene) -> Mapping[Room, str]:
    """The rooms' topics; where the last meeting's is seen yet, the one before it, which the room is given back."""
    last = scene.ended
    if last is None:
        return scene.topics
    ours = {titled(last, topic.title) for topic in last.topics}
    return {room: last.topic_before(room) if topic in ours else topic for room, topic in scene.topics.items()}


def _hindrance(scene: Scene) -> str:
    """What keeps the sender from starting a meeting here, and what to do; "" for nothing."""
    rules, held_at = scene.rules, scene.overheard.held_at
    running = f"{scene.meeting.title} is running here already; #endmeeting ends it" if scene.meeting else ""
    hindrances = (
        (scene.message.private, f"a meeting is held in a room; say #startmeeting in {rules.room.name}"),
        (running, running),
        (scene.view.sealed, NO_MEETING),
        (
            scene.through_a_bridge,
            "who speaks through a bridge can't start a meeting; somebody in this room itself must",
        ),
        (held_at, f"a bridge joins this room to {held_at}, where a meeting is running already"),
        (
            rules.operators_start and not scene.message.operator,
            "only an operator of this room may start a meeting here",
        ),
    )
    return next((why for hinders, why in hindrances if hinders), "")


def opening(
    rules: Rules,
    catalogue: Mapping[str, Series],
    starter: Person,
    at: datetime,
    name: str = "",
    topics: Mapping[Room, str] = MappingProxyType({}),
    *,
    private: bool = False,
) -> MeetingStarted:
    """The start of a meeting, with all that it inherits from its series, and from the room if that has none.

    `topics` are what the rooms' own topics are, as far as is known. What came from private meetings and rooms only a
    private one inherits.
    """
    series_rules = rules.series_named(clip(name or rules.series, LONGEST_NAME))
    series = told(named(catalogue, series_rules.slug, series_rules.name), private=private)
    day = at.astimezone(series_rules.zone).date()
    return MeetingStarted(
        meeting_id=series.free_id(day),
        series=series.slug,
        name=series.name,
        room=rules.home,
        starter=starter,
        day=day,
        room_topic=topics.get(rules.home, ""),
        agenda=(*series.agenda, *_of_the_room(rules, catalogue, series, private=private)),
        open_actions=series.open_actions,
        quorum=series_rules.quorum,
        closed=series.closed,
        private=private,
        others=tuple(OtherRoom(room, topics.get(room, "")) for room in rules.rooms[1:]),
    )


def _of_the_room(
    rules: Rules, catalogue: Mapping[str, Series], series: Series, *, private: bool
) -> tuple[AgendaEntry, ...]:
    """The agenda of a room that has no series of its own, numbered on for the series of the meeting held there."""
    own = rules.series_named(rules.series).slug
    if rules.own_series or own == series.slug:
        return ()
    waiting = told(named(catalogue, own, rules.series), private=private).agenda
    return tuple(replace(entry, id=series.next_agenda + place) for place, entry in enumerate(waiting))


def _first_line(started: MeetingStarted) -> str:
    head = f"{started.name}: {started.day.isoformat()}. Chair: {started.starter.nick}."
    agenda = " ".join(f"{number}. {timed(entry)}" for number, entry in enumerate(started.agenda, 1))
    return f"{head} Agenda: {agenda}" if agenda else head


def _still_open(actions: tuple[OpenAction, ...]) -> list[str]:
    """What is open from earlier meetings."""
    if not actions:
        return []
    shown = "; ".join(
        f"A-{action.number} {join_words(action.owners) + ': ' if action.owners else ''}{clip(action.text, 80)}"
        for action in actions[:OPEN_ACTIONS_SHOWN]
    )
    more = len(actions) - OPEN_ACTIONS_SHOWN
    return [f"Open actions: {shown}" + (f"; and {more} more" if more > 0 else "")]


def _may_end(scene: Scene) -> bool:
    old = scene.message.sent_at - scene.running.started_at >= scene.rules.anyone_may_end_after
    return old or scene.is_chair()


def _endmeeting(scene: Scene, _argument: str) -> Outcome:
    if scene.through_a_bridge:
        return refuse(scene, "who speaks through a bridge can't end the meeting")
    if not _may_end(scene):
        minutes = int(scene.rules.anyone_may_end_after.total_seconds() // 60)
        return refuse(scene, f"only a chair may end the meeting; after {minutes} min anyone may{unproven(scene)}")
    meeting = scene.running
    lasted = in_words(scene.message.sent_at - meeting.started_at)
    events = ending(meeting, scene.registry, Ending.COMMAND, scene.sender.key)
    lines = [
        *results(meeting, events, scene.message.sent_at),
        f"{meeting.title} ended after {lasted}. {going(scene.rules, meeting)}",
    ]
    return Outcome(events, (*everywhere(scene.rules, *lines), *topic_back(meeting, scene.rules)))


def ending(meeting: Meeting, registry: Registry, how: Ending, by: str = "") -> tuple[Event, ...]:
    """The end of a meeting that is published, and what has to come before: a vote that is still open is closed."""
    return (*closing(meeting, registry, by), MeetingEnded(by, how))


def _abortmeeting(scene: Scene, _argument: str) -> Outcome:
    meeting = scene.running
    text = f"{meeting.title} aborted. Nothing is published; the record stays in the database, marked aborted."
    aborted = MeetingEnded(scene.sender.key, Ending.ABORTED)
    left = changes(scene.series.decisions, without(scene.series.decisions, decided(meeting)))
    return Outcome((aborted,), (*everywhere(scene.rules, " ".join([text, *left])), *topic_back(meeting, scene.rules)))


def topic_back(meeting: Meeting, rules: Rules) -> tuple[Reply, ...]:
    """The rooms' old topics, if the meeting changed them. What a room shows now may be older than our last word."""
    return retitle(rules, meeting.topic_before) if meeting.retitled else ()


def _status(scene: Scene, _argument: str) -> Outcome:
    waiting, failed = scene.deliveries.waiting, scene.deliveries.failed
    health = f"Deliveries: {waiting} waiting, {failed} failed." if waiting or failed else "Deliveries: all done."
    meeting = scene.meeting
    if meeting is None:
        return say(scene, f"No meeting is running here. {health}")
    parts = [
        f"{meeting.title}.",
        f"Topic: {meeting.topic.title}." if meeting.topic else "No topic yet.",
        f"Recording since {meeting.started_at:%H:%M} UTC.",
        *mode(meeting),
        f"Chairs: {chairs(scene)}.",
        *([f"Held in {join_words([room.key for room in scene.rules.rooms])}."] if scene.rules.place else []),
        *([f"Open vote: {meeting.open_vote.question}"] if meeting.open_vote else []),
        *_quorum(scene, meeting),
        health,
    ]
    return say(scene, " ".join(parts))


def _quorum(scene: Scene, meeting: Meeting) -> list[str]:
    if meeting.quorum is None:
        return []
    return [f"Quorum: {present_of(scene.registry, meeting)} here, {meeting.quorum.needed} needed."]


def chairs(scene: Scene) -> str:
    """The chairs' nicks, in the order they became chairs."""
    return ", ".join(scene.running.nick(key) for key in scene.running.chairs) or "none"


COMMANDS = (
    Command(
        "startmeeting",
        "opens a meeting of the series NAME; without one, of the room's own; you are its chair",
        _startmeeting,
        "[NAME]",
        when=When.ALWAYS,
        private=True,
    ),
    Command(
        "endmeeting",
        "ends the meeting and sends the minutes on their way; anyone may after an hour",
        _endmeeting,
        aliases=("stopmeeting",),
        off_record=True,
    ),
    Command(
        "abortmeeting",
        "ends the meeting without publishing; the record is kept",
        _abortmeeting,
        who=Who.CHAIR,
        off_record=True,
    ),
    Command("status", "says how the meeting and the deliveries stand", _status, when=When.ALWAYS, off_record=True),
)
