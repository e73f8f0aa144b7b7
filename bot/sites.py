"""The archive as a site, in files: what a publisher is handed of it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SiteFrame:
    """How a publisher shows the site. `authority`: whose name the ids in its feeds bear, "" for that of the address."""

    title: str
    public_url: str = ""
    authority: str = ""
    transcripts: bool = True


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of the site, from its root. `make` gives its text in pieces; None when there is no such file any more.

    One that comes `first` is where readers look for what is new: it leads to a meeting as soon as that is there. One
    that `yields` stands where an older bot's page was: it must not be put over a file that is somebody else's.
    """

    file: str
    make: Callable[[], Iterable[str] | None]
    first: bool = False
    yields: bool = False


class SiteTree(Protocol):
    """The archive as a site, in files: of the meetings that were delivered to one publisher, and those just named.

    A file is made when its text is asked for, from the record as it is then.
    """

    @property
    def authority(self) -> str:
        """Whose name the ids in its feeds bear."""

    @property
    def mark(self) -> str:
        """What changes when anything changes that is on every page."""

    @property
    def elsewhere(self) -> "Callable[[], SiteTree] | None":
        """What opens the same site in another process, to which it can be sent; None where that can't be."""

    def meetings(self) -> Sequence[str]:
        """The ids of the meetings that were delivered, the oldest first."""

    def ahead(self, meeting_ids: Collection[str]) -> "SiteTree":
        """The same, for as long as pages of these meetings are made: what they ask of the record is read in one go."""

    def meeting(self, meeting_id: str, *, withdrawn: bool = False) -> Iterator[SiteFile]:
        """The files of a meeting as the record has it now, revisions too; those that others lead to come first."""

    def lists(self, meeting_ids: Collection[str], withdrawn: Collection[str] = ()) -> Iterator[SiteFile]:
        """The files that list these meetings, or did; a page comes after its other forms."""

    def all_lists(self, meeting_ids: Collection[str]) -> Iterator[SiteFile]:
        """The files that list any; these meetings are there, too."""

    def signpost(self, file: str, leads_to: str) -> str:
        """The text of a page that leads to another one."""
