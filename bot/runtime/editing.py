"""What makes the minutes of a record; it writes nothing, and needs nothing that does."""

from bot.app.editions import Editor
from bot.app.ports import Library, Renderer
from bot.config import Config
from bot.core.compose import Composer


def make_editor(config: Config, library: Library, renderer: Renderer, token: str) -> Editor:
    """As the config names people and links."""
    composer = Composer(config.registry(), {key: str(link) for key, link in config.links.items()})
    return Editor(library, composer, renderer, token)
