"""How a meeting is taken down while it runs: off the record, without a word, by the clock."""

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


@dataclass(frozen=True, slots=True)
class IdlenessAsked:
    """The room was asked whether the meeting still goes on."""


@dataclass(frozen=True, slots=True)
class TalkResumed:
    """Somebody said something after that."""


@dataclass(frozen=True, slots=True)
class TimeboxWarned:
    """The room was told that so many per cent of a topic's timebox are over."""

    topic: int
    percent: int


RunningEvent = WentOffRecord | WentOnRecord | LurkBegun | LurkEnded | IdlenessAsked | TalkResumed | TimeboxWarned
