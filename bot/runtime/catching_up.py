"""What publishers left for after their receipts, done."""

import logging
from collections.abc import Callable, Mapping
from functools import partial

from bot.api import CatchingUp, Publisher, PublishError, SiteFrame, SiteTree

Sites = Callable[[str, SiteFrame], SiteTree]
logger = logging.getLogger(__name__)


class UnfinishedError(Exception):
    """A publisher could not do all that it left; the message says what becomes of that."""


async def catch_up(publishers: Mapping[str, Publisher], site: Sites) -> None:
    """Have each of them do what it left.

    Raises:
        UnfinishedError: one can't now.
    """
    for name, publisher in publishers.items():
        if isinstance(publisher, CatchingUp):
            try:
                await publisher.catch_up(partial(site, name))
            except PublishError as error:
                left = "the minutes are there, but not in every list yet; the next that are published bring that along"
                raise UnfinishedError(f"{name}: {left}: {error}") from error


async def catch_up_at_start(publishers: Mapping[str, Publisher], site: Sites) -> None:
    """The same beside everything else a bot does; what can't be done now is only logged."""
    try:
        await catch_up(publishers, site)
    except UnfinishedError as error:
        logger.warning("%s", error)
