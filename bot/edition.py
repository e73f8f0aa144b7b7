"""What a publisher is handed, and what it says became of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from bot.core.minutes import Minutes
from bot.core.transcript import TranscriptLine
from bot.sites import SiteFrame, SiteTree


def _no_lines() -> Iterator[TranscriptLine]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Edition:
    """One revision of a meeting's minutes.

    `pages` holds the minutes by format: "md", "txt", "html", "json". Each is made when it is first asked for, which
    takes a moment where the meeting was long: not for the event loop. `transcript` yields the transcript in a format
    ("html" or "txt") in pieces, because it may be long; `lines` yields it line by line, for a plugin that has a form of
    its own for it. Each call of either starts anew. `instance` tells this installation from any other (a short hex
    string).

    `announced` has the names of what was announced of the meeting beforehand, the oldest first (see `Announcement`).

    `revision` counts from 1: each correction makes another one. A draft, which only a publisher that takes drafts gets,
    has 0. When `withdrawn`, the meeting of a draft was aborted: its pages are empty, and what was published is to be
    taken away. `site` gives the pages of the archive as a site, in which this meeting is one among others; there are
    those of earlier revisions, too, as they are now: without the text that was retracted since.

    `erased`: text of the meeting was retracted, or it became private, whenever that was. Once such an edition is
    published nothing of that must be left anywhere.
    """

    minutes: Minutes
    revision: int
    pages: Mapping[str, str]
    transcript: Callable[[str], Iterator[str]]
    instance: str = ""
    lines: Callable[[], Iterator[TranscriptLine]] = _no_lines
    withdrawn: bool = False
    erased: bool = False
    announced: tuple[str, ...] = ()
    site: Callable[[SiteFrame], SiteTree] | None = None

    @property
    def draft(self) -> bool:
        """Whether the meeting had not ended yet."""
        return self.revision == 0


class Standing(Enum):
    """How sure a publisher is: handed over to a server, or seen where readers look."""

    SENT = "sent"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where an edition now stands. `url` may be empty; `said` is what the room is told ("" says nothing).

    `look_after`: what was only sent is looked for again in so many seconds (see `Confirming`); None: never.
    """

    standing: Standing
    url: str = ""
    said: str = ""
    detail: str = ""
    look_after: float | None = None
