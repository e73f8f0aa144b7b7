"""A meeting that was renamed after it had been published: whoever has its old address is led to the new one."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from plugins.archive.entries import Entry
from plugins.archive.places import FORMS
from plugins.archive.site import HOME, LATEST


def former(entries: Iterable[Entry], now: Entry) -> list[Entry]:
    """Where else a meeting is filed."""
    same = (entry for entry in entries if (entry.meeting_id, entry.started_at) == (now.meeting_id, now.started_at))
    return [entry for entry in same if entry.path != now.path]


def files(root: Path, entry: Entry) -> list[str]:
    """What is there of a meeting under its path, in every form and revision; from the root."""
    begin = f"{Path(entry.path).name}."
    there = (root / entry.path).parent.iterdir()
    names = sorted(file.name for file in there if file.name.startswith(begin) and file.name.endswith(FORMS))
    return [(Path(entry.path).parent / name).as_posix() for name in names]


def emptied(gone: Entry, entries: Iterable[Entry]) -> Iterator[str]:
    """The listing pages on which it was, and nothing else is."""
    years = {entry.date.year for entry in entries if entry.series == gone.series}
    if gone.date.year not in years:
        yield f"{gone.series}/{gone.date.year}/{HOME}"
    if not years:
        yield f"{gone.series}/{LATEST}"
        yield f"{gone.series}/{HOME}"
