"""Which path is whose: two meetings never write the same files, and one always writes its own.

A hidden file beside a meeting's files says whose they are and which revision; it is also the lock on them.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC
from itertools import count
from pathlib import Path

from bot.api import FileWriter, Minutes, held

ENDINGS = ("log.txt", "log.html", "txt", "html")
"""What is filed of a meeting, in the order it is written: a page comes after what it links to."""

LONGEST_MARK = 1 << 16


@dataclass(frozen=True, slots=True)
class Owner:
    """What tells a meeting from any other, whichever database it is in."""

    meeting: str
    room: str
    started_at: str


def owner_of(minutes: Minutes) -> Owner:
    return Owner(minutes.meeting_id, minutes.room, minutes.started_at.astimezone(UTC).isoformat())


@dataclass(frozen=True, slots=True)
class Place:
    """A path that is a meeting's own, locked. `path` has no ending; `revision` is what stands there (0: none)."""

    path: Path
    owner: Owner
    revision: int
    descriptor: int

    def mark(self, revision: int) -> None:
        """Say whose it is; what stands there longer than before is never cut, so a mark is whole or the old one."""
        text = json.dumps(asdict(self.owner) | {"revision": revision}) + "\n"
        os.pwrite(self.descriptor, text.encode(), 0)
        os.fsync(self.descriptor)


@contextmanager
def place_for(wanted: Path, owner: Owner, writer: FileWriter) -> Iterator[Place]:
    """The path wanted or, where another meeting has it, the first of `wanted-2`, `wanted-3` ... that is free or ours.

    Raises:
        PublishError: the directory can't be made or written.
    """
    writer.make(wanted.parent)
    for number in count(1):
        path = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
        with held(path.with_name(f".{path.name}.meeting")) as descriptor:
            revision = _standing(path, owner, descriptor)
            if revision is not None:
                place = Place(path, owner, revision, descriptor)
                place.mark(revision)
                yield place
                return


def file_of(path: Path, ending: str) -> Path:
    return path.with_name(f"{path.name}.{ending}")


def _standing(path: Path, owner: Owner, descriptor: int) -> int | None:
    """The revision that stands at a path, 0 if it is free; None if it is somebody else's."""
    text = os.pread(descriptor, LONGEST_MARK, 0)
    if not text:
        taken = any(os.path.lexists(file_of(path, ending)) for ending in ENDINGS)
        return None if taken else 0
    try:
        known = json.loads(text)
        revision = int(known.pop("revision"))
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
    return revision if known == asdict(owner) else None
