"""The speaker queue."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QueueJoined:
    """Somebody (a person's key) wants to speak; `note` is what of, as typed ("to ask about the clay"), or empty."""

    key: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class QueueLeft:
    key: str


@dataclass(frozen=True, slots=True)
class SpeakerCalled:
    """A chair gave somebody of the queue the word."""

    key: str


QueueEvent = QueueJoined | QueueLeft | SpeakerCalled
