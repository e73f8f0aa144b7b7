"""Logging in: a token that is given, or one that is kept in a file, or a password; always as the same device."""

import json
import logging
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

import nio

from bot.app.ports import NetworkError
from bot.config import ConfigError, MatrixNetwork
from bot.matrix.faults import checked
from bot.matrix.private import write_private
from bot.matrix.raw import table, text
from bot.matrix.transport import Client

DEVICE_NAME, DEVICE = "minutebot", "MINUTEBOT"


@dataclass(frozen=True, slots=True)
class Login:
    """One device of the account, logged in."""

    user_id: str
    device_id: str
    access_token: str


def quieten() -> None:
    """Nio warns of every answer that is an error, and of every odd event."""
    logging.getLogger("nio").setLevel(logging.ERROR)


def new_client(settings: MatrixNetwork, device_id: str) -> nio.AsyncClient:
    """A client that asks once and says what came of it: trying again is our own affair."""
    quieten()
    config = nio.AsyncClientConfig(
        max_timeouts=0,
        max_limit_exceeded=0,
        request_timeout=round(settings.request_timeout.total_seconds()),
        encryption_enabled=False,
        store_sync_tokens=False,
    )
    return Client(settings.homeserver, settings.user, device_id=device_id, config=config)


def credentials_of(name: str, settings: MatrixNetwork) -> Path:
    """The file that holds a network's login."""
    return settings.credentials or Path(f"{name}.login")


def kept_login(path: Path, settings: MatrixNetwork) -> Login | None:
    """The login that is kept for this user; None where there is none.

    Raises:
        ConfigError: there is one, and it can't be read.
    """
    try:
        kept = table(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no login"
        raise ConfigError([f"{path}: can't read the login: {reason}; `minutebot login` makes it anew"]) from None
    login = Login(*(text(kept.get(key)) for key in ("user_id", "device_id", "access_token")))
    return login if login.user_id == settings.user and login.access_token else None


def device_of(path: Path, settings: MatrixNetwork) -> str:
    """The device to log in as: the one of before, or that of the config, or a new one."""
    try:
        kept = kept_login(path, settings)
    except ConfigError:
        kept = None
    return (kept and kept.device_id) or settings.device_id or new_device(settings)


def new_device(settings: MatrixNetwork) -> str:
    """One that no other bot of the account has: two on one device take each other's mail, and perhaps the login."""
    return f"{settings.device_id or DEVICE}-{secrets.token_hex(3).upper()}"


def keep_login(path: Path, login: Login) -> None:
    """Write it so that only the bot's user can read it.

    Raises:
        ConfigError: it can't be written.
    """
    try:
        write_private(path, json.dumps(asdict(login)))
    except OSError as error:
        raise ConfigError([f"{path}: can't keep the login: {error.strerror}"]) from None


async def by_password(settings: MatrixNetwork, password: str, device_id: str) -> Login:
    """Log in; with the device id of before, what was sent before is known to the server still.

    Raises:
        Fault: the server does not let us in.
    """
    client = new_client(settings, device_id)
    try:
        answer = checked(await client.login(password, DEVICE_NAME), nio.LoginResponse)
    finally:
        await client.close()
    return Login(answer.user_id, answer.device_id, answer.access_token)


async def by_token(settings: MatrixNetwork, token: str) -> Login:
    """Whose a token is.

    Raises:
        Fault: it is nobody's.
        NetworkError: it is somebody else's.
    """
    client = new_client(settings, "")
    client.access_token = token
    try:
        answer = checked(await client.whoami(), nio.WhoamiResponse)
    finally:
        await client.close()
    if answer.user_id != settings.user:
        raise NetworkError(f"the token is {answer.user_id}'s, and not {settings.user}'s")
    return Login(answer.user_id, answer.device_id or settings.device_id or DEVICE, token)


async def log_in(name: str, settings: MatrixNetwork, *, anew: bool) -> Login:
    """By what the config gives; `anew`: the kept login is of no use any more.

    Raises:
        Fault: the server refuses.
        NetworkError: there is nothing to log in with, or it is somebody else's.
        ConfigError: a file can't be read or written.
    """
    if settings.token:
        if anew:
            raise NetworkError(f"{settings.homeserver} does not take the token any more; give a new one")
        return await by_token(settings, settings.token.read())
    path = credentials_of(name, settings)
    kept = None if anew else kept_login(path, settings)
    if kept is not None:
        return kept
    if settings.password is None:
        raise NetworkError(f"{settings.user} is not logged in at {settings.homeserver}; run `minutebot login {name}`")
    login = await by_password(settings, settings.password.read(), device_of(path, settings))
    keep_login(path, login)
    return login


def restored(settings: MatrixNetwork, login: Login) -> nio.AsyncClient:
    client = new_client(settings, login.device_id)
    client.restore_login(login.user_id, login.device_id, login.access_token)
    return client
