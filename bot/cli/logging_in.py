"""`minutebot login`."""

import asyncio
from pathlib import Path

import click

from bot.app.ports import NetworkError
from bot.cli.shared import BadConfig, Failure, config_option, read_config
from bot.config import Config, ConfigError, MatrixNetwork
from bot.matrix import crypto
from bot.matrix.faults import BROKEN, Fault, in_words
from bot.matrix.login import Login, by_password, credentials_of, device_of, keep_login


@click.command()
@click.argument("network")
@config_option
def login(network: str, config_path: Path) -> None:
    """Log the bot in to a Matrix network of the config, and keep the login in a file that only you can read.

    It asks for the password, unless the config gives it. Do this as the user that the bot runs as. Needed once,
    and again if somebody logs the bot's device out, or its keys are lost: then it logs in as a new device.
    """
    settings = _network(read_config(config_path), network)
    path = credentials_of(network, settings)
    try:
        password = settings.password.read() if settings.password else _asked(settings.user)
        made, notes = asyncio.run(_made(network, settings, password))
    except NetworkError as error:
        raise Failure(str(error)) from None
    except ConfigError as error:
        raise BadConfig(config_path, error) from None
    except Fault as fault:
        raise Failure(f"{settings.homeserver} does not let {settings.user} in: {fault}") from None
    except BROKEN as error:
        raise Failure(f"{settings.homeserver} does not answer: {in_words(error)}") from None
    click.echo(f"{settings.user} is logged in as device {made.device_id}; the login is in {path.absolute()}")
    for note in notes:
        click.echo(note)


async def _made(name: str, settings: MatrixNetwork, password: str) -> tuple[Login, list[str]]:
    """The login, kept, and what else there is to say."""
    path = credentials_of(name, settings)
    if not crypto.wanted(settings):
        login = await by_password(settings, password, device_of(path, settings))
        keep_login(path, login)
        return login, []
    from bot.matrix.crypto.entering import enter  # noqa: PLC0415 - only there with the extra
    from bot.matrix.crypto.paths import keys_of  # noqa: PLC0415 - likewise

    entered = await enter(name, settings, password)
    keys = f"its keys for encrypted rooms are in {keys_of(name, settings).absolute()}"
    notes = [f"{keys}, and it is {'not cross-signed: ' + entered.complaint if entered.complaint else 'cross-signed'}"]
    if entered.lost:
        notes.append(f"the keys of the device {entered.lost} are lost; any client of the account can remove it")
    return entered.login, notes


def _network(config: Config, name: str) -> MatrixNetwork:
    found = config.networks.get(name)
    if not isinstance(found, MatrixNetwork):
        known = [each for each, settings in config.networks.items() if isinstance(settings, MatrixNetwork)]
        raise Failure(f'"{name}" is no Matrix network of the config; it has {", ".join(known) or "none"}')
    return found


def _asked(user: str) -> str:
    asked: str = click.prompt(f"Password of {user}", hide_input=True, err=True)
    return asked
