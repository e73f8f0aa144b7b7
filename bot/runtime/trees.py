"""The site as files for publishers: put together when the first one asks, for most commands and most bots never do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from bot.api import SiteFrame, SiteTree
from bot.app.editions import Editor
from bot.core.former import Former
from bot.core.people import Registry
from bot.core.rules import SeriesRules
from bot.render.renderer import JinjaRenderer
from bot.runtime.editing import fair_copies
from bot.store.fair_copies import FairCopies
from bot.store.library import Library
from bot.store.sqlite import open_reader

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.store.site import SiteReader
    from bot.web.site import Site


@dataclass(frozen=True)
class Trees:
    """What the trees of all publishers are made of; the database is opened anew, for reading.

    `confided`: the rooms (keys) whose private meetings a publisher may show. `again`: what opens the
    same in another process, if anything does.
    """

    url: str
    editor: Editor
    renderer: JinjaRenderer
    registry: Registry
    today: Callable[[], date]
    schedules: Mapping[str, SeriesRules]
    confided: Callable[[str], frozenset[str]] = lambda _publisher: frozenset()
    old: tuple[Former, ...] = ()
    again: Callable[[str, SiteFrame, date], Callable[[], SiteTree]] | None = None

    def tree(self, publisher: str, frame: SiteFrame) -> SiteTree:
        """The site as this publisher shows it."""
        from bot.web.tree import tree  # noqa: PLC0415 - see above

        elsewhere = self.again(publisher, frame, self.today()) if self.again else None
        return tree(self._site, publisher, frame, self.confided(publisher), elsewhere)

    def close(self) -> None:
        if "_reader" in vars(self):
            self._reader.close()

    @cached_property
    def _reader(self) -> "SiteReader":
        from bot.store.site import SiteReader  # noqa: PLC0415 - see above

        return SiteReader(self._record)

    @cached_property
    def _record(self) -> "Engine":
        """For the rows and the minutes: to open the database for each use takes as long as to read a meeting."""
        return open_reader(self.url)

    @cached_property
    def _site(self) -> "Site":
        from bot.web.look import make_look  # noqa: PLC0415 - see above
        from bot.web.site import Site  # noqa: PLC0415 - see above

        return Site(
            reader=self._reader,
            desk=replace(self.editor, library=Library(self._record)),
            writer=self.renderer,
            look=make_look("", "", live=False),
            today=self.today,
            authority="",
            registry=self.registry,
            instance=self.editor.instance,
            schedules=self.schedules,
            old=self.old,
            copies=self.copies.of,
        )

    @cached_property
    def copies(self) -> FairCopies:
        return fair_copies(self._record, self.editor)

    def copied(self, meeting_id: str) -> Mapping[str, str]:
        """What the pages of a meeting say, to be kept; nothing where it is to be drawn each time.

        Raises:
            ValueError, LookupError: its record can't be read.
        """
        from bot.web.copying import copied  # noqa: PLC0415 - see above

        return copied(self._site, meeting_id)
