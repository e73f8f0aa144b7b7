"""Where the minutes go, in words: who is told must know it before they speak."""

from bot.core.rules import Rules
from bot.core.text import join_words

WHAT_TO_SET = "name publishers in the room's own `publish` in my config to change that"


def _what(rules: Rules) -> str:
    return "This meeting" if rules.place else "This room"


def prospects(rules: Rules, *, private: bool) -> list[str]:
    """Where the minutes of a meeting that begins will be."""
    if rules.withholds(private=private):
        return [f"{_what(rules)} is private: the minutes will be kept, and published nowhere; {WHAT_TO_SET}."]
    return [f"Minutes will go to {join_words(rules.publishes_to)}."] if rules.publishes_to else []


def going(rules: Rules, *, private: bool) -> str:
    """Where the minutes go that are published now."""
    if rules.withholds(private=private):
        return f"It was private: the minutes are kept, and published nowhere; {WHAT_TO_SET}."
    targets = join_words(rules.publishes_to)
    return f"The minutes are on their way to {targets}." if targets else "No publisher is set up; the record is kept."
