"""Where the minutes go, in words: who is told must know it before they speak."""

from bot.core.destinations import places
from bot.core.meeting import Meeting
from bot.core.rules import Rules
from bot.core.text import join_words

WHAT_TO_SET = "name publishers in the room's own `publish` in my config to change that"


def _what(rules: Rules) -> str:
    return "This meeting" if rules.place else "This room"


def prospects(rules: Rules, series: str, *, private: bool) -> list[str]:
    """Where the minutes of a meeting that begins will be."""
    if rules.destinations.withholds(series, private=private):
        return [f"{_what(rules)} is private: the minutes will be kept, and published nowhere; {WHAT_TO_SET}."]
    targets = targets_in_words(rules, series, private=private)
    return [f"Minutes will go to {targets}."] if targets else []


def going(rules: Rules, meeting: Meeting) -> str:
    """Where the minutes go that are published now."""
    if rules.destinations.withholds(meeting.series, private=meeting.private):
        return f"It was private: the minutes are kept, and published nowhere; {WHAT_TO_SET}."
    targets = targets_in_words(rules, meeting.series, private=meeting.private)
    return f"The minutes are on their way to {targets}." if targets else "No publisher is set up; the record is kept."


def targets_in_words(rules: Rules, series: str, *, private: bool) -> str:
    """Where minutes go; empty, if they go nowhere."""
    return join_words(places(rules.destinations.finals(series, private=private)))
