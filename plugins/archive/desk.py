"""The archive's directory: the files of the site, written so that they are whole at every instant."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from bot.api import Edition, FileWriter, Lock, PermanentError, SiteFile, SiteFrame, SiteTree, explained
from plugins.archive.filler import Filler
from plugins.archive.filling import FILLING, Told, fill
from plugins.archive.making import Made, encoded, makeable
from plugins.archive.note import STATE, Note, noted
from plugins.archive.places import authority_in, page_of, safe_name, safe_path
from plugins.archive.settings import ArchiveSettings

LOCK = ".lock"
PAGE = ".html"
OURS, LONGEST_HEAD = b'<meta name="generator" content="minutebot">', 8192
BATCH = 8
"""Files that wait for the disk together."""

OpenSite = Callable[[SiteFrame], SiteTree]


@dataclass(slots=True)
class Desk:
    """`file` takes the lock and `lead` gives it back, so that must follow; all in one thread.

    At every instant each page that a list leads to is there: a meeting's pages first, then those that list it, and what
    goes goes last. What leads to a new meeting comes with it, and the other lists later: until then the directory's
    note has its id.
    """

    root: Path
    settings: ArchiveSettings
    stopped: Callable[[], bool] = lambda: False
    told: Told = lambda _done, _of: None
    lock: Lock = field(init=False)
    _writer: FileWriter = field(default_factory=FileWriter)
    _filed: dict[str, str] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)
    _leaving: list[Path] = field(default_factory=list)
    _tree: SiteTree | None = None
    _whole: bool = False

    def __post_init__(self) -> None:
        self.lock = Lock(self.root / LOCK)

    def file(self, edition: Edition) -> str:
        """Write the files of the edition's meeting as the record has them now; its page, from the root.

        An edition that a later one went before has a page under its revision's own name. "" when nothing is there.

        Raises:
            PublishError: a file cannot be written, or another meeting has the path.
        """
        path, _ = safe_path(edition.minutes.path), safe_name(edition.minutes.series)
        meeting_id = edition.minutes.meeting_id
        with explained(self.root):
            self.lock.take()
            self._begin()
            _refuse_another_meeting(self.root, edition, filling=self._is_new)
            tree = self._shown(edition.site)
            files = list(tree.meeting(meeting_id, withdrawn=edition.withdrawn))
            if edition.withdrawn and not any((self.root / each.file).exists() for each in files if not each.make()):
                return ""
            there = self._write(((each, each.make()) for each in files), self._leaving)
            self._tree, self._whole = tree, self._whole or edition.withdrawn or edition.erased
            if edition.withdrawn:
                self._gone.add(meeting_id)
            else:
                self._filed[meeting_id] = page_of(path)
            late = page_of(path, revision=edition.revision)
            return "" if page_of(path) not in there else late if late in there else page_of(path)

    @property
    def _is_new(self) -> bool:
        return (self.root / FILLING).exists()

    def _begin(self) -> None:
        """Mark a directory in which nothing is: what a run that is cut off leaves half there is nobody's but ours."""
        if not any(not each.name.startswith(LOCK) for each in self.root.iterdir()):
            self._put(FILLING, [])
            self._writer.settle()

    def lead(self) -> None:
        """Lead to what was filed, and note that the other lists are to follow; let others in.

        Where text went that must be left nowhere, they don't follow, but are written now; in a new directory, too.

        Raises:
            PublishError: a file cannot be written; what was filed is remembered for the next time.
        """
        try:
            with explained(self.root):
                if self._tree:
                    self.lock.take()
                    self._lead(self._tree)
                    _remove(self._leaving)
                    self._filed.clear()
                    self._gone.clear()
                    self._tree, self._whole = None, False
        finally:
            self.lock.release()

    def list_noted(self, site: OpenSite | None, hindered: Callable[[], bool], *, patient: bool = False) -> bool:
        """Bring all lists up to date with the meetings that the note has; whether that is done.

        It ends early, and in good order, once it is `hindered`. Unless `patient` it waits for nobody.

        Raises:
            PublishError: a file cannot be written, or another process holds the lock.
        """
        with explained(self.root):
            note = noted(self.root)
            if note is None or not note.unlisted:
                return True
            if hindered() or not self._take(patient=patient):
                return False
            try:
                return self._list_noted(self._shown(site), noted(self.root) or Note(), hindered)
            finally:
                self.lock.release()

    def _take(self, *, patient: bool) -> bool:
        if patient:
            self.lock.take()
        return patient or self.lock.take_free()

    def _lead(self, tree: SiteTree) -> None:
        note = noted(self.root)
        if note is None:
            self._fill(tree)
            return
        note = note.leaving(self._filed).without(self._gone)
        lists = list(tree.lists(note.unlisted, self._gone))
        self._stand_in(tree, lists)
        self._write(makeable(each for each in lists if self._whole or each.first or self._is_missing(each)))
        done = self._whole and note.mark == tree.mark
        self._keep(Note(note.mark, tree.authority, () if done else note.unlisted))

    def _is_missing(self, each: SiteFile) -> bool:
        return not each.file.endswith(PAGE) and not (self.root / each.file).exists()

    def _list_noted(self, tree: SiteTree, note: Note, hindered: Callable[[], bool]) -> bool:
        anew = tree.all_lists(note.unlisted) if note.mark != tree.mark else ()
        found = {each.file: each for each in (*anew, *tree.lists(note.unlisted))}
        self._stand_in(tree, found.values())
        left, done = iter(found.values()), 0
        while not hindered():
            if not (batch := list(islice(left, BATCH))):
                self._keep(Note(tree.mark, tree.authority))
                return True
            self._write(makeable(batch))
            self.told(done := done + len(batch), len(found))
        return False

    def _fill(self, tree: SiteTree) -> None:
        """Write everything: the directory is new, or nobody knows what is in it."""
        others = [each for each in tree.meetings() if each not in self._filed]
        filled = self._is_new and bool(others)
        if filled:
            fill(Filler(self.root, tree, self.settings.transcripts), self._filed, self.stopped, self.told)
        for meeting_id in () if filled else others:
            self._write(makeable(tree.meeting(meeting_id)))
        anew = () if filled else tree.all_lists(self._filed)
        found = {each.file: each for each in (*anew, *tree.lists(self._filed, self._gone))}
        if not self._is_new:
            self._stand_in(tree, found.values())
        self._write(makeable(found.values()))
        self._keep(Note(tree.mark, tree.authority))
        (self.root / FILLING).unlink(missing_ok=True)

    def _keep(self, note: Note) -> None:
        self._put(STATE, [note.text])
        self._writer.settle()

    def _stand_in(self, tree: SiteTree, files: Iterable[SiteFile]) -> None:
        """Pages lead to each other in circles, so all must be there before the first is made: a way to a meeting."""
        meeting = next(iter(self._filed.values()), "index.html")
        missing = (each for each in files if each.file.endswith(PAGE) and not (self.root / each.file).exists())
        for each, text in makeable(missing):
            if text is not None:
                self._put(each.file, [tree.signpost(each.file, meeting)])
        self._writer.settle()

    def _write(self, files: Iterable[Made], leaving: list[Path] | None = None) -> set[str]:
        """Put files in place, and then take away those that are no more, or have them wait; those that are there."""
        there: set[str] = set()
        gone = [] if leaving is None else leaving
        for each, text in files:
            if text is None:
                gone.append(self.root / each.file)
            elif self._is_shown(each.file) and not (each.yields and _is_anothers(self.root / each.file)):
                self._put(each.file, text)
                there.add(each.file)
        self._writer.settle()
        if leaving is None:
            _remove(gone)
        return there

    def _is_shown(self, file: str) -> bool:
        """Transcripts that were filed once are written anew for ever, so that what was retracted is not left there."""
        return self.settings.transcripts or ".log." not in file or (self.root / file).exists()

    def _put(self, file: str, pieces: Iterable[str]) -> None:
        self._writer.put(self.root / file, encoded(pieces))

    def _shown(self, site: OpenSite | None) -> SiteTree:
        if site is None:
            raise PermanentError("the archive shows the site, and this edition comes without one")
        given, kept = self.settings, noted(self.root) or Note()
        authority = kept.authority or authority_in(self.root)
        return site(SiteFrame(given.title, given.public_url, authority, given.transcripts))


