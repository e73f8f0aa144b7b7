"""`minutebot login`."""

import asyncio
from pathlib import Path

import click

from bot.cli.shared import BadConfig, Failure, config_option, read_config
from bot.config import Config, ConfigError, MatrixNetwork
from bot.matrix.faults import BROKEN, Fault, in_words
from bot.matrix.login import by_password, credentials_of, keep_login


@click.command()
@click.argument("network")
@config_option
def login(network: str, config_path: Path) -> None:
    """Log the bot in to a Matrix network of the config, and keep the login in a file that only you can read.

    It asks for the password, unless the config gives it. Do this as the user that the bot runs as. Needed once,
    and again if somebody logs the bot's device out.
    """
    settings = _network(read_config(config_path), network)
    path = credentials_of(network, settings)
    try:
        password = settings.password.read() if settings.password else _asked(settings.user)
        keep_login(path, asyncio.run(by_password(settings, password, settings.device_id)))
    except ConfigError as error:
        raise BadConfig(config_path, error) from None
    except Fault as fault:
        raise Failure(f"{settings.homeserver} does not let {settings.user} in: {fault}") from None
    except BROKEN as error:
        raise Failure(f"{settings.homeserver} does not answer: {in_words(error)}") from None
    click.echo(f"{settings.user} is logged in as device {settings.device_id}; the login is in {path.absolute()}")


def _network(config: Config, name: str) -> MatrixNetwork:
    found = config.networks.get(name)
    if not isinstance(found, MatrixNetwork):
        known = [each for each, settings in config.networks.items() if isinstance(settings, MatrixNetwork)]
        raise Failure(f'"{name}" is no Matrix network of the config; it has {", ".join(known) or "none"}')
    return found


def _asked(user: str) -> str:
    asked: str = click.prompt(f"Password of {user}", hide_input=True, err=True)
    return asked
