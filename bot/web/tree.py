"""The site as files, as one publisher shows it; implements `bot.api.SiteTree`."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from typing import cast

from bot.api import SiteFile, SiteFrame, SiteTree
from bot.app.reading import Desk, Document, MeetingEntry, Reader, Scope
from bot.core.transcript import spoke
from bot.web import catalogue
from bot.web.feeds import authority
from bot.web.leafing import Leafing
from bot.web.look import Look, make_look
from bot.web.routes import find
from bot.web.site import Site
from bot.web.views.former import pages_of

make_look = lru_cache(maxsize=4)(make_look)
KEPT = 5_000
"""Lines of a transcript that are kept for all the pages that are made of it; a longer one is read for each."""


@dataclass(frozen=True, slots=True)
class Remembering:
    """A desk that makes each document once; for as long as the pages of one meeting are made."""

    desk: Desk
    made: dict[tuple[str, int], Document] = field(default_factory=dict)

    def document(self, meeting_id: str, revision: int = 0) -> Document:
        key = meeting_id, revision
        if key not in self.made:
            self.made[key] = _read_once(self.desk.document(meeting_id, revision))
        return self.made[key]


def _read_once(document: Document) -> Document:
    """The document with its lines remembered, if they are not too many."""
    if document.minutes.lines > KEPT:
        return document
    lines = cache(lambda: tuple(document.lines()))
    return replace(document, lines=lambda: iter(lines()), spoke=lambda: spoke(lines()))


@dataclass(frozen=True, slots=True)
class Tree:
    """`site` has the look of the publisher's frame; `publisher` is its name, `rooms` those confided to it."""

    site: Site
    publisher: str
    rooms: frozenset[str] = frozenset()
    elsewhere: Callable[[], SiteTree] | None = None

    @property
    def authority(self) -> str:
        return self.site.authority

    @property
    def _usual(self) -> Scope:
        return Scope(self.publisher, rooms=self.rooms)

    @property
    def mark(self) -> str:
        return self.site.look.mark

    def meetings(self) -> list[str]:
        """The ids of the meetings that were delivered to the publisher, the oldest first."""
        return self.site.reader.ids(self._usual)

    def ahead(self, meeting_ids: Collection[str]) -> "Tree":
        """The same, with what pages of these meetings ask of the record read in one go."""
        return replace(self, site=replace(self.site, reader=self.site.reader.ahead(self._usual, meeting_ids)))

    def meeting(self, meeting_id: str, *, withdrawn: bool = False) -> Iterator[SiteFile]:
        """The files of a meeting, those that others lead to first."""
        known = self.site.reader.ahead(self._usual, (meeting_id,))
        site = self._seeing(() if withdrawn else (meeting_id,), known)
        site = replace(site, desk=Remembering(site.desk), reader=known.ahead(site.scope, (meeting_id,)))
        site = replace(site, copies=cache(site.copies))
        addresses = site.reader.addresses([meeting_id])
        found = site.reader.named(site.scope, [meeting_id])
        files = catalogue.of_meeting(found[0], addresses) if found else catalogue.withdrawn(addresses)
        yield from (self._file(site, file) for file in files)
        for entry in found:
            yield from self._former(site, entry)

    def _former(self, site: Site, entry: MeetingEntry) -> Iterator[SiteFile]:
        """Pages that lead on from what an older bot called those of a meeting."""
        found = (self._file(site, file) for file in pages_of(entry, site.old))
        return (replace(each, yields=True) for each in found if each.make() is not None)

    def lists(self, meeting_ids: Collection[str], withdrawn: Collection[str] = ()) -> Iterator[SiteFile]:
        """The files that list these meetings, or did."""
        site = self._seeing(meeting_ids)
        touched = site.reader.named(site.scope, meeting_ids)
        here = {entry.path for entry in touched}
        former = [path for path in site.reader.addresses([*meeting_ids, *withdrawn]) if path not in here]
        gone = [entry for path in former if (entry := site.reader.aborted(site.scope, path))]
        first = {*catalogue.leading(touched)}
        files = self._files(site, self._listing(site, touched, gone, former, [*meeting_ids, *withdrawn]))
        return (replace(each, first=each.file in first) for each in files)

    def _listing(
        self,
        site: Site,
        touched: list[MeetingEntry],
        gone: list[MeetingEntry],
        former: list[str],
        meeting_ids: list[str],
    ) -> Iterator[str]:
        yield from catalogue.beside(site, [*touched, *gone])
        yield from catalogue.people(site, meeting_ids)
        yield from catalogue.registers(site, meeting_ids)
        yield from catalogue.lists(site, touched, former)

    def all_lists(self, meeting_ids: Collection[str]) -> Iterator[SiteFile]:
        """The files that list any."""
        site = self._seeing(meeting_ids)
        site = replace(site, reader=cast("Reader", Leafing(site.reader)))
        return self._files(site, catalogue.everything(site))

    def _files(self, site: Site, files: Iterable[str]) -> Iterator[SiteFile]:
        site = replace(site, kept={})
        return (self._file(site, file) for file in dict.fromkeys(files))

    def signpost(self, file: str, leads_to: str) -> str:
        """A page that is only there to lead to another one."""
        return self.site.look.render("moved.html", file, site=self.site, leads_to=leads_to)

    def _seeing(self, meeting_ids: Collection[str], reader: Reader | None = None) -> Site:
        """The site with these meetings in it, whose delivery may not be done yet; where it is, nothing is special."""
        reader = reader or self.site.reader
        seen = {entry.id for entry in reader.named(self._usual, meeting_ids)} if meeting_ids else set()
        return replace(self.site, scope=replace(self._usual, also=frozenset(meeting_ids) - seen))

    def _file(self, site: Site, file: str) -> SiteFile:
        return SiteFile(file, partial(self._text, site, file))

    def _text(self, site: Site, file: str) -> Iterable[str] | None:
        """What is in a file.

        Raises:
            ValueError, LookupError: the record of its meeting can't be read.
        """
        page = find(site, file)
        if page is None or (page.leads_to and not file.endswith(".html")):
            return None
        return (self.signpost(page.file, page.leads_to),) if page.leads_to else page.make()


def tree(
    site: Site,
    publisher: str,
    frame: SiteFrame,
    rooms: frozenset[str] = frozenset(),
    elsewhere: Callable[[], SiteTree] | None = None,
) -> Tree:
    """The tree of a publisher; `rooms` are those (keys) whose private meetings it may show. `site` has any look."""
    look: Look = make_look(frame.title, frame.public_url, live=False, transcripts=frame.transcripts)
    kept = frame.authority or authority(frame.public_url, site.instance)
    return Tree(replace(site, look=look, authority=kept), publisher, rooms, elsewhere)