def _remove(paths: list[Path]) -> None:
    while paths:
        paths[-1].unlink(missing_ok=True)
        paths.pop()


def _is_anothers(path: Path) -> bool:
    """Whether a page stands there that is not the archive's own."""
    try:
        with path.open("rb") as file:
            return OURS not in file.read(LONGEST_HEAD)
    except FileNotFoundError:
        return False


def _refuse_another_meeting(root: Path, edition: Edition, *, filling: bool) -> None:
    """Two bots, or two databases, must not share an archive. What we left half when `filling` it is ours.

    Raises:
        PermanentError: what stands at the meeting's path is another one's, or somebody else's.
    """
    minutes = edition.minutes
    page, data = root / page_of(minutes.path), root / page_of(minutes.path, "json")
    if not page.exists():
        return
    try:
        found = json.loads(data.read_bytes())
        told = found["id"], found["started_at"]
    except (FileNotFoundError, ValueError, LookupError, TypeError):
        if filling and (not page.stat().st_size or not _is_anothers(page)):
            return
        raise PermanentError(f"{page} is there and not the archive's own; move it away") from None
    if told != (minutes.meeting_id, minutes.started_at.isoformat()):
        raise PermanentError(
            f"{page_of(minutes.path)} already holds another meeting, begun {told[1]}; "
            "two bots, or two databases, must not share an archive"
        )
