"""Where the record of a config is."""

from pathlib import Path

from bot.cli.shared import Failure
from bot.config import Config
from bot.store.sqlite import StoreError, path_of


def database(config: Config) -> Path | None:
    """The database's file, which must be there; None for one in memory."""
    try:
        path = path_of(config.store.url)
    except StoreError as error:
        raise Failure(str(error)) from None
    if path is not None and not path.exists():
        raise Failure(f"{path.absolute()}: there is no database yet; `minutebot run` makes it")
    return path
