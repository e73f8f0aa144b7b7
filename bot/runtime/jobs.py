"""What the command line does to the record without a chat network: replay a log, deliver what is due."""

import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from bot.api import Publisher, Receipt
from bot.app.dispatcher import Dispatcher, Outlet
from bot.app.importing import LogNetwork, Survey
from bot.app.importing import replay as replay_log
from bot.app.ports import Delivery, edition_name
from bot.app.recorder import Recorder
from bot.app.setting import Setting
from bot.config import Config, plain_name
from bot.core.destinations import Destination, Destinations
from bot.core.rules import Rules
from bot.runtime.catching_up import catch_up
from bot.runtime.plugins import configured_publishers, open_publishers, setting
from bot.runtime.record import Record, open_record
from bot.runtime.world import SWITCH_INTERVAL, World
from bot.store.searching import take_in_items

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one delivery: a receipt; or the error; or the state it has already, which was let be."""

    meeting_id: str
    publisher: str
    receipt: Receipt | None
    error: str = ""
    state: str = ""
    revision: int = 1

    @property
    def name(self) -> str:
        """The meeting, and which edition of it unless it is the first."""
        return edition_name(self.meeting_id, self.revision)


def with_outputs(config: Config, out: Path) -> Config:
    """The config with everything it writes inside `out`: database, archive, and a drop instead of mail."""
    publishers = {
        "archive": {"plugin": "archive", "directory": str(out / "archive")},
        "list": {"plugin": "mailing_list", "drop": str(out / "mail"), **_MAIL},
    }
    store = config.store.model_copy(update={"url": f"sqlite:///{out / 'minutebot.db'}"})
    rooms = tuple(room.model_copy(update={"publish": None}) for room in config.rooms)
    return config.model_copy(update={"store": store, "publishers": publishers, "rooms": rooms})


_MAIL = {"from": "minutebot@localhost.localdomain", "to": ["list@localhost.localdomain"]}


async def replay(config: Config, found: Survey, progress: Progress, world: World | None = None) -> list[Published]:
    """Take a log down the whole road; returns what was published.

    Raises:
        bot.config.ConfigError: the config can't be used.
        bot.store.sqlite.StoreError: the database can't be used.
    """
    world = world or World()
    sys.setswitchinterval(SWITCH_INTERVAL)  # the thread that writes must not wait 5 ms for its turn
    configured = configured_publishers(config)
    chosen = setting(config, configured, world.codes)
    rules = next((rules for room, rules in chosen.rooms.items() if room.name == found.room.name), None)
    rules = (
        replace(rules, room=found.room, place=None)
        if rules
        else Rules(found.room, plain_name(found.room.name), own_series=False)
    )
    rules = replace(
        rules,
        destinations=Destinations(tuple(Destination(name, chosen=True) for name in config.publishers)),
        known_series=config.series_rules(),
        links_in_talk=not found.has_start,
    )
    with closing(open_record(config, world)) as record:
        state = record.library.state((found.room,))
        recorder = Recorder(
            Setting({found.room: rules}, chosen.table, chosen.registry), state, record.journal, world.clock
        )
        recorder.networks = {found.room.network: LogNetwork(found)}
        await replay_log(found, recorder, chosen.registry.bots, progress)
        while await record.journal.run(take_in_items):
            pass  # what was recorded can be searched at once; what was said, when the bot runs
        async with open_publishers(configured) as publishers:
            published = await deliver_due(record, publishers, world)
            await catch_up(publishers, record.trees.tree)
            return published


async def deliver_due(record: Record, publishers: Mapping[str, Publisher], world: World) -> list[Published]:
    """Try every delivery that is due, once."""
    dispatcher = quiet_dispatcher(record, publishers, world)
    done: list[Published] = []
    for name in publishers:
        while (delivery := await record.queue.claim_due(name, world.clock.now())) is not None:
            done.append(await attempt(record, dispatcher, delivery))
    return done


def quiet_dispatcher(record: Record, publishers: Mapping[str, Publisher], world: World) -> Dispatcher:
    """A dispatcher that tells no room."""
    outlet = Outlet(lambda _room, _text: None, lambda _deliveries: None)
    return Dispatcher(record.queue, publishers, record.editor.delivered, world.clock, outlet, world.rng)


async def attempt(record: Record, dispatcher: Dispatcher, delivery: Delivery) -> Published:
    """One attempt at a claimed delivery, and what became of it."""
    receipt = await dispatcher.deliver(delivery)
    after = None if receipt else record.library.delivery(delivery.id)
    error = after.last_error if after else ""
    return Published(delivery.meeting_id, delivery.publisher, receipt, error, revision=delivery.revision)
