"""The opened database, and what makes editions of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy import Connection, insert, select

from bot.api import SiteFrame, SiteTree
from bot.app.editions import Editor
from bot.app.ports import Delivery
from bot.app.reading import EVERY_ROOM
from bot.config import Config
from bot.config.publishers import binding_of, destinations
from bot.core.former import former
from bot.core.meeting import Meeting
from bot.render.renderer import JinjaRenderer
from bot.runtime.editing import make_editor
from bot.runtime.trees import Trees
from bot.runtime.world import World
from bot.store.journal import Journal
from bot.store.library import Library
from bot.store.queue import Queue
from bot.store.schema import require_head, upgrade
from bot.store.sqlite import path_of
from bot.store.tables import installation


@dataclass(frozen=True, slots=True)
class Record:
    """The opened database: its writer, its reader, its queue, and what makes editions of it."""

    journal: Journal
    library: Library
    queue: Queue
    editor: Editor
    trees: Trees

    def close(self) -> None:
        self.trees.close()
        self.journal.close()
        self.library.close()


@dataclass(frozen=True, slots=True)
class Reading:
    """A database that is read and not written, and what makes editions of it."""

    library: Library
    editor: Editor
    trees: Trees

    def delivery(self, meeting_id: str, revision: int, publisher: str) -> Delivery | None:
        """A delivery with what it keeps."""
        for row in self.library.deliveries(meeting_id):
            if (row.revision, row.publisher) == (revision, publisher):
                return self.library.delivery(row.id)
        return None

    def close(self) -> None:
        self.trees.close()
        self.library.close()


def open_for_reading(config: Config, world: World) -> Reading:
    """The database as it is.

    Raises:
        bot.store.sqlite.StoreError: it can't be read, or has another version's schema.
    """
    require_head(config.store.url)
    library = Library(config.store.url)
    return Reading(library, *_editing(config, library, library.token(), world))


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Opens a publisher's site once more in another process, to which it can be sent; the day stays that of here."""

    config: Config
    publisher: str
    frame: SiteFrame
    today: date

    def __call__(self) -> SiteTree:
        """The site, for as long as the process lives; the record is only read.

        Raises:
            bot.store.sqlite.StoreError: the record can't be read.
        """
        reading = open_for_reading(self.config, World())
        return replace(reading.trees, today=lambda: self.today).tree(self.publisher, self.frame)


def open_record(config: Config, world: World) -> Record:
    """Open the database, upgraded to this version's schema.

    Raises:
        bot.store.sqlite.StoreError: it can't be used.
    """
    upgrade(config.store.url, now=world.clock.now, backups=config.store.backups)
    journal = Journal(config.store.url)
    token = journal.now(lambda connection: _token(connection, world))
    library = Library(config.store.url)
    return Record(journal, library, Queue(journal), *_editing(config, library, token, world))


def _editing(config: Config, library: Library, token: str, world: World) -> tuple[Editor, Trees]:
    renderer = JinjaRenderer()
    editor = make_editor(config, library, renderer, token)
    schedules = {rules.slug: rules for rules in config.series_rules()}
    old, confided = tuple(map(former, config.web.old_addresses)), _confiding(config)
    again = partial(Elsewhere, config) if path_of(config.store.url) else None  # not what is in memory
    trees = Trees(config.store.url, editor, renderer, config.registry(), world.today, schedules, confided, old, again)
    return replace(editor, site=trees.tree, gets_drafts=_drafting(config)), trees


def _drafting(config: Config) -> Callable[[str, Meeting], bool]:
    """Whether a publisher may have drafts of a meeting, by the config as it is now, which may not know its room."""
    others = destinations(config.publishers, (), {}, config.series_rules(), named=False)
    going = {room.room: config.destinations(room, {}) for room in config.rooms}

    def gets(publisher: str, meeting: Meeting) -> bool:
        here = (each for each in going.get(meeting.room, others).all if each.name == publisher)
        return any(each.gets(meeting.series, private=meeting.private) for each in here)

    return gets


def _confiding(config: Config) -> Callable[[str], frozenset[str]]:
    """The rooms (keys) whose private meetings a publisher may show; "*" for all that it gets at all."""

    def rooms(publisher: str) -> frozenset[str]:
        if publisher in config.publishers and binding_of(config.publishers[publisher]).chooses:
            return frozenset({EVERY_ROOM})
        return frozenset(room.room.key for room in config.rooms if publisher in (config.confided(room) or ()))

    return rooms


def _token(connection: Connection, world: World) -> str:
    """What tells this installation from any other, made at the first start."""
    kept = connection.scalar(select(installation.c.token))
    if kept is None:
        kept = world.ids()
        connection.execute(insert(installation).values(id=1, token=kept))
    return kept
