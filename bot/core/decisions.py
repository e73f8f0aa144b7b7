"""The decisions D-n of a series: which of them stand no more, and which took whose place."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.events import Ending, ItemRecorded, MeetingRenamed
from bot.core.meeting import Meeting
from bot.core.minutes import Kind
from bot.core.text import join_words

DECISIONS = frozenset({Kind.AGREED, Kind.ACCEPTED, Kind.REJECTED})
Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What became of the decisions of a series, by the n of their D-n.

    `withdrawn` were taken back, or went with their meeting. `superseded` are pairs in order: a decision, and one that
    took its place. `private` are those that did so in a private meeting.
    """

    withdrawn: frozenset[int] = frozenset()
    superseded: Pairs = ()
    private: frozenset[int] = frozenset()

    def successor(self, number: int) -> int:
        """The decision that took the place of this one; 0 if none did."""
        return max((by for old, by in self.superseded if old == number), default=0)

    @property
    def public(self) -> "Decisions":
        """As they are known where everybody reads."""
        told = (pair for pair in self.superseded if pair[1] not in self.private)
        return Decisions(self.withdrawn, tuple(told))

    def in_force(self, number: int) -> int:
        """The one that holds now where this one held: itself, or the last that took its place."""
        while by := self.successor(number):
            number = by
        return number


def registered(decisions: Decisions, said: ItemRecorded, *, private: bool) -> Decisions:
    """With one that was just recorded, in a private meeting or not."""
    if not said.supersedes:
        return decisions
    pairs = _ordered((*decisions.superseded, *_pairs(said)))
    return Decisions(decisions.withdrawn, pairs, decisions.private | {said.label} if private else decisions.private)


def without(decisions: Decisions, numbers: Iterable[int]) -> Decisions:
    """Without these: what they took the place of is in force again."""
    gone = frozenset(numbers)
    left = (pair for pair in decisions.superseded if pair[1] not in gone)
    return Decisions(decisions.withdrawn | gone, tuple(left), decisions.private - gone)


def agreeing(decisions: Decisions, meeting: Meeting) -> Decisions:
    """With those of a meeting as they read now."""
    own, pairs = decided(meeting), pairs_of(meeting)
    others = (pair for pair in decisions.superseded if pair[1] not in own)
    private = {by for _, by in pairs} if meeting.private else set()
    return Decisions(decisions.withdrawn, _ordered((*others, *pairs)), decisions.private - own | private)


def decided(meeting: Meeting) -> frozenset[int]:
    """The n of the D-n that a meeting recorded and that stand."""
    return frozenset(item.record.label for item in meeting.items if item.record.kind in DECISIONS)


def pairs_of(meeting: Meeting) -> Pairs:
    """What a meeting's decisions took the place of, in pairs; one that was aborted decided nothing."""
    if meeting.ending is Ending.ABORTED:
        return ()
    return tuple(pair for item in meeting.items if item.record.supersedes for pair in _pairs(item.record))


def unmade(meeting: Meeting, seq: int) -> int:
    """The n of the D-n that the event `seq` recorded, by the register the meeting is in now; 0 if it recorded none."""
    number = label = 0
    for entry in meeting.history:
        match entry.event:
            case ItemRecorded() as said if entry.seq == seq and said.kind in DECISIONS:
                number, label = said.number, said.label
            case MeetingRenamed(labels=moved):
                label = dict(moved).get(number, label)
            case _:
                pass
    return label


def after_undoing(decisions: Decisions, meeting: Meeting, seqs: Iterable[int]) -> Decisions:
    """After these events were taken back in a meeting, which is as it is without them."""
    return agreeing(without(decisions, {unmade(meeting, seq) for seq in seqs} - {0}), meeting)


def changes(before: Decisions, after: Decisions) -> list[str]:
    """What is otherwise than before, in sentences."""
    touched = {old for old, _ in {*before.superseded} ^ {*after.superseded}} - after.withdrawn
    changed = [number for number in sorted(touched) if before.successor(number) != after.successor(number)]
    again = [label_of(number) for number in changed if not after.successor(number)]
    free = [f"{join_words(again)} {'is' if len(again) == 1 else 'are'} in force again."] if again else []
    taken = ((number, by) for number in changed if (by := after.successor(number)))
    return [*free, *(f"D-{number} is superseded again, by D-{by}." for number, by in taken)]


def label_of(number: int) -> str:
    """`"D-12"`; "" for 0."""
    return f"D-{number}" if number else ""


def _pairs(said: ItemRecorded) -> Iterable[tuple[int, int]]:
    return ((old, said.label) for old in said.supersedes)


def _ordered(pairs: Iterable[tuple[int, int]]) -> Pairs:
    return tuple(sorted(set(pairs)))
