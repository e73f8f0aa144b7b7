"""What a bot that lurks says all the same."""

from bot.core.events import IdlenessAsked, Outcome
from bot.core.meeting import Meeting


def is_heard(outcome: Outcome, before: Meeting | None, after: Meeting | None) -> bool:
    """Whether what is said of an outcome is heard in the room; the meeting is its running one, before and after.

    While the bot lurks, only refusals are, and whether anybody is there still. Beginning and end of the lurking are no
    part of it, nor is the end of the meeting.
    """
    lurking = before is not None and after is not None and before.lurking and after.lurking
    asks = any(isinstance(event, IdlenessAsked) for event in outcome.events)
    return outcome.refused or asks or not lurking
