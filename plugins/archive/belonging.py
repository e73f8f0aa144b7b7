"""Whose a meeting's page is that stands where one is to be filed."""

import json
from pathlib import Path

from bot.api import Edition, PermanentError
from plugins.archive.places import page_of, safe_path
from plugins.archive.writing import is_anothers


def refuse_another_meeting(root: Path, edition: Edition, *, filling: bool) -> None:
    """Two bots, or two databases, must not share an archive. What we left half when `filling` it is ours.

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
        if filling and (not page.stat().st_size or not is_anothers(page)):
            return
        raise PermanentError(f"{page} is there and not the archive's own; move it away") from None
    if told != (minutes.meeting_id, minutes.started_at.isoformat()):
        raise PermanentError(
            f"{page_of(minutes.path)} already holds another meeting, begun {told[1]}; "
            "two bots, or two databases, must not share an archive"
        )


def is_free(root: Path, edition: Edition) -> bool:
    """Whether the meeting may be filed under its path."""
    try:
        safe_path(edition.minutes.path)
        refuse_another_meeting(root, edition, filling=False)
    except PermanentError:
        return False
    return True
