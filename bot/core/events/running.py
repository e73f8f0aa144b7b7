"""How a meeting is taken down while it runs: off the record, and without a word."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WentOffRecord:
    """From here on nothing that is said is kept; `by` is a person's key."""

    by: str


@dataclass(frozen=True, slots=True)
class WentOnRecord:
    by: str


@dataclass(frozen=True, slots=True)
class LurkBegun:
    """From here on the bot answers nothing but what it refuses."""

    by: str


@dataclass(frozen=True, slots=True)
class LurkEnded:
    by: str


RunningEvent = WentOffRecord | WentOnRecord | LurkBegun | LurkEnded
