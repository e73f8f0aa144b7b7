"""The archive's directory: the files of the site, written so that they are whole at every instant."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from bot.api import Edition, Lock, PermanentError, PublishError, SiteFile, SiteFrame, SiteTree, explained, held
from plugins.archive.belonging import is_free, refuse_another_meeting
from plugins.archive.filler import Filler
from plugins.archive.filling import FILLING, Told, fill
from plugins.archive.making import Made, encoded, makeable
from plugins.archive.note import STATE, Note, noted
from plugins.archive.places import authority_in, page_of, safe_name, safe_path
from plugins.archive.processes import LENT, is_much
from plugins.archive.settings import ArchiveSettings
from plugins.archive.together import Together
from plugins.archive.writing import Hand, Written

LOCK = ".lock"
PAGE = ".html"
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
    together: Together = field(init=False)
    _hand: Hand = field(init=False)
    _filed: dict[str, str] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)
    _leaving: Written = field(default_factory=Written)
    _renewed: dict[str, Written] = field(default_factory=dict)
    _tree: SiteTree | None = None
    _whole: bool = False

    def __post_init__(self) -> None:
        self.lock = Lock(self.root / LOCK)
        self._hand = Hand(self.root, self.settings.transcripts)
        self.together = Together(self.root, self.settings.transcripts)

    def renew(self, editions: Sequence[Edition]) -> None:
        """Have the pages of many meetings put in place by several processes; `file` finds them there.

        It leaves those of which something went, that can't be written, or that are another's, to `file`.

        Raises:
            PublishError: the directory can't be locked, or the site not be opened once more.
        """
        plain = [each for each in editions if not (each.withdrawn or each.erased)]
        if not is_much(len(plain)):
            return
        with explained(self.root):
            self._take_lock()
            if noted(self.root):
                tree = self._shown(plain[0].site)
                meetings = dict.fromkeys(each.minutes.meeting_id for each in plain if is_free(self.root, each))
                self._renewed |= self.together.renew(tree, list(meetings), self.stopped)

    def file(self, edition: Edition) -> str:
        """Write the files of the edition's meeting as the record has them now; its page, from the root.

        An edition that a later one went before has a page under its revision's own name. "" when nothing is there.

        Raises:
            PublishError: a file cannot be written, or another meeting has the path.
        """
        path, _ = safe_path(edition.minutes.path), safe_name(edition.minutes.series)
        meeting_id = edition.minutes.meeting_id
        with explained(self.root):
            self._take_lock()
            self._begin()
            if meeting_id not in self._renewed:
                refuse_another_meeting(self.root, edition, filling=self._is_new)
            tree = self._shown(edition.site)
            there = self._put_in_place(tree, edition)
            if there is None:
                return ""
            self._tree, self._whole = tree, self._whole or edition.withdrawn or edition.erased
            if edition.withdrawn:
                self._gone.add(meeting_id)
            else:
                self._filed[meeting_id] = page_of(path)
            late = page_of(path, revision=edition.revision)
            return "" if page_of(path) not in there else late if late in there else page_of(path)

    def _put_in_place(self, tree: SiteTree, edition: Edition) -> set[str] | None:
        """The meeting's files that are there; None where it goes, and nothing of it was there."""
        meeting_id = edition.minutes.meeting_id
        if renewed := self._renewed.pop(meeting_id, None):
            self._leaving.gone += renewed.gone
            return renewed.there
        files = list(tree.meeting(meeting_id, withdrawn=edition.withdrawn))
        if edition.withdrawn and not any((self.root / each.file).exists() for each in files if not each.make()):
            return None
        return self._write(((each, each.make()) for each in files), self._leaving)

    @property
    def _is_new(self) -> bool:
        return (self.root / FILLING).exists()

    def _begin(self) -> None:
        """Mark a directory in which nothing is: what a run that is cut off leaves half there is nobody's but ours."""
        if not any(not each.name.startswith(LOCK) for each in self.root.iterdir()):
            self._put(FILLING, [])
            self._hand.writer.settle()

    def lead(self) -> None:
        """Lead to what was filed, and note that the other lists are to follow; let others in.

        Where text went that must be left nowhere, they don't follow, but are written now; in a new directory, too.

        Raises:
            PublishError: a file cannot be written; what was filed is remembered for the next time.
        """
        try:
            with explained(self.root):
                if self._tree:
                    self._take_lock()
                    self._lead(self._tree)
                    self._leaving.remove(self.root)
                    self._renewed.clear()
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
        if not patient and not self.lock.take_free():
            return False
        self._take_lock()
        return True

    def _take_lock(self) -> None:
        """Hold the lock, once the jobs of a process that died with it have ended."""
        self.lock.take()
        try:
            with held(self.root / LENT, self.lock.patience):
                pass
        except PublishError:
            self.lock.release()
            raise

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
        anew = {each.file: each for each in (tree.all_lists(note.unlisted) if note.mark != tree.mark else ())}
        found = anew | {each.file: each for each in tree.lists(note.unlisted)}
        self._stand_in(tree, found.values())
        if anew and not self.together.list_anew(tree, list(anew), note.unlisted, hindered, self.told):
            return False
        left, done = iter([each for each in found.values() if each.file not in anew]), 0
        while not hindered():
            if not (batch := list(islice(left, BATCH))):
                self._keep(Note(tree.mark, tree.authority))
                return True
            self._write(makeable(batch))
            self.told(done := done + len(batch), len(found) - len(anew))
        return False

    def _fill(self, tree: SiteTree) -> None:
        """Write everything: the directory is new, or nobody knows what is in it."""
        others = [each for each in tree.meetings() if each not in self._filed]
        filled = self._is_new and bool(others)
        if filled:
            fill(Filler(self.root, tree, self.settings.transcripts), self._filed, self.stopped, self.told)
        else:
            self._renew_others(tree, others)
        anew = () if filled else tree.all_lists(self._filed)
        found = {each.file: each for each in (*anew, *tree.lists(self._filed, self._gone))}
        if not self._is_new:
            self._stand_in(tree, found.values())
        self._write(makeable(found.values()))
        self._keep(Note(tree.mark, tree.authority))
        (self.root / FILLING).unlink(missing_ok=True)

    def _renew_others(self, tree: SiteTree, meetings: Sequence[str]) -> None:
        renewed = self.together.renew(tree, meetings, self.stopped)
        for meeting_id in meetings:
            if written := renewed.get(meeting_id):
                written.remove(self.root)
            else:
                self._write(makeable(tree.meeting(meeting_id)))

    def _keep(self, note: Note) -> None:
        self._put(STATE, [note.text])
        self._hand.writer.settle()

    def _stand_in(self, tree: SiteTree, files: Iterable[SiteFile]) -> None:
        """Pages lead to each other in circles, so all must be there before the first is made: a way to a meeting."""
        meeting = next(iter(self._filed.values()), "index.html")
        missing = (each for each in files if each.file.endswith(PAGE) and not (self.root / each.file).exists())
        for each, text in makeable(missing):
            if text is not None:
                self._put(each.file, [tree.signpost(each.file, meeting)])
        self._hand.writer.settle()

    def _write(self, files: Iterable[Made], leaving: Written | None = None) -> set[str]:
        """Put files in place, and then take away those that are no more, or have them wait; those that are there."""
        written = self._hand.put(files)
        self._hand.writer.settle()
        if leaving is None:
            written.remove(self.root)
        else:
            leaving.gone += written.gone
        return written.there

    def _put(self, file: str, pieces: Iterable[str]) -> None:
        self._hand.writer.put(self.root / file, encoded(pieces))

    def _shown(self, site: OpenSite | None) -> SiteTree:
        if site is None:
            raise PermanentError("the archive shows the site, and this edition comes without one")
        given, kept = self.settings, noted(self.root) or Note()
        authority = kept.authority or authority_in(self.root)
        return site(SiteFrame(given.title, given.public_url, authority, given.transcripts))
