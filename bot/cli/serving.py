"""`minutebot serve`."""

import logging
from pathlib import Path

import click

from bot.cli.finding import database
from bot.cli.shared import BadConfig, Failure, config_option, read_config
from bot.config import ConfigError
from bot.store.sqlite import StoreError

LEVELS = ("debug", "info", "warning", "error")


@click.command()
@config_option
@click.option("--host", metavar="ADDRESS", help="Where to listen, instead of web.host of the config.")
@click.option("--port", type=click.IntRange(0, 65535), help="Instead of web.port; 0 takes any that is free.")
@click.option("--log-level", type=click.Choice(LEVELS), default="warning", show_default=True, help="How much to log.")
def serve(config_path: Path, host: str | None, port: int | None, log_level: str) -> None:
    """Show the archive as a site until SIGTERM (exit code 0) or Ctrl-C (130).

    It reads the bot's database beside the running bot, and writes nothing. Put a web server with TLS in front of it.
    """
    from bot.runtime.site import ListenError, run  # noqa: PLC0415 - a web server that nothing else needs

    config = read_config(config_path)
    database(config)
    given = {key: value for key, value in (("host", host), ("port", port)) if value is not None}
    config = config.model_copy(update={"web": config.web.model_copy(update=given)})
    logging.basicConfig(level=log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        told = run(config, lambda address: click.echo(f"The archive is at {address}"))
    except ConfigError as error:
        raise BadConfig(config_path, error) from None
    except (StoreError, ListenError) as error:
        raise Failure(str(error)) from None
    if told is not None and told.name == "SIGINT":
        raise click.Abort
