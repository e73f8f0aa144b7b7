"""The archive's directory: an edition's pages are filed in it, and then the pages that list them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.api import Edition, FileWriter, Lock, PermanentError, explained
from plugins.archive.changes import changes
from plugins.archive.entries import Entry, Page, entry_of
from plugins.archive.feeds import authority
from plugins.archive.index import INDEX, Index, earlier, formats, left_behind, read
from plugins.archive.moving import emptied, files, former
from plugins.archive.places import FORMS, page_of
from plugins.archive.site import Listing, Site, listings

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
    _gone: dict[str, tuple[Entry, Entry]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lock = Lock(self.root / LOCK)

    def file(self, edition: Edition, page: Page, queued_at: datetime) -> str:
        """Write the edition's pages, and those before it anew; the file of its minutes, from the root.

        An edition older than the one that is there goes under its revision's own name.

        Raises:
            PublishError: a page cannot be written, or another meeting has the path.
        """
        with explained(self.root):
            self._lock.take()
            self._refresh()
            return self._file(edition, page, queued_at)

    def _file(self, edition: Edition, page: Page, queued_at: datetime) -> str:
        path = edition.minutes.path
        known = self._filed.get(path) or self._index.entries.get(path) or self._left_behind(path)
        _refuse_another_meeting(known, page)
        self._index.authority = self._index.authority or authority(self.site.public_url, edition.instance)
        if edition.withdrawn and known is None:
            return ""
        if known and _made(edition) < known.made:
            return self._file_late(edition, known)
        self._write_all(edition, path)
        entry = self._filed[path] = self._entry(page, path, edition, _changed(known, edition, queued_at))
        if edition.minutes.permalink not in {"", edition.minutes.meeting_id}:
            for old in former((*self._index.entries.values(), *self._filed.values()), entry):
                self._move(old, entry)
        return page_of(path)

    def _move(self, old: Entry, new: Entry) -> None:
        """Lead from where a meeting is filed under a former name to where it is now; nothing else of it stays there."""
        there = files(self.root, old)
        for file in there:
            if file.endswith(".html"):
                self._put(file, _encoded([self.site.moved(file, new)]))
        self._writer.settle()
        for file in there:
            if not file.endswith(".html"):
                (self.root / file).unlink(missing_ok=True)
        self._filed.pop(old.path, None)
        self._gone[old.path] = old, new

    def _file_late(self, edition: Edition, known: Entry) -> str:
        """File an edition that a later one went before; what is there was made with that one, and is as good."""
        if edition.draft:
            return known.html
        file = page_of(known.path, revision=edition.revision)
        if not (self.root / file).exists():
            self._write(edition, known.path, edition.revision)
        kept = tuple(earlier(self.root, known.path, known.revision))
        self._filed[known.path] = known.model_copy(update={"earlier": kept})
        return file

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
                    self._gone.clear()
        finally:
            self._lock.release()

    def _list(self) -> None:
        touched = []
        for entry in self._filed.values():
            current = self._index.entries.get(entry.path)
            newest = current if current and current.made > entry.made else entry
            self._index.add(newest)
            touched += [newest, current or newest]
        for path in self._gone:
            self._index.entries.pop(path, None)
        anew = self._index.look != self.site.look or bool(self._gone)
        ordered = self._index.ordered()
        self._put(INDEX, self._index.pieces(ordered))
        found = list(listings(self.site, ordered, self._index.authority, None if anew else touched))
        for file, _ in found:  # pages lead to each other in circles, so all must be there before the first is made
            if file.endswith(".html") and not (self.root / file).exists():
                self._put(file, _encoded([self.site.stub(file, ordered[-1])]))
        self._writer.settle()
        for file, made in [*found, *self._emptied(ordered)]:
            self._put(file, _encoded([made()]))
        self._writer.settle()
        if anew:
            self._index.look = self.site.look
            self._put(INDEX, self._index.pieces(ordered))
            self._writer.settle()

    def _emptied(self, entries: list[Entry]) -> Iterator[Listing]:
        """The pages that listed only what was moved away lead after it."""
        for old, new in self._gone.values():
            for file in emptied(old, entries):
                yield file, partial(self.site.moved, file, new)

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

    def _write_all(self, edition: Edition, path: str) -> None:
        """The revisions before it under their own names, what changed from each to the next, and then the edition."""
        before: Edition | None = None
        for each in edition.earlier():
            self._compare(before, each, path)
            self._write(each, path, each.revision)
            before = each
        if not edition.draft:
            self._compare(before, edition, path)
        self._write(edition, path)

    def _compare(self, before: Edition | None, after: Edition, path: str) -> None:
        if before:
            file, made = changes(self.site, path, before, after)
            self._put(file, _encoded([made()]))

    def _write(self, edition: Edition, path: str, revision: int | None = None) -> None:
        for form in FORMS:
            file = page_of(path, form, revision)
            if form in edition.pages:
                self._put(file, _encoded([edition.pages[form]]))
            elif form.startswith("log.") and (self.transcripts or (self.root / file).exists()):
                self._put(file, _encoded(edition.transcript(form.removeprefix("log."))))
        self._writer.settle()

    def _entry(self, page: Page, path: str, edition: Edition, changed: datetime | None) -> Entry:
        before = earlier(self.root, path, _made(edition) + edition.draft)
        entry = entry_of(page, path, edition.revision, formats(self.root, path), before)
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


def _made(edition: Edition) -> int:
    """How many revisions there were when it was made."""
    return len(edition.minutes.revisions) if edition.draft else edition.revision


def _changed(known: Entry | None, edition: Edition, queued_at: datetime) -> datetime | None:
    """When the meeting's page changed last: not by publishing the same revision again; None for when it ended."""
    if edition.draft:
        return queued_at
    if known and known.revision == edition.revision:
        return known.updated
    if edition.revision == 1:
        return None
    made = edition.minutes.revisions
    return made[edition.revision - 1].replace(microsecond=0) if edition.revision <= len(made) else queued_at
