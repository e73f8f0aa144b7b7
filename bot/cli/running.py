"""`minutebot run`."""

import asyncio
import logging
import signal
from pathlib import Path

import click

from bot.app.ports import NetworkError
from bot.cli.shared import BadConfig, Failure, config_option, read_config
from bot.config import ConfigError
from bot.runtime.checks import NO_ROOMS
from bot.runtime.serve import run as serve
from bot.store.sqlite import StoreError

LEVELS = ("debug", "info", "warning", "error")


@click.command()
@config_option
@click.option("--log-level", type=click.Choice(LEVELS), default="info", show_default=True, help="How much to log.")
def run(config_path: Path, log_level: str) -> None:
    """Run the bot until SIGTERM (exit code 0) or Ctrl-C (130).

    Either way it keeps what it has heard, then stops; a second Ctrl-C does not wait.

    It logs to stderr. What it records is in the database when it says so; a bot that is killed carries on with the
    same meeting when it is started again.
    """
    config = read_config(config_path)
    if not config.rooms:
        raise BadConfig(config_path, ConfigError([NO_ROOMS]))
    logging.basicConfig(level=log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        told = asyncio.run(serve(config))
    except ConfigError as error:
        raise BadConfig(config_path, error) from None
    except (StoreError, NetworkError) as error:
        raise Failure(str(error)) from None
    if told is signal.SIGINT:
        raise click.Abort
