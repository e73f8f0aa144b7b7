"""Trying a Matrix account of the config: is the server there, and does it take the login? No room is joined."""

import nio

from bot.app.ports import NetworkError
from bot.config import ConfigError, MatrixNetwork
from bot.matrix.faults import BROKEN, Fault, checked, in_words
from bot.matrix.login import Login, by_password, by_token, credentials_of, kept_login, restored
from bot.runtime.keys_probe import keys_finding
from bot.runtime.probe import Finding


async def try_account(name: str, settings: MatrixNetwork) -> Finding:
    """Ask the server whose the login is; with a password alone, log in as a device of its own, and out again."""
    key = f"networks.{name}"
    try:
        known = await _known_as(name, settings)
        keys = await keys_finding(name, settings, known)
        return Finding(key, f"{settings.homeserver} knows {known.user_id}; {keys.says}", ok=keys.ok)
    except (ConfigError, NetworkError) as error:
        return Finding(key, str(error), ok=False)
    except Fault as fault:
        blamed = "user" if fault.code == "M_FORBIDDEN" else "homeserver"
        says = f"{settings.homeserver} does not let {settings.user} in: {fault}"
        return Finding(f"{key}.{blamed}", says + _advice(name, fault), ok=False)
    except BROKEN as error:
        says = f"no Matrix server answers at {settings.homeserver}: {in_words(error)}; check its address"
        return Finding(f"{key}.homeserver", says, ok=False)


def _advice(name: str, fault: Fault) -> str:
    return f"; `minutebot login {name}` logs in anew" if fault.logged_out else ""


async def _known_as(name: str, settings: MatrixNetwork) -> Login:
    """Who the login is; one that was only made to try has no device."""
    if settings.token:
        return await by_token(settings, settings.token.read())
    kept = kept_login(credentials_of(name, settings), settings)
    if kept:
        return await by_token(settings, kept.access_token)
    if settings.password is None:
        raise NetworkError(f"{settings.user} is not logged in; run `minutebot login {name}`, or give a password")
    login = await by_password(settings, settings.password.read(), "")
    client = restored(settings, login)
    try:
        checked(await client.logout(), nio.LogoutResponse)
    finally:
        await client.close()
    return Login(login.user_id, "", "")
