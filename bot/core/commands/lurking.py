"""What a bot that lurks says all the same."""

from bot.core.events import Outcome
from bot.core.meeting import Meeting


def is_heard(outcome: Outcome, before: Meeting | None, after: Meeting | None) -> bool:
    """Whether what is said of an outcome is heard in the room; the meeting is its running one, before and after.

    While the bot lurks only refusals are; the beginning and the end of lurking and of the meeting are no part of it.
    """
    lurking = before is not None and after is not None and before.lurking and after.lurking
    return outcome.refused or not lurking
