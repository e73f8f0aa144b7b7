"""What publishing would leave or send, without doing it: previews, and the shadow of a directory to make them in."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.failures import PublishError


@dataclass(frozen=True, slots=True)
class Preview:
    """One thing that publishing would leave or send: what it is, in one line (a path, an address), and its bytes.

    Without bytes it would be taken away.
    """

    name: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Shadow:
    """A directory in which everything can be done that would be done in `original`, which nobody notices there."""

    original: Path
    path: Path

    def changes(self) -> list[Preview]:
        """What is other than in the original: by the original's paths, in their order; hidden files are left out."""
        here = {each: self.path / each for each in _files(self.path)}
        made = [
            Preview(str(self.original / each), file.read_bytes())
            for each, file in here.items()
            if not file.is_symlink()
        ]
        gone = [Preview(str(self.original / each), None) for each in _files(self.original) if each not in here]
        return sorted([*made, *gone], key=attrgetter("name"))


@contextmanager
def shadow(original: Path) -> Iterator[Shadow]:
    """The shadow of a directory, which need not be there: its files are links that a `FileWriter` replaces.

    Hidden files, which are locks and marks, are copied. What goes wrong in it is told of the original.

    Raises:
        PublishError: whatever was raised in the context.
    """
    with TemporaryDirectory(prefix="minutebot-") as place:
        made = Shadow(original.absolute(), Path(place))
        for directory, _, names in _walked(original):
            below = made.path / directory.relative_to(original)
            below.mkdir(exist_ok=True)
            for name in names:
                if not name.startswith("."):
                    (below / name).symlink_to((directory / name).absolute())
                elif (directory / name).is_file() and os.access(directory / name, os.R_OK):
                    shutil.copyfile(directory / name, below / name)
        try:
            yield made
        except PublishError as error:
            raise type(error)(str(error).replace(str(made.path), str(made.original))) from error


def _files(root: Path) -> Iterator[Path]:
    for directory, _, names in _walked(root):
        yield from (directory.relative_to(root) / name for name in names if not name.startswith("."))


def _walked(root: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Every directory with the names in it, but for hidden directories."""
    for directory, below, names in os.walk(root):
        below[:] = sorted(name for name in below if not name.startswith("."))
        yield Path(directory), below, names
