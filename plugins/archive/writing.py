"""Files of a directory that is read meanwhile: each is put in place whole, and what is no more goes last."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.api import FileWriter
from plugins.archive.making import Made, encoded

OURS, LONGEST_HEAD = b'<meta name="generator" content="minutebot">', 8192


@dataclass(slots=True)
class Written:
    """What became of files, by their names from the root: they are `there`, or to be `gone`."""

    there: set[str] = field(default_factory=set)
    gone: list[str] = field(default_factory=list)

    def remove(self, root: Path) -> None:
        """Take away what is to be gone."""
        while self.gone:
            (root / self.gone[-1]).unlink(missing_ok=True)
            self.gone.pop()


@dataclass(slots=True)
class Hand:
    """Puts files of a site in place, once its writer settles. `transcripts`: those are shown that never were, too."""

    root: Path
    transcripts: bool
    writer: FileWriter = field(default_factory=FileWriter)

    def put(self, files: Iterable[Made]) -> Written:
        """Write them aside.

        Raises:
            PublishError: one can't be written; all are given up that were put since the last time.
        """
        written = Written()
        for each, text in files:
            path = self.root / each.file
            if text is None:
                written.gone.append(each.file)
            elif is_shown(path, transcripts=self.transcripts) and not (each.yields and is_anothers(path)):
                self.writer.put(path, encoded(text))
                written.there.add(each.file)
        return written


def is_shown(path: Path, *, transcripts: bool) -> bool:
    """Transcripts that were filed once are written anew for ever, so that what was retracted is not left there."""
    return transcripts or ".log." not in path.name or path.exists()


def is_anothers(path: Path) -> bool:
    """Whether a page stands there that is not the archive's own."""
    try:
        with path.open("rb") as file:
            return OURS not in file.read(LONGEST_HEAD)
    except FileNotFoundError:
        return False
