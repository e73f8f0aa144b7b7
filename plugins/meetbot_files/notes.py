"""The summary: topics and records as MeetBot notes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.api import Attendee, Break, Interruption, Minutes, Record, Section, Undecrypted, Unrecorded, linkable, one_line
from plugins.meetbot_files.hearing import Heard, one_word

NO_TEXT = "(no text)"
TOPIC, SUBTOPIC, GAP = "TOPIC", "SUBTOPIC", "NOTE"


@dataclass(frozen=True, slots=True)
class Note:
    """One point of the summary. `word` is its kind in capitals; `nick` and `at` ("16:02:00") may be empty, `line` 0."""

    word: str
    text: str
    url: str = ""
    nick: str = ""
    at: str = ""
    line: int = 0
    below: tuple["Note", ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """Whether a note shows its word, in the text and on the page."""

    text: bool = True
    page: bool = True


SHAPES: Mapping[str, Shape] = {
    TOPIC: Shape(text=False, page=False),
    SUBTOPIC: Shape(text=False, page=False),
    "INFO": Shape(text=False, page=False),
    "LINK": Shape(page=False),
}
"""What MeetBot shows bare; any other kind, also one that is not known yet, is `KIND: text`."""


def shape(note: Note) -> Shape:
    return SHAPES.get(note.word, Shape())


@dataclass(frozen=True, slots=True)
class Scribe:
    """Notes down a meeting. `nicks` has the nick behind a full name, where one person alone bears it."""

    heard: Heard
    nicks: Mapping[str, str] = field(default_factory=dict)

    def topics(self, minutes: Minutes) -> tuple[Note, ...]:
        """The topics with what was recorded under them; what came before any is with "AoB", at the end."""
        sections = [section for section in (*minutes.sections, minutes.aob) if section.line or section.records]
        return tuple(self._topic(section) for section in sections)

    def called(self, name: str) -> str:
        """The nick of who bears a name, or the name."""
        return self.nicks.get(name, one_line(name)) or "?"

    def owners(self, record: Record) -> tuple[str, ...]:
        full = (*record.owner_names, *record.owners[len(record.owner_names) :])
        return tuple(dict.fromkeys(self.called(name) for name in full))

    def words(self, record: Record) -> str:
        """A record as it was typed, its owners or its speaker in front."""
        text = one_line(record.text)
        if record.poll is not None:
            said = [voter.choice for voter in record.poll.voters]
            counts = ", ".join(f"{one_line(option)}: {said.count(option)}" for option in record.poll.options)
            return f'Voted on "{text}" Results are, {counts}'
        lead = ", ".join(self.owners(record))
        if lead:
            return f"{lead} {text}" if text.casefold().startswith(("to ", "will ")) else f"{lead}: {text or NO_TEXT}"
        if record.speaker and record.speaker != record.author:
            return f"{self.called(record.speaker)}: {text or NO_TEXT}"
        return f"{text or NO_TEXT} ({superseding(record)})" if record.supersedes or record.superseded_by else text

    def _topic(self, section: Section) -> Note:
        below = tuple(self._note(record) for record in section.records)
        return self._signed(TOPIC, one_line(section.title) or NO_TEXT, section.line, below=below)

    def _note(self, record: Record | Break) -> Note:
        if isinstance(record, Interruption):
            missing = f"lines between {moment(record.since)} and {moment(record.until)} may be missing"
            return Note(GAP, missing, at=clock(record.since))
        if isinstance(record, Undecrypted):
            return Note(GAP, f"{record.count} could not be decrypted", at=clock(record.since))
        if isinstance(record, Unrecorded):
            return Note(GAP, f"off the record until {moment(record.until)}", at=clock(record.since))
        below = tuple(self._note(child) for child in record.children)
        word = record.kind.value.upper() if record.kind else SUBTOPIC
        text, url = self.words(record), one_line(record.url)
        if url and not linkable(url):
            text, url = f"{url} {text}".strip(), ""
        text = "" if url and text == url else text
        at = clock(record.at) if record.at else ""
        return self._signed(word, text or ("" if url else NO_TEXT), record.line, url, at, below)

    def _signed(
        self, word: str, text: str, line: int, url: str = "", at: str = "", below: tuple[Note, ...] = ()
    ) -> Note:
        heard = self.heard.lines.get(line)
        at = at or (clock(heard.at) if heard else "")
        return Note(word, text, url, self.heard.nick(line), at, line if heard else 0, below)


def superseding(record: Record) -> str:
    """Which decisions it takes the place of, and which took its own in the same meeting."""
    old = [f"supersedes {', '.join(record.supersedes)}"] if record.supersedes else []
    return "; ".join([*old, f"superseded by {record.superseded_by}"] if record.superseded_by else old)


def nicks_by_name(attendees: tuple[Attendee, ...]) -> dict[str, str]:
    names = [attendee.name for attendee in attendees]
    return {who.name: one_word(who.nick) for who in attendees if names.count(who.name) == 1}


def clock(at: datetime) -> str:
    """`"16:02:00"`, UTC."""
    return at.astimezone(UTC).isoformat()[11:19]


def moment(at: datetime) -> str:
    """`"16:02:00 UTC on 2026-04-08"`: MeetBot's time, and the day that it never told."""
    return f"{clock(at)} UTC on {at.astimezone(UTC).date().isoformat()}"
