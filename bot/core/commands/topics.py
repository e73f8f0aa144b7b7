"""Topics and subtopics: where records go."""

import re
from datetime import timedelta

from bot.core.commands.agenda import no_such_item, numbered
from bot.core.commands.command import Command, Scene, Who, done, everywhere, refuse, retitle
from bot.core.commands.queue import call_next
from bot.core.events import AgendaEntry, Outcome, SubtopicClosed, SubtopicOpened, TopicOpened
from bot.core.meeting import Meeting
from bot.core.replies import Reply
from bot.core.text import clip

AOB = "AoB"
LONGEST_TITLE = 200
NEXT_AGAIN_AFTER = timedelta(seconds=60)
_NUMBERED = re.compile(r"(\d{1,3})\s*(?::\s*(.*))?", re.DOTALL)


def _topic(scene: Scene, argument: str) -> Outcome:
    match = _NUMBERED.fullmatch(argument)
    agenda = scene.running.agenda
    if match is None or not agenda:
        return _open(scene, argument)
    entry = numbered(agenda, int(match[1]))
    if entry is None:
        return refuse(scene, no_such_item(agenda, int(match[1])))
    return _open(scene, match[2] or entry.text, entry.id)


def _open(scene: Scene, title: str, agenda_id: int = 0) -> Outcome:
    meeting = scene.running
    opened = TopicOpened(len(meeting.topics) + 1, clip(title, LONGEST_TITLE), agenda_id)
    said = everywhere(scene.rules, f"Topic: {opened.title}")
    return Outcome((opened,), (*said, *_set_topic(scene, titled(meeting, opened.title))))


def titled(meeting: Meeting, title: str) -> str:
    """The topic of the rooms while the meeting is at one of its own."""
    return f"{meeting.name} | {title}"


def room_topic(scene: Scene, meeting: Meeting) -> tuple[Reply, ...]:
    """The rooms' topics as they should be in this state of the meeting."""
    topic = meeting.topic
    return _set_topic(scene, titled(meeting, topic.title)) if topic else retitle(scene.rules, meeting.topic_before)


def _set_topic(scene: Scene, text: str) -> tuple[Reply, ...]:
    return retitle(scene.rules, lambda _room: text)


def _subtopic(scene: Scene, title: str) -> Outcome:
    if title:
        return done(scene, SubtopicOpened(clip(title, LONGEST_TITLE)))
    if not scene.running.in_subtopic:
        return refuse(scene, "no subtopic is open; #subtopic TEXT opens one")
    return done(scene, SubtopicClosed())


def _next(scene: Scene, argument: str) -> Outcome:
    if argument.casefold() == "speaker":
        return _next_speaker(scene)
    meeting = scene.running
    just_now = meeting.topic_at is not None and scene.message.sent_at - meeting.topic_at < NEXT_AGAIN_AFTER
    if just_now and scene.word != "next!":
        return refuse(scene, "the topic was opened less than a minute ago; #next! goes on all the same")
    entry = next_entry(scene)
    if entry is None:
        return refuse(scene, "every agenda item was opened; #aob for other business, #endmeeting to end")
    return _open(scene, entry.text, entry.id)


def _next_speaker(scene: Scene) -> Outcome:
    return call_next(scene) if scene.is_chair() else refuse(scene, "only a chair may say #next speaker")


def next_entry(scene: Scene) -> AgendaEntry | None:
    """The first agenda item after the one opened last that was not opened yet, or else the first such at all."""
    meeting = scene.running
    ids = [entry.id for entry in meeting.agenda]
    opened = [ids.index(number) for number in meeting.opened if number in ids]
    last = max(opened, default=-1)
    left = [entry for entry in meeting.agenda if entry.id not in meeting.opened]
    after = [entry for entry in left if ids.index(entry.id) > last]
    return next(iter(after or left), None)


def _aob(scene: Scene, _argument: str) -> Outcome:
    return _open(scene, AOB)


COMMANDS = (
    Command(
        "topic",
        "opens a topic; agenda item N, item N reworded, or a new one",
        _topic,
        "N | N: TITLE | TITLE",
        who=Who.SCRIBE,
    ),
    Command(
        "subtopic",
        "opens a subtopic; records nest below it until the next topic or a bare #subtopic",
        _subtopic,
        "[TEXT]",
        who=Who.SCRIBE,
    ),
    Command("next", "closes this topic and opens the next agenda item", _next, who=Who.SCRIBE, aliases=("next!",)),
    Command("aob", "opens any other business", _aob, who=Who.SCRIBE),
)
