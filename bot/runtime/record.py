"""The opened database, and what makes editions of it."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from bot.app.editions import Editor
from bot.config import Config
from bot.core.compose import Composer
from bot.render.renderer import JinjaRenderer
from bot.runtime.world import World
from bot.store.journal import Journal
from bot.store.library import Library
from bot.store.queue import Queue
from bot.store.schema import upgrade
from bot.store.tables import installation


@dataclass(frozen=True, slots=True)
class Record:
    """The opened database: its writer, its reader, its queue, and what makes editions of it."""

    journal: Journal
    library: Library
    queue: Queue
    editor: Editor

    def close(self) -> None:
        self.journal.close()
        self.library.close()


def open_record(config: Config, world: World) -> Record:
    """Open the database, upgraded to this version's schema.

    Raises:
        bot.store.sqlite.StoreError: it can't be used.
    """
    upgrade(config.store.url, now=world.clock.now, backups=config.store.backups)
    journal = Journal(config.store.url)
    token = journal.now(lambda connection: _token(connection, world))
    library = Library(config.store.url)
    composer = Composer(config.registry(), {key: str(link) for key, link in config.links.items()})
    editor = Editor(library, composer, JinjaRenderer(), token)
    return Record(journal, library, Queue(journal), editor)


def _token(connection: Connection, world: World) -> str:
    """What tells this installation from any other, made at the first start."""
    kept = connection.scalar(select(installation.c.token))
    if kept is None:
        kept = world.ids()
        connection.execute(insert(installation).values(id=1, token=kept))
    return kept
