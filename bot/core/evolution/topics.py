"""The agenda, and where records go."""

from dataclasses import replace
from typing import assert_never

from bot.core.agenda import changed
from bot.core.events import (
    AgendaAdded,
    AgendaMoved,
    AgendaRemoved,
    AgendaTaken,
    Entry,
    SubtopicClosed,
    SubtopicOpened,
    TopicEvent,
    TopicOpened,
    TopicReworded,
)
from bot.core.having import having
from bot.core.meeting import Meeting, Subtopic, Topic
from bot.core.text import RETRACTED


def topics_changed(meeting: Meeting, entry: Entry, event: TopicEvent) -> Meeting:  # noqa: PLR0911 - one case an event
    match event:
        case AgendaAdded() | AgendaRemoved() | AgendaMoved():
            return having(meeting, agenda=changed(meeting.agenda, event))
        case AgendaTaken():
            return meeting
        case TopicOpened(number, title, agenda_id):
            return having(
                meeting,
                topics=(*meeting.topics, Topic(number, title, entry.line, agenda_id)),
                warned=frozenset(told for told in meeting.warned if told[0] != number),
                topic_at=entry.at,
                retitled=meeting.retitled or not meeting.lurking,
                in_subtopic=False,
                opened=meeting.opened | {agenda_id} if agenda_id else meeting.opened,
            )
        case TopicReworded(title=title) if title == RETRACTED:
            return meeting  # a correction that was retracted itself
        case TopicReworded(number, title):
            topics = (replace(topic, title=title) if topic.number == number else topic for topic in meeting.topics)
            return having(meeting, topics=tuple(topics))
        case SubtopicOpened(title):
            below = Subtopic(title, meeting.topic_number, entry.line)
            return having(meeting, content=(*meeting.content, below), in_subtopic=True)
        case SubtopicClosed():
            return having(meeting, in_subtopic=False)
        case _:
            assert_never(event)
