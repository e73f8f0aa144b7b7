"""What makes the minutes of a record; it writes nothing, and needs nothing that does."""

from functools import partial

from sqlalchemy import Engine

from bot.app.editions import Editor
from bot.app.ports import Library, Renderer
from bot.config import Config
from bot.core.compose import Composer
from bot.store.fair_copies import FairCopies


def make_editor(config: Config, library: Library, renderer: Renderer, token: str) -> Editor:
    """As the config names people and links."""
    composer = Composer(config.registry(), {key: str(link) for key, link in config.links.items()})
    return Editor(library, composer, renderer, token)


def fair_copies(record: Engine, editor: Editor) -> FairCopies:
    """Those that say what this editor would."""
    from bot.web.marking import mark_of  # noqa: PLC0415 - most commands show no pages

    return FairCopies(record, partial(mark_of, editor.composer.registry, editor.composer.links))
