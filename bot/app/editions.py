"""From the record to an edition: read, compose, render."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import NoReturn

from bot.app.batch import DRAFT
from bot.app.ports import Library, Renderer
from bot.app.reading import Document
from bot.core.compose import Composer, path_of
from bot.core.events import DraftSaved, LineRetracted, MeetingBecamePrivate, TextsRetracted
from bot.core.evolution import replay
from bot.core.meeting import Meeting
from bot.core.minutes import (
    Minutes,
)
from bot.core.permalinks import event_url
from bot.core.revisions import as_of, lines_of, revisions
from bot.core.transcript import TranscriptLine
from bot.edition import Edition
from bot.sites import SiteFrame, SiteTree

ERASING = LineRetracted, TextsRetracted, MeetingBecamePrivate


@dataclass(frozen=True, slots=True)
class Editor:
    """Makes editions. `instance` tells this installation from any other.

    `gets_drafts`: whether a publisher (by its name in the config) may have a draft of a meeting as it is now.
    The last one made is kept, because each publisher asks for it.
    """

    library: Library
    composer: Composer
    renderer: Renderer
    instance: str = ""
    site: Callable[[str, SiteFrame], SiteTree] | None = None
    gets_drafts: Callable[[str, Meeting], bool] = lambda _publisher, _meeting: True
    _last: dict[tuple[str, int, int], Edition] = field(default_factory=dict)

    def newest(self, meeting_id: str) -> Edition:
        """A meeting's newest revision; as far as it is known when it runs, or was aborted.

        Raises:
            LookupError: there is no such meeting.
        """
        now = self._meeting(meeting_id)
        return self._revision(now, now.revision) if now.revision and not now.running else self._edition(now, now)

    def edition(self, meeting_id: str, revision: int) -> Edition:
        """An edition of a meeting as it is kept. Takes as long as composing takes: not for the event loop.

        Of a meeting that is over there is no draft any more: in its place comes its newest revision, or nothing.

        Raises:
            LookupError: there is no such meeting, or no such revision of it.
        """
        now = self._meeting(meeting_id)
        if now.running:  # what is said meanwhile is no event
            return self._made(now, revision)
        key = (meeting_id, revision, now.next_seq)
        made = self._last.get(key) or self._made(now, revision)
        self._last.clear()
        self._last[key] = made
        return made

    def delivered(self, meeting_id: str, revision: int, publisher: str) -> Edition:
        """An edition for a publisher, with the site as that one shows it.

        A draft that it may not have, or no longer, is withdrawn: it may have had one.

        Raises:
            LookupError: there is no such meeting, or no such revision of it.
        """
        now = self._meeting(meeting_id) if revision == DRAFT else None
        withheld = now is not None and not self.gets_drafts(publisher, now)
        edition = self._withdrawn(now) if now and withheld else self.edition(meeting_id, revision)
        return replace(edition, site=partial(self.site, publisher)) if self.site else edition

    def document(self, meeting_id: str, revision: int = 0) -> Document:
        """A revision without its pages; implements `bot.app.reading.Desk`.

        Raises:
            LookupError: there is no such meeting, or no such revision of it.
        """
        now, lines = self.library.record(meeting_id) or _unknown(meeting_id)
        newest = revision == 0 or (revision == now.revision and not now.running)
        then = now if newest else as_of(now, revision)
        minutes = self._composed(then, lines_of(then, now, lines))
        if not newest:
            made = tuple(entry.at for entry in revisions(now))
            minutes = replace(minutes, path=path_of(now), revisions=made, superseded=True)
        corrected = dict(then.corrected)
        said, told = partial(self._lines, minutes, corrected), partial(_told, minutes, corrected)
        spoke = partial(self.library.spoke, meeting_id, minutes.lines)
        return Document(minutes, said, told, spoke, then.history[-1].seq)

    def _made(self, now: Meeting, revision: int) -> Edition:
        if revision == DRAFT and not now.running:
            return self._revision(now, now.revision) if now.revision else self._withdrawn(now)
        return self._edition(now, now) if revision == DRAFT else self._revision(now, revision)

    def _meeting(self, meeting_id: str) -> Meeting:
        return self.library.meeting(meeting_id) or _unknown(meeting_id)

    def _composed(self, then: Meeting, lines: int) -> Minutes:
        """The minutes, with where their records are to be found in the rooms that can be linked to."""
        if not then.event_links:
            return self.composer.compose(then, lines)
        told = {item.record.quotes or item.line for item in then.items} | {vote.line for vote in then.votes}
        named = self.library.names(then.id, told)
        urls = {line: event_url(then.event_links, room, name) for line, (room, name) in named.items()}
        return self.composer.compose(then, lines, urls)

    def _revision(self, now: Meeting, revision: int) -> Edition:
        return self._edition(as_of(now, revision), now)

    def _withdrawn(self, now: Meeting) -> Edition:
        """An edition without anything that was said, under the name that the last draft had."""
        saved = max((entry.seq for entry in now.history if isinstance(entry.event, DraftSaved)), default=1)
        then = replay(entry for entry in now.history if entry.seq <= saved)
        begun = replace(replay(now.history[:1]), ended_at=now.ended_at, ending=now.ending)
        named = replace(begun, permalink=then.permalink, series=then.series, name=then.name)
        nothing = replace(named, agenda=(), inherited=(), closed=(), private=now.private)
        return replace(self._rendered(self.composer.compose(nothing), {}), withdrawn=True)

    def _edition(self, then: Meeting, now: Meeting) -> Edition:
        lines = lines_of(then, now, self.library.lines(now.id))
        erased = any(isinstance(entry.event, ERASING) for entry in now.history)
        return replace(self._rendered(self._composed(then, lines), dict(then.corrected)), erased=erased)

    def _rendered(self, minutes: Minutes, corrected: Mapping[int, str]) -> Edition:
        def lines() -> Iterator[TranscriptLine]:
            return self._lines(minutes, corrected)

        def transcript(form: str) -> Iterator[str]:
            return self.renderer.transcript(minutes, lines(), form)

        heralds = self.library.heralds(minutes.series, minutes.date)
        pages = self.renderer.pages(minutes)
        return Edition(minutes, minutes.revision, pages, transcript, self.instance, lines, announced=heralds)

    def _lines(self, minutes: Minutes, corrected: Mapping[int, str]) -> Iterator[TranscriptLine]:
        """The transcript as it reads with its corrections, up to where it went then."""
        lines = islice(self.library.transcript(minutes.meeting_id), minutes.lines)
        return map(partial(_told, minutes, corrected), lines) if corrected or minutes.labels else lines


def _unknown(meeting_id: str) -> NoReturn:
    raise LookupError(f"there is no meeting {meeting_id}")


def _told(minutes: Minutes, corrected: Mapping[int, str], line: TranscriptLine) -> TranscriptLine:
    """The line as it was corrected, under a name that is not somebody else's, too."""
    said, label = corrected.get(line.number, line.text), minutes.labels.get((line.person, line.nick))
    read = line if said == line.text else line._replace(text=said, was=line.text)
    return read._replace(nick=label) if label else read
