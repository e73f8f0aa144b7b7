"""What the transcript tells that the minutes don't: who said a line under which nick, and how much everybody said."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.api import Minutes, Record, TranscriptLine, one_line


@dataclass(slots=True)
class Heard:
    """`lines` holds the lines that records and topics came from, and the first one; `said` counts by person key."""

    lines: dict[int, TranscriptLine] = field(default_factory=dict)
    said: Counter[str] = field(default_factory=Counter)

    def nick(self, line: int) -> str:
        return nick_of(self.lines[line]) if line in self.lines else ""


def hear(minutes: Minutes, lines: Iterable[TranscriptLine]) -> Heard:
    """Reads the transcript once; what is kept does not grow with it."""
    heard, wanted = Heard(), {1} | _origins(minutes)
    for line in lines:
        heard.said[line.person] += 1
        if line.number in wanted:
            heard.lines[line.number] = line
    return heard


def nick_of(line: TranscriptLine) -> str:
    return one_word(line.nick)


def one_word(nick: str) -> str:
    """A nick as logs show it: without blanks, and never empty."""
    return one_line(nick).replace(" ", "_") or "?"


def _origins(minutes: Minutes) -> set[int]:
    sections = (*minutes.sections, minutes.aob)
    records = (record for section in sections for record in section.records if isinstance(record, Record))
    nested = [one for record in records for one in (record, *record.children)]
    return {section.line for section in sections} | {record.line for record in nested}
