"""A site whose meetings have fair copies, and one that draws everything."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date

from bot.app.editions import Editor
from bot.app.reading import Desk, Document
from bot.core.compose import Composer
from bot.render.renderer import JinjaRenderer
from bot.store.fair_copies import FairCopies, fill_in, lay_out, packed
from bot.store.journal import Journal
from bot.store.library import Library
from bot.store.site import SiteReader
from bot.web import catalogue
from bot.web.copying import EVERYTHING, copied
from bot.web.look import Look, make_look
from bot.web.routes import find
from bot.web.site import Site
from tests.meetings.stage import LINKS, PEOPLE

LOOKS = {
    "live": make_look("Kiln", "", live=True),
    "a tree": make_look("<Kiln>", "https://kiln.example.org/m", live=False),
    "a tree without transcripts": make_look("", "", live=False, transcripts=False),
}
RENDERER = JinjaRenderer()
MARK = "as it is"


@dataclass(frozen=True)
class Idle:
    """A desk that makes earlier revisions and what runs, and nothing else."""

    desk: Desk

    def document(self, meeting_id: str, revision: int = 0) -> Document:
        made = self.desk.document(meeting_id, revision)
        assert made.minutes.draft or made.minutes.superseded, "this was to be copied"
        return made


@dataclass(frozen=True)
class Archive:
    """What there is to be looked at in a database."""

    reader: SiteReader
    library: Library
    copies: FairCopies
    journal: Journal

    def site(self, look: Look = LOOKS["live"], *, drawn: bool = False, idle: bool = False) -> Site:
        desk: Desk = Editor(self.library, Composer(PEOPLE, LINKS), RENDERER)
        site = Site(
            reader=self.reader,
            desk=Idle(desk) if idle else desk,
            writer=RENDERER,
            look=look,
            today=lambda: date(2026, 5, 1),
            authority="kiln.example.org",
            registry=PEOPLE,
            scope=EVERYTHING,
        )
        return site if drawn else replace(site, copies=self.copies.of)

    def copy(self) -> list[str]:
        """Have a copy of each meeting that ended; the ids of those that had none."""
        lacking = self.copies.lacking(1000)
        self.journal.now(lambda connection: lay_out(connection, lacking))
        made = {meeting: packed(copied(self.site(), meeting)) for meeting in lacking}
        assert self.journal.now(lambda connection: fill_in(connection, made, MARK)) == len(lacking)
        return lacking

    def pages(self, site: Site) -> dict[str, str]:
        """All that is of single meetings."""
        found = {}
        for entry in self.reader.named(EVERYTHING, self.reader.ids(EVERYTHING)):
            for file in catalogue.of_meeting(entry, self.reader.addresses([entry.id])):
                if "/" in file and (page := find(site, file)):
                    found[file] = page.text
        return found


@contextmanager
def archive(url: str, journal: Journal) -> Iterator[Archive]:
    with closing(SiteReader(url)) as reader, closing(Library(url)) as library:
        yield Archive(reader, library, FairCopies(url, lambda: MARK), journal)
