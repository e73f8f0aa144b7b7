"""The transcript: what was said in a meeting, line by line, and by whom."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple


class Spoke(NamedTuple):
    """How many lines of a transcript are of one person (by key), the first and the last, and when these were said."""

    person: str
    lines: int
    first: int
    last: int
    since: datetime
    until: datetime


class TranscriptLine(NamedTuple):
    """One line of the transcript; a tuple, for there may be a hundred thousand.

    `kind` is "text", "emote", "notice" or "sealed" (it could not be decrypted); `command` the command's word, or empty.
    `person` is the key of who said it, `room` that of where, `native_id` the line's name there. A
    line that was corrected has what was typed in `was`.
    """

    number: int
    at: datetime
    nick: str
    kind: str
    text: str
    command: str = ""
    person: str = ""
    was: str = ""
    room: str = ""
    native_id: str = ""


def spoke(lines: Sequence[TranscriptLine]) -> list[Spoke]:
    """Whose these lines are."""
    counts = Counter(line.person for line in lines)
    last = {line.person: line for line in lines}
    first = {line.person: line for line in reversed(lines)}
    told = ((person, first[person], last[person]) for person in last)
    return [Spoke(person, counts[person], one.number, end.number, one.at, end.at) for person, one, end in told]
