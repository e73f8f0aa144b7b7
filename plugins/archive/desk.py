"""The archive's directory: the files of the site, written so that they are whole at every instant."""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from bot.api import Edition, FileWriter, Lock, PermanentError, SiteFile, SiteFrame, SiteTree, explained
from plugins.archive.places import authority_in, page_of, safe_name, safe_path
from plugins.archive.settings import ArchiveSettings

LOCK = ".lock"
STATE = ".site.json"
PAGE = ".html"
OURS, LONGEST_HEAD = b'<meta name="generator" content="minutebot">', 8192

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Desk:
    """`file` takes the lock and `list_filed` gives it back, so that must follow; both in one thread.

    At every instant each page that a list leads to is there: a meeting's pages first, then those that list it.
    """

    root: Path
    settings: ArchiveSettings
    _lock: Lock = field(init=False)
    _writer: FileWriter = field(default_factory=FileWriter)
    _filed: dict[str, str] = field(default_factory=dict)
    _withdrawn: set[str] = field(default_factory=set)
    _tree: SiteTree | None = None

    def __post_init__(self) -> None:
        self._lock = Lock(self.root / LOCK)

    def file(self, edition: Edition) -> str:
        """Write the files of the edition's meeting as the record has them now; its page, from the root.

        An edition that a later one went before has a page under its revision's own name. "" when nothing is there.

        Raises:
            PublishError: a file cannot be written, or another meeting has the path.
        """
        path, _ = safe_path(edition.minutes.path), safe_name(edition.minutes.series)
        with explained(self.root):
            self._lock.take()
            _refuse_another_meeting(self.root, edition)
            tree = self._shown(edition)
            made = list(tree.meeting(edition.minutes.meeting_id, withdrawn=edition.withdrawn))
            if edition.withdrawn and not any((self.root / each.file).exists() for each in made if each.make is None):
                return ""
            files = self._write(made)
            self._tree = tree
            if edition.withdrawn:
                self._withdrawn.add(edition.minutes.meeting_id)
            else:
                self._filed[edition.minutes.meeting_id] = page_of(path)
            late = page_of(path, revision=edition.revision)
            return "" if page_of(path) not in files else late if late in files else page_of(path)

    def list_filed(self) -> None:
        """Bring the files that list meetings up to date with all that was filed; let others in.

        Raises:
            PublishError: a file cannot be written; what was filed is remembered for the next listing.
        """
        try:
            with explained(self.root):
                if self._tree:
                    self._lock.take()
                    self._list(self._tree)
                    self._filed.clear()
                    self._withdrawn.clear()
                    self._tree = None
        finally:
            self._lock.release()

    def _list(self, tree: SiteTree) -> None:
        """Write what these meetings touch; everything where the directory is new, or what is on every page changed."""
        state = _state(self.root)
        if not state:
            for meeting_id in tree.meetings():
                if meeting_id not in self._filed:
                    self._write(_makeable(tree.meeting(meeting_id)))
        whole = state.get("mark") != tree.mark
        anew = tree.all_lists(self._filed) if whole else ()
        found = {each.file: each for each in _makeable((*anew, *tree.lists(self._filed, self._withdrawn)))}
        self._stand_in(tree, found.values())
        self._write(found.values())
        if whole or state.get("authority") != tree.authority:
            kept = {"mark": tree.mark, "authority": tree.authority}
            self._writer.put(self.root / STATE, [json.dumps(kept).encode()])
            self._writer.settle()

    def _stand_in(self, tree: SiteTree, files: Iterable[SiteFile]) -> None:
        """Pages lead to each other in circles, so all must be there before the first is made: a way to a meeting."""
        meeting = next(iter(self._filed.values()), "index.html")
        for each in files:
            if each.make and each.file.endswith(PAGE) and not (self.root / each.file).exists():
                self._put(each.file, [tree.signpost(each.file, meeting)])
        self._writer.settle()

    def _write(self, files: Iterable[SiteFile]) -> set[str]:
        """Put files in place, and then take away those that are no more; those that are there."""
        there: set[str] = set()
        gone: list[Path] = []
        for each in files:
            if each.make and self._is_shown(each.file) and not (each.yields and _is_anothers(self.root / each.file)):
                self._put(each.file, each.make())
                there.add(each.file)
            elif not each.make:
                gone.append(self.root / each.file)
        self._writer.settle()
        for path in gone:
            path.unlink(missing_ok=True)
        return there

    def _is_shown(self, file: str) -> bool:
        """Transcripts that were filed once are written anew for ever, so that what was retracted is not left there."""
        return self.settings.transcripts or ".log." not in file or (self.root / file).exists()

    def _put(self, file: str, pieces: Iterable[str]) -> None:
        self._writer.put(self.root / file, _encoded(pieces))

    def _shown(self, edition: Edition) -> SiteTree:
        if edition.site is None:
            raise PermanentError("the archive shows the site, and this edition comes without one")
        given, kept = self.settings, _state(self.root)
        authority = str(kept.get("authority", "")) or authority_in(self.root)
        return edition.site(SiteFrame(given.title, given.public_url, authority, given.transcripts))


def _makeable(files: Iterable[SiteFile]) -> Iterator[SiteFile]:
    """The files without those of another meeting whose record can't be read: that holds nobody else up."""
    for each in files:
        try:
            pieces = iter(each.make()) if each.make else None
            first = next(pieces, "") if pieces else ""
        except (ValueError, LookupError) as error:
            log.warning("%s can't be made, and is left as it is: %s", each.file, error)
            continue
        yield replace(each, make=partial(chain, [first], pieces)) if pieces is not None else each


def _is_anothers(path: Path) -> bool:
    """Whether a page stands there that is not the archive's own."""
    try:
        with path.open("rb") as file:
            return OURS not in file.read(LONGEST_HEAD)
    except FileNotFoundError:
        return False


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode("utf-8", "replace") for piece in pieces)


def _state(root: Path) -> dict[str, object]:
    """What was noted when all was written last; empty when the directory is new, or its note was lost."""
    try:
        found = json.loads((root / STATE).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _refuse_another_meeting(root: Path, edition: Edition) -> None:
    """Two bots, or two databases, must not share an archive.

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
        raise PermanentError(f"{page} is there and not the archive's own; move it away") from None
    if told != (minutes.meeting_id, minutes.started_at.isoformat()):
        raise PermanentError(
            f"{page_of(minutes.path)} already holds another meeting, begun {told[1]}; "
            "two bots, or two databases, must not share an archive"
        )
