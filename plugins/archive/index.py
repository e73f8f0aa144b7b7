"""index.json: what the archive holds, and the one source of every page that lists meetings."""

import json
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from bot.api import PermanentError
from plugins.archive.entries import BY_AGE, Earlier, Entry, Page, entry_of
from plugins.archive.places import FORMS, page_of, safe_path

INDEX = "index.json"

_EARLIER = re.compile(r"(?P<path>.+)\.r(?P<revision>[1-9][0-9]{0,8})\.html")
_FEED_ID = re.compile(r"<id>tag:([A-Za-z0-9.-]{1,253}),\d{4}:archive</id>")

log = logging.getLogger(__name__)


class _File(BaseModel):
    format: Literal["minutebot-archive"]
    version: Literal[1]
    authority: str
    look: str
    meetings: tuple[Entry, ...]


@dataclass(slots=True)
class Index:
    """The meetings by path. `authority` is what the feeds' ids begin with, `look` how the listing pages were made."""

    entries: dict[str, Entry] = field(default_factory=dict)
    authority: str = ""
    look: str = ""
    _lines: dict[str, str] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        self.entries[entry.path] = entry
        self._lines.pop(entry.path, None)

    def ordered(self) -> list[Entry]:
        """The meetings, the oldest first."""
        return sorted(self.entries.values(), key=BY_AGE)

    def pieces(self, ordered: Iterable[Entry]) -> Iterator[bytes]:
        """The file's bytes: JSON, one meeting a line, in the order given."""
        head = {"format": "minutebot-archive", "version": 1, "authority": self.authority, "look": self.look}
        yield f'{json.dumps(head)[:-1]}, "meetings": [\n'.encode()
        yield ",\n".join(map(self._line, ordered)).encode()
        yield b"\n]}\n"

    def _line(self, entry: Entry) -> str:
        line = self._lines.get(entry.path)
        if line is None:
            line = self._lines[entry.path] = entry.model_dump_json()
        return line


def read(root: Path) -> Index:
    """The index on disk; made anew from the .json pages when it is missing or not what we wrote."""
    path = root / INDEX
    try:
        data = path.read_bytes() if path.exists() else b""
        found = _File.model_validate_json(data)
    except ValidationError as error:
        if data:
            log.warning("%s can't be read (%s); making it anew from the pages", path, error.errors()[0]["msg"])
        return rebuilt(root)
    return Index({entry.path: entry for entry in found.meetings}, found.authority, found.look)


def rebuilt(root: Path) -> Index:
    """An index of every meeting whose .json and .html page are there. A page that is not ours is left out."""
    index = Index(authority=_authority(root))
    revisions = _revisions(root, root.rglob("*.html"))
    for page in sorted(root.rglob("*.json")):
        path = page.relative_to(root).with_suffix("").as_posix()
        if _is_safe(path) and (root / page_of(path)).is_file():
            entry = _read_page(root, path, revisions.get(path, []))
            if entry:
                index.add(entry)
    return index


def left_behind(root: Path, path: str) -> Entry | None:
    """A meeting that was filed but is not listed; None when its pages are not there, or not ours."""
    revisions = _revisions(root, (root / path).parent.glob("*.html"))
    return _read_page(root, path, revisions.get(path, []))


def _revisions(root: Path, pages: Iterable[Path]) -> dict[str, list[int]]:
    """The numbers of the earlier revisions among the pages, by the meeting's path."""
    found: dict[str, list[int]] = {}
    for page in pages:
        match = _EARLIER.fullmatch(page.relative_to(root).as_posix())
        if match:
            found.setdefault(match["path"], []).append(int(match["revision"]))
    return found


def _authority(root: Path) -> str:
    """What the ids of the archive's feed began with: readers know the meetings by them."""
    try:
        found = _FEED_ID.search((root / "atom.xml").read_text(encoding="utf-8", errors="replace"))
    except FileNotFoundError:
        return ""
    return found[1] if found else ""


def _is_safe(path: str) -> bool:
    try:
        return bool(safe_path(path))
    except PermanentError:
        return False  # an earlier revision, a hidden file, or the index itself


def _read_page(root: Path, path: str, revisions: list[int]) -> Entry | None:
    page = root / page_of(path, "json")
    try:
        found = Page.model_validate_json(page.read_bytes())
    except (FileNotFoundError, ValidationError) as error:
        log.warning("%s is left out of the index: %s", page, str(error).replace("\n", " "))
        return None
    revision = max(revisions, default=0) + 1 if found.revision is None else found.revision
    before = earlier(root, path, revision or max(revisions, default=0) + 1)
    entry = entry_of(found, path, revision, formats(root, path), before)
    if revision == 1:
        return entry
    if 0 < revision <= len(found.revisions):
        return entry.model_copy(update={"updated": found.revisions[revision - 1]})
    changed = datetime.fromtimestamp(int((root / page_of(path)).stat().st_mtime), UTC)
    return entry.model_copy(update={"updated": max(changed, entry.updated)})


def earlier(root: Path, path: str, revision: int) -> Iterator[Earlier]:
    """The revisions before `revision` that are there still."""
    for old in range(1, revision):
        file = page_of(path, revision=old)
        if (root / file).is_file():
            yield Earlier(revision=old, html=file)


def formats(root: Path, path: str) -> list[str]:
    """The forms in which a meeting is there."""
    return [form for form in FORMS[::-1] if (root / page_of(path, form)).is_file()]
