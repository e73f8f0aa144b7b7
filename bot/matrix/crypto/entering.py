"""`minutebot login` where encrypted rooms are read: a device whose keys we have, and cross-signed."""

import secrets
from dataclasses import dataclass

from bot.config import MatrixNetwork
from bot.matrix.crypto.machine import Machine
from bot.matrix.crypto.paths import keys_of
from bot.matrix.crypto.signing import Signer
from bot.matrix.crypto.standing import fits
from bot.matrix.crypto.vault import open_vault
from bot.matrix.login import Login, by_password, credentials_of, device_of, keep_login, new_device, restored


@dataclass(frozen=True, slots=True)
class Entered:
    """`lost` is the device of before, where its keys are gone; `complaint` is what keeps the new one unsigned."""

    login: Login
    lost: str = ""
    complaint: str = ""


async def enter(name: str, settings: MatrixNetwork, password: str) -> Entered:
    """Log in, as the device of before if its keys are here, and keep the login.

    Raises:
        Fault: the server refuses.
        NetworkError: the keys can't be had.
        ConfigError: the login can't be kept.
    """
    path = credentials_of(name, settings)
    before = device_of(path, settings)
    login = await by_password(settings, password, before)
    complaint = await _settle(name, settings, login, password)
    if complaint is not None:
        return Entered(login, "", complaint)
    login = await by_password(settings, password, new_device(settings))
    return Entered(login, before, await _settle(name, settings, login, password) or "")


async def _settle(name: str, settings: MatrixNetwork, login: Login, password: str) -> str | None:
    """Keep the login, and give the server the device's keys; None: it has others of it."""
    client = restored(settings, login)
    try:
        vault = open_vault(name, keys_of(name, settings), login)
        signer = Signer(vault.directory, name, password, replaces=True)
        machine = Machine(name, vault, signer, lambda: secrets.token_hex(16))
        try:
            if not await fits(client, vault):
                return None
            keep_login(credentials_of(name, settings), login)
            await machine.chores(client, ())
            return machine.complaint
        finally:
            machine.close()
    finally:
        await client.close()
