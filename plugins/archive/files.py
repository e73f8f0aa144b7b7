"""Files that are whole at every instant: written aside, flushed to the disk, then renamed into place."""

import errno
import fcntl
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bot.api import PermanentError, PublishError, TemporaryError

PIECE = 1 << 16
"""Bytes compared at a time."""

_open = partial(os.open, mode=0o644)

_MENDING = {
    errno.EACCES: "let the bot's user write there",
    errno.EPERM: "let the bot's user write there",
    errno.EROFS: "the file system is mounted read-only; mount it for writing",
    errno.ENOSPC: "the disk is full; free some space",
    errno.EDQUOT: "the quota is used up; free some space",
    errno.EFBIG: "the file size limit is too low; raise it",
    errno.EMFILE: "too many files are open; raise the limit",
    errno.ENOTDIR: "a file stands where a directory is needed; move it away",
    errno.EISDIR: "a directory stands where a file is needed; move it away",
    errno.ENOLCK: "the file system has no locks; choose another one, or mount it with locks",
    errno.EOPNOTSUPP: "the file system has no locks; choose another one, or mount it with locks",
}


def mend(error: OSError) -> str:
    """What is wrong and what to do about it, in one phrase."""
    reason = error.strerror or str(error) or type(error).__name__
    return f"{reason} ({_MENDING[error.errno]})" if error.errno in _MENDING else reason


def explain(error: OSError, path: Path) -> PublishError:
    """The failure as the dispatcher wants it: a name too long stays too long, anything else can be mended."""
    message = f"can't write {path}: {mend(error)}"
    return PermanentError(message) if error.errno == errno.ENAMETOOLONG else TemporaryError(message)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an OSError into what the dispatcher understands, naming `path` when the error names no file."""
    try:
        yield
    except OSError as error:
        raise explain(error, path if error.filename is None else Path(os.fsdecode(error.filename))) from error


@dataclass(slots=True)
class Writer:
    """Writes files and remembers which directories `settle` must flush. Use under the archive's lock."""

    _unsettled: set[Path] = field(default_factory=set)

    def put(self, target: Path, pieces: Iterable[bytes]) -> bool:
        """Make `target` hold the pieces; whether anything changed. Identical bytes leave the old file and its time.

        The file beside it has a fixed name, so that what a killed writer left is used up by the next one.

        Raises:
            PublishError: the path cannot be written.
        """
        beside = target.with_name(f".{target.name}.new")
        with explained(target):
            self._make(target.parent)
            try:
                changed = _write(beside, pieces, target)
                if changed:
                    beside.replace(target)
                    self._unsettled.add(target.parent)
            finally:
                beside.unlink(missing_ok=True)
        return changed

    def keep(self, source: Path, target: Path) -> None:
        """Give the file a second name that outlives a new version of it; nothing when it is missing or was kept.

        Raises:
            PublishError: the path cannot be written.
        """
        if target.exists() or not source.exists():
            return
        with explained(target):
            try:
                os.link(source, target)
            except OSError as error:
                if error.errno not in {errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOSYS}:
                    raise
                self.put(target, [source.read_bytes()])  # file systems without hard links
            self._unsettled.add(target.parent)

    def settle(self) -> None:
        """Flush the directories written to: what was put survives a power cut from here on.

        Raises:
            PublishError: a directory cannot be flushed.
        """
        while self._unsettled:
            directory = self._unsettled.pop()
            with explained(directory):
                _flush(directory)

    def _make(self, directory: Path) -> None:
        if not directory.is_dir():
            self._make(directory.parent)
            with suppress(FileExistsError):
                directory.mkdir(mode=0o755)
            self._unsettled.add(directory.parent)


def _write(beside: Path, pieces: Iterable[bytes], target: Path) -> bool:
    beside.unlink(missing_ok=True)
    with open(beside, "xb", opener=_open) as file:
        file.writelines(pieces)
        file.flush()
        if _same(beside, target):
            return False
        os.fsync(file.fileno())
    return True


def _same(one: Path, other: Path) -> bool:
    if not other.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        while (piece := first.read(PIECE)) == second.read(PIECE):
            if not piece:
                return True
    return False


def _flush(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(slots=True)
class Lock:
    """The archive's lock between processes: advisory, on a hidden file in it; the kernel frees it when we die."""

    path: Path
    patience: float = 10.0
    _descriptor: int | None = None

    def take(self) -> None:
        """Hold the lock; nothing happens when it is held already. Waits `patience` seconds at most.

        Raises:
            TemporaryError: another process holds it that long, or the file cannot be locked.
        """
        if self._descriptor is not None:
            return
        with explained(self.path):
            self.path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o644)
            try:
                self._wait(descriptor)
            except (OSError, TemporaryError):
                os.close(descriptor)
                raise
        self._descriptor = descriptor

    def release(self) -> None:
        """Let others in; nothing happens when the lock is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _wait(self, descriptor: int) -> None:
        deadline = time.monotonic() + self.patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TemporaryError(f"{self.path}: another process is writing to the archive") from None
                time.sleep(0.02)
            else:
                return
