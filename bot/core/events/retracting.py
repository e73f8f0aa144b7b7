"""Texts that are erased where they were not said."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A text in a meeting's history: all of the event `seq`, or number `index` (from 0) of one of the lists it brings.

    `part` is "" for all of it, or "agenda", "open_actions", "closed" or "notes" (of those closed).
    """

    seq: int
    part: str = ""
    index: int = 0


@dataclass(frozen=True, slots=True)
class TextsRetracted:
    """What was retracted elsewhere is erased here, too: an edit, or what the meeting has from another one."""

    places: tuple[Place, ...]
    by: str


@dataclass(frozen=True, slots=True)
class RetractedBetween:
    """What was said between meetings is erased: agenda items (ids), and the notes of closed actions (n of A-n)."""

    agenda: tuple[int, ...]
    notes: tuple[int, ...]
    by: str


RetractingEvent = TextsRetracted | RetractedBetween
