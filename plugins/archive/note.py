"""The directory's note on itself, in a hidden file: how its lists were made, and which meetings some of them lack."""

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

STATE = ".site.json"
MOST = 200
"""Meetings that are noted one by one; where there are more, everything is listed anew."""


@dataclass(frozen=True, slots=True)
class Note:
    """`mark` and `authority` are those of the site when all of it was written last. `unlisted` are meetings' ids."""

    mark: str = ""
    authority: str = ""
    unlisted: tuple[str, ...] = ()

    def leaving(self, meeting_ids: Iterable[str]) -> "Note":
        """It, with these meetings to be listed, too."""
        found = tuple(dict.fromkeys((*self.unlisted, *meeting_ids)))
        return replace(self, unlisted=found) if len(found) <= MOST else replace(self, mark="", unlisted=found[-MOST:])

    def without(self, meeting_ids: Collection[str]) -> "Note":
        """It, with nothing of these meetings, which go."""
        return replace(self, unlisted=tuple(each for each in self.unlisted if each not in meeting_ids))

    @property
    def text(self) -> str:
        return json.dumps(asdict(self))


def noted(root: Path) -> Note | None:
    """The note; None when the directory is new, or its note was lost."""
    try:
        found = json.loads((root / STATE).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    if not isinstance(found, dict) or not found:
        return None
    unlisted = found.get("unlisted", ())
    ids = tuple(each for each in unlisted if isinstance(each, str)) if isinstance(unlisted, list) else ()
    return Note(str(found.get("mark", "")), str(found.get("authority", "")), ids)
