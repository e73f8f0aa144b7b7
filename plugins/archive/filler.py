"""What one process writes: of a directory that is filled, or of one that is read meanwhile."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bot.api import FileWriter, PublishError, SiteFile, SiteTree, explained, write_new
from plugins.archive.making import encoded, makeable
from plugins.archive.writing import Hand, Written, is_shown


@dataclass
class Filler:
    """Writes the files of one tree; each process has one."""

    root: Path
    tree: SiteTree
    transcripts: bool
    _nth: int = 0
    _renewed: dict[str, SiteFile] = field(default_factory=dict)

    @cached_property
    def lists(self) -> dict[str, SiteFile]:
        """Every list by its name; a page comes after its other forms."""
        return {each.file: each for each in self.tree.all_lists(())}

    def renew_meetings(self, meeting_ids: tuple[str, ...]) -> dict[str, Written]:
        """Put in place what is other than it was, and say what became of each meeting's files; nothing is taken away.

        Where one can't be written none is said to be: they are to be written one by one.
        """
        tree, hand = self.tree.ahead(meeting_ids), Hand(self.root, self.transcripts)
        try:
            found = {each: hand.put((file, file.make()) for file in tree.meeting(each)) for each in meeting_ids}
            hand.writer.settle()
        except (PublishError, ValueError, LookupError):
            return {}
        return found

    def renew_lists(self, names: tuple[str, ...], also: frozenset[str], nth: int) -> None:
        """The same of lists, in which these meetings are, `also`; what is no more is taken away.

        It is the `nth` time that all are written: what was read for an earlier one is not what they say now.

        Raises:
            PublishError: one can't be written.
        """
        if self._nth != nth:
            self._nth, self._renewed = nth, {each.file: each for each in self.tree.all_lists(also)}
        hand = Hand(self.root, self.transcripts)
        written = hand.put(makeable(self._renewed[name] for name in names if name in self._renewed))
        hand.writer.settle()
        written.remove(self.root)

    def write_meetings(self, meeting_ids: tuple[str, ...]) -> None:
        """Their files, but for what all meetings use, which came with the one that is published.

        Raises:
            PublishError: one can't be written; it says of which meeting.
        """
        tree = self.tree.ahead(meeting_ids)
        for each in meeting_ids:
            with self._saying(each):
                self._write(file for file in tree.meeting(each) if "/" in file.file)

    def write_lists(self, names: tuple[str, ...]) -> None:
        for each in names:
            with self._saying(each):
                self._write([self.lists[each]])

    @contextmanager
    def _saying(self, name: str) -> Iterator[None]:
        """Say which meeting or list it was that can't be written."""
        try:
            with explained(self.root):
                yield
        except PublishError as error:
            raise type(error)(f"{name}: {error}") from error

    def _write(self, files: Iterable[SiteFile]) -> None:
        """Write files that are new; those that a run before this one left are compared, and then replaced."""
        writer = FileWriter()
        for each, text in makeable(files):
            path = self.root / each.file
            if text is None:
                path.unlink(missing_ok=True)
            elif is_shown(path, transcripts=self.transcripts) and not _is_new(path, text) and not each.yields:
                writer.put(path, encoded(text))
        writer.settle()


def _is_new(path: Path, text: Iterable[str]) -> bool:
    """Whether nothing was there, and now the text is."""
    try:
        write_new(path, encoded(text))
    except FileExistsError:
        return False
    except FileNotFoundError:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        write_new(path, encoded(text))
    return True
