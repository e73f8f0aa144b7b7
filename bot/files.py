"""Files that are whole at every instant: written aside, flushed to the disk, then renamed into place."""

import errno
import fcntl
import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.failures import PermanentError, PublishError, TemporaryError

PIECE = 1 << 16
"""Bytes compared at a time."""

FLUSHES = 16
"""Files flushed at a time."""

_LINKLESS = {errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOSYS}
"""What file systems without hard links say."""

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


def write_new(path: Path, pieces: Iterable[bytes]) -> None:
    """A file that is not there yet, in a directory that is; each piece is written by one call, where the disk lets it.

    Through `open` a page takes twice as long.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        for piece in pieces:
            left = memoryview(piece)
            while left:
                left = left[os.write(descriptor, left) :]
    finally:
        os.close(descriptor)


@dataclass(slots=True)
class FileWriter:
    """Writes a batch of files aside, then brings them into place in the order they were put. Use under the lock.

    The disk is waited for once in a batch, not once in a file: flushing many files at a time costs about as much as
    flushing one.
    """

    _staged: dict[Path, Path] = field(default_factory=dict)
    _directories: set[Path] = field(default_factory=set)

    def put(self, target: Path, pieces: Iterable[bytes]) -> None:
        """From `settle` on, `target` holds the pieces; identical bytes leave the old file and its time alone.

        The file aside has a fixed name, so that what a killed writer left is used up by the next one.

        Raises:
            PublishError: the path cannot be written; the whole batch is given up.
        """
        aside = target.with_name(f".{target.name}.new")
        self._staged[target] = aside
        with self._giving_up(target):
            self.make(target.parent)
            aside.unlink(missing_ok=True)
            write_new(aside, pieces)
            if _same(aside, target):
                del self._staged[target]
                aside.unlink()

    def keep(self, source: Path, target: Path) -> None:
        """Give a file a second name that outlives a new version of it; nothing when it is missing or was kept.

        Raises:
            PublishError: the path cannot be written.
        """
        if target.exists() or not source.exists():
            return
        with explained(target):
            try:
                os.link(source, target)
                self._directories.add(target.parent)
            except OSError as error:
                if error.errno not in _LINKLESS:
                    raise
                self.put(target, [source.read_bytes()])

    def settle(self) -> None:
        """Bring the batch into place; when this returns it survives a power cut.

        Raises:
            PublishError: a file or a directory cannot be flushed or renamed.
        """
        if not self._staged and not self._directories:
            return
        with ThreadPoolExecutor(max_workers=FLUSHES) as pool:
            for target, flushed in [(target, pool.submit(_flush, aside)) for target, aside in self._staged.items()]:
                with self._giving_up(target):
                    flushed.result()
            while self._staged:
                target, aside = next(iter(self._staged.items()))
                with self._giving_up(target):
                    aside.replace(target)
                del self._staged[target]
                self._directories.add(target.parent)
            flushes = [(directory, pool.submit(_flush, directory)) for directory in self._directories]
            self._directories = set()
            for directory, flushed in flushes:
                with explained(directory):
                    flushed.result()

    @contextmanager
    def _giving_up(self, target: Path) -> Iterator[None]:
        """Explain what went wrong with a file, and leave nothing of the batch aside."""
        whole = False
        try:
            with explained(target):
                yield
            whole = True
        finally:
            while self._staged and not whole:
                with suppress(OSError):
                    self._staged.popitem()[1].unlink(missing_ok=True)

    def make(self, directory: Path) -> None:
        if not directory.is_dir():
            self.make(directory.parent)
            with suppress(FileExistsError):
                directory.mkdir(mode=0o755)
            self._directories.add(directory.parent)


def _same(one: Path, other: Path) -> bool:
    if not other.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        while (piece := first.read(PIECE)) == second.read(PIECE):
            if not piece:
                return True
    return False


def _flush(path: Path) -> None:
    """Wait until a file's bytes, or a directory's names, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def held(path: Path, patience: float = 10.0) -> Iterator[int]:
    """A descriptor of a file that nobody else has meanwhile, made if it is missing; its directory must be there.

    Raises:
        TemporaryError: another process, or another thread, holds it longer than `patience` seconds.
    """
    with explained(path):
        descriptor = _locked(path, time.monotonic() + patience)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@dataclass(slots=True)
class Lock:
    """A lock between processes on a whole directory: advisory, on hidden files in it; the kernel frees it when we die.

    Who wants the lock waits for it in a doorway that holds one, so that a process which takes it again and again lets
    others in between.
    """

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
            deadline = time.monotonic() + self.patience
            doorway = _locked(self.path.with_name(f"{self.path.name}.doorway"), deadline)
            try:
                self._descriptor = _locked(self.path, deadline)
            finally:
                os.close(doorway)

    def take_free(self) -> bool:
        """Hold the lock if nobody has it, nor waits for it; whether it is held now.

        Raises:
            TemporaryError: the file cannot be locked.
        """
        if self._descriptor is None and not self.wanted():
            with explained(self.path), suppress(TemporaryError):
                self._descriptor = _locked(self.path, deadline=0.0)
        return self._descriptor is not None

    def wanted(self) -> bool:
        """Whether another process waits for the lock."""
        with explained(self.path):
            doorway = os.open(self.path.with_name(f"{self.path.name}.doorway"), *_LOCKFILE)
            try:
                return not _try_lock(doorway)
            finally:
                os.close(doorway)

    def release(self) -> None:
        """Let others in; nothing happens when the lock is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


_LOCKFILE = os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o644


def _locked(path: Path, deadline: float) -> int:
    """A descriptor of the file, locked; `deadline` is by the monotonic clock."""
    descriptor = os.open(path, *_LOCKFILE)
    try:
        while not _try_lock(descriptor):
            if time.monotonic() > deadline:
                raise TemporaryError(f"{path}: another process is writing there")
            time.sleep(0.01)
    except (OSError, TemporaryError):
        os.close(descriptor)
        raise
    return descriptor


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def directory_complaints(directory: Path) -> list[str]:
    """What keeps a directory, or what it would be made in, from being written and locked; each complaint one line."""
    place = directory
    while not os.path.lexists(place):
        place = place.parent
    if not place.is_dir():
        return [f"directory: {place} is not a directory"]
    probe = place / ".probe"
    try:
        descriptor = os.open(probe, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass  # another check runs right now, so locks work
        finally:
            os.close(descriptor)
            probe.unlink(missing_ok=True)
    except OSError as error:
        return [f"directory: can't write in {place}: {mend(error)}"]
    return []
