"""A publisher's site, opened once more in another process."""

from dataclasses import dataclass, replace
from datetime import date

from bot.api import SiteFrame, SiteTree
from bot.config import Config


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What opens it there, which can be sent; the day stays that of here. The record is only read."""

    config: Config
    publisher: str
    frame: SiteFrame
    today: date

    def __call__(self) -> SiteTree:
        """The site, for as long as the process lives.

        Raises:
            bot.store.sqlite.StoreError: the record can't be read.
        """
        from bot.runtime.record import open_for_reading  # noqa: PLC0415 - which has this at hand for others
        from bot.runtime.world import World  # noqa: PLC0415 - see above

        reading = open_for_reading(self.config, World())
        return replace(reading.trees, today=lambda: self.today).tree(self.publisher, self.frame)
