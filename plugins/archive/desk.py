"""The archive's directory: an edition's pages are filed in it, and then the pages that list them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.api import Edition, FileWriter, Lock, PermanentError, explained
from plugins.archive.entries import Entry, Page, entry_of
from plugins.archive.feeds import authority
from plugins.archive.index import INDEX, Index, earlier, formats, left_behind, read
from plugins.archive.places import FORMS, page_of
from plugins.archive.site import Site, listings

LOCK = ".lock"


@dataclass(slots=True)
class Desk:
    """`file` takes the lock and `list_filed` gives it back, so that must follow; both in one thread.

    At every instant each page listed is there: pages first, then index.json, then the pages made from it.
    """

    root: Path
    transcripts: bool
    site: Site
    _lock: Lock = field(init=False)
    _writer: FileWriter = field(default_factory=FileWriter)
    _index: Index = field(default_factory=Index)
    _version: tuple[int, ...] = ()
    _filed: dict[str, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lock = Lock(self.root / LOCK)

    def file(self, edition: Edition, page: Page, queued_at: datetime) -> str:
        """Write the edition's pages; the file of its minutes, from the root.

        An edition older than the one that is there goes under its revision's own name.

        Raises:
            PublishError: a page cannot be written, or another meeting has the path.
        """
        with explained(self.root):
            self._lock.take()
            self._refresh()
            return self._file(edition, page, queued_at)

    def _file(self, edition: Edition, page: Page, queued_at: datetime) -> str:
        path, revision = edition.minutes.path, edition.revision
        known = self._filed.get(path) or self._index.entries.get(path) or self._left_behind(path)
        _refuse_another_meeting(known, page)
        self._index.authority = self._index.authority or authority(self.site.public_url, edition.instance)
        if known and revision < known.revision:
            self._write(edition, path, revision)
            self._filed[path] = known.model_copy(update={"earlier": tuple(earlier(self.root, path, known.revision))})
            return page_of(path, revision=revision)
        if known and known.revision < revision:
            self._set_aside(path, known.revision)
        self._write(edition, path)
        self._filed[path] = self._entry(page, path, revision, _changed(known, revision, queued_at))
        return page_of(path)

    def list_filed(self) -> None:
        """Bring index.json and the pages made from it up to date with all that was filed; let others in.

        Raises:
            PublishError: a page cannot be written; what was filed is remembered for the next listing.
        """
        try:
            with explained(self.root):
                if self._filed:
                    self._lock.take()
                    self._refresh()
                    self._version = ()  # until all is written, what is in memory is not what is on the disk
                    self._list()
                    self._version = self._seen()
                    self._filed.clear()
        finally:
            self._lock.release()

    def _list(self) -> None:
        touched = []
        for entry in self._filed.values():
            current = self._index.entries.get(entry.path)
            newest = current if current and current.revision > entry.revision else entry
            self._index.add(newest)
            touched += [newest, current or newest]
        anew = self._index.look != self.site.look
        ordered = self._index.ordered()
        self._put(INDEX, self._index.pieces(ordered))
        found = list(listings(self.site, ordered, self._index.authority, None if anew else touched))
        for file, _ in found:  # pages lead to each other in circles, so all must be there before the first is made
            if file.endswith(".html") and not (self.root / file).exists():
                self._put(file, _encoded([self.site.stub(file, ordered[-1])]))
        self._writer.settle()
        for file, made in found:
            self._put(file, _encoded([made()]))
        self._writer.settle()
        if anew:
            self._index.look = self.site.look
            self._put(INDEX, self._index.pieces(ordered))
            self._writer.settle()

    def _refresh(self) -> None:
        """Read the index again if another process wrote it, or somebody mended or removed it."""
        seen = self._seen()
        if not seen or seen != self._version:
            kept = self._index.authority
            self._index = read(self.root)
            self._index.authority = self._index.authority or kept
            self._version = seen

    def _seen(self) -> tuple[int, ...]:
        try:
            found = (self.root / INDEX).stat()
        except FileNotFoundError:
            return ()
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _left_behind(self, path: str) -> Entry | None:
        """A meeting that was filed and never listed, because the bot was killed in between."""
        if not (self.root / page_of(path)).exists():
            return None
        found = left_behind(self.root, path)
        if found is None:
            raise PermanentError(f"{self.root / page_of(path)} is there and not the archive's own; move it away")
        return found

    def _set_aside(self, path: str, old: int) -> None:
        """Keep the pages of the revision that is there under its own names; the .html, last, proves the rest."""
        if not (self.root / page_of(path, revision=old)).exists():
            for form in FORMS:
                self._writer.keep(self.root / page_of(path, form), self.root / page_of(path, form, old))
            self._writer.settle()

    def _write(self, edition: Edition, path: str, revision: int | None = None) -> None:
        for form in FORMS:
            if form in edition.pages:
                self._put(page_of(path, form, revision), _encoded([edition.pages[form]]))
            elif form.startswith("log.") and self.transcripts:
                self._put(page_of(path, form, revision), _encoded(edition.transcript(form.removeprefix("log."))))
        self._writer.settle()

    def _entry(self, page: Page, path: str, revision: int, changed: datetime | None) -> Entry:
        entry = entry_of(page, path, revision, formats(self.root, path), earlier(self.root, path, revision))
        return entry.model_copy(update={"updated": changed}) if changed else entry

    def _put(self, file: str, pieces: Iterable[bytes]) -> None:
        self._writer.put(self.root / file, pieces)


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode("utf-8", "replace") for piece in pieces)


def _refuse_another_meeting(known: Entry | None, page: Page) -> None:
    if known and (known.meeting_id, known.started_at) != (page.meeting_id, page.started_at):
        raise PermanentError(
            f"{known.html} already holds another meeting, begun {known.started_at.isoformat()} in {known.room}; "
            "two bots, or two databases, must not share an archive"
        )


def _changed(known: Entry | None, revision: int, queued_at: datetime) -> datetime | None:
    """When the meeting's page changed last: not by publishing the same revision again; None for when it ended."""
    if known and known.revision == revision:
        return known.updated
    return queued_at if revision > 1 else None
