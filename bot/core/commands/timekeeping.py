"""What the room is told when the clock has something to say."""

from datetime import datetime, timedelta

from bot.core.clock import due, timebox
from bot.core.commands.command import everywhere
from bot.core.commands.lifecycle import topic_back
from bot.core.commands.publishing import going
from bot.core.commands.voting import closing, results
from bot.core.events import Event, IdlenessAsked, MeetingEnded, Outcome, TimeboxWarned
from bot.core.lengths import in_words
from bot.core.meeting import Meeting
from bot.core.people import Registry
from bot.core.replies import Reply
from bot.core.rules import Rules
from bot.core.text import clip

WHOLE = 100  # per cent


def ticked(meeting: Meeting, rules: Rules, registry: Registry, last_said: datetime, now: datetime) -> Outcome:
    """What is due in a meeting by now, and what is said of it. A vote is closed before the meeting ends."""
    events = due(meeting, rules, last_said, now)
    closed = closing(meeting, registry) if any(isinstance(event, MeetingEnded) for event in events) else ()
    told = everywhere(rules, *results(meeting, closed, now))
    replies = (reply for event in events for reply in _replies(meeting, rules, event, now))
    return Outcome((*closed, *events), (*told, *replies))


def _replies(meeting: Meeting, rules: Rules, event: Event, now: datetime) -> tuple[Reply, ...]:
    match event:
        case IdlenessAsked():
            return everywhere(rules, _question(rules))
        case TimeboxWarned(percent=percent):
            return everywhere(rules, _warning(meeting, percent, now))
        case MeetingEnded(at=at):
            goes = going(rules, meeting)
            ended = f"{meeting.title} ended automatically; nothing was said after {at:%H:%M} UTC. {goes}"
            return (*everywhere(rules, ended), *topic_back(meeting, rules))
        case _:
            return ()


def _question(rules: Rules) -> str:
    otherwise = f"; else it ends by itself in {in_words(rules.end_after)}" if rules.end_after else ""
    return f"Still meeting? #endmeeting ends it, and anything you say goes on{otherwise}."


def _warning(meeting: Meeting, percent: int, now: datetime) -> str:
    minutes, topic, since = timebox(meeting), meeting.topic, meeting.topic_at
    title = clip(topic.title, 80) if topic else ""
    if percent >= WHOLE or since is None:
        return f"Time is up for {title} ({minutes} min)."
    return f"{in_words(since + timedelta(minutes=minutes) - now).capitalize()} left for {title} ({minutes} min)."
