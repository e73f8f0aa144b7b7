"""Publishing without publishing: what each publisher would leave or send. The record is only read."""

from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from bot.api import Edition, Preview, Publisher, PublishError
from bot.app.batch import DRAFT
from bot.app.ports import Delivery
from bot.config import Config
from bot.runtime.plugins import ConfiguredPublisher, configured_publishers, open_publishers
from bot.runtime.publishing import Order, chosen, plan
from bot.runtime.record import Reading, open_for_reading
from bot.runtime.world import World
from bot.store.by_hand import DELIVERED


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What one delivery would be: previews; or the error; or the state for which nothing would be done."""

    meeting_id: str
    revision: int
    publisher: str
    previews: Sequence[Preview] = ()
    error: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class DryAttempt:
    """An attempt (`bot.api.Attempt`) as the delivery's next one would be; nothing is kept."""

    delivery: Delivery | None
    now: datetime

    @property
    def number(self) -> int:
        return self.delivery.attempts + 1 if self.delivery else 1

    @property
    def queued_at(self) -> datetime:
        return self.delivery.queued_at if self.delivery else self.now

    @property
    def uncertain_since(self) -> datetime | None:
        return self.delivery.uncertain_since if self.delivery else None

    @property
    def kept(self) -> bytes | None:
        return self.delivery.payload if self.delivery else None

    async def keep(self, payload: bytes) -> None: ...

    async def point_of_no_return(self) -> None: ...

    async def certain_failure(self) -> None: ...


async def rehearse(config: Config, order: Order, world: World | None = None) -> AsyncIterator[Rehearsed]:
    """What `publish` would do with the same order, one delivery after the other; of one that never ended, its draft.

    Raises:
        bot.config.ConfigError: the config can't be used.
        bot.store.sqlite.StoreError: the database can't be used.
        bot.store.by_hand.OrderError: a meeting or a publisher is not there, or not to be published.
    """
    world = world or World()
    configured = configured_publishers(config)
    with closing(open_for_reading(config, world)) as reading:
        rows = chosen(order, reading.library.meetings(), reading.library.reopened(), running=True)
        work, left_out = plan(config, configured, order, rows)
        for name, row, why in left_out:
            yield Rehearsed(row.id, row.revision, name, state=why)
        async with open_publishers({name: configured[name] for name in work}) as publishers:
            for name, meetings in work.items():
                for row in meetings:
                    edition = reading.editor.delivered(row.id, row.revision, name)
                    yield await _rehearsed(
                        reading, configured[name], publishers[name], edition, order, world.clock.now()
                    )


async def _rehearsed(
    reading: Reading,
    configured: ConfiguredPublisher,
    publisher: Publisher,
    edition: Edition,
    order: Order,
    now: datetime,
) -> Rehearsed:
    meeting_id, name = edition.minutes.meeting_id, configured.name
    delivery = reading.delivery(meeting_id, edition.revision, name)
    if state := _in_the_way(configured, delivery, edition, order):
        return Rehearsed(meeting_id, edition.revision, name, state=state)
    try:
        previews = await publisher.preview(edition, DryAttempt(delivery, now))
    except PublishError as error:
        return Rehearsed(meeting_id, edition.revision, name, error=str(error))
    return Rehearsed(meeting_id, edition.revision, name, previews)


def _in_the_way(configured: ConfiguredPublisher, delivery: Delivery | None, edition: Edition, order: Order) -> str:
    """The state for which `publish` would let the delivery be; empty if it would not."""
    if edition.revision == DRAFT:
        return "" if configured.takes_drafts else "no draft"
    repeat = order.again or configured.plugin.rebuildable
    if delivery is None or (delivery.state in DELIVERED and repeat):
        return ""
    return delivery.state if delivery.state in {"sending", *DELIVERED} else ""
