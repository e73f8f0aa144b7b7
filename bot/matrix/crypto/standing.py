"""Whether the keys we have are those that the server knows of the device. Lost ones come never back."""

from collections.abc import Callable
from contextlib import ExitStack

import nio

from bot.app.ports import NetworkError
from bot.config import MatrixNetwork
from bot.matrix.crypto.machine import Machine
from bot.matrix.crypto.paths import keys_of
from bot.matrix.crypto.signing import Signer
from bot.matrix.crypto.vault import ANEW, Vault, open_vault
from bot.matrix.login import Login
from bot.matrix.raw import table, text
from bot.matrix.request import ask


async def machine(
    name: str, settings: MatrixNetwork, login: Login, client: nio.AsyncClient, ids: Callable[[], str]
) -> Machine:
    """The keys of a device, at work.

    Raises:
        Fault: the server can't answer now.
        NetworkError: the keys can't be had, or are of no use.
    """
    vault = open_vault(name, keys_of(name, settings), login)
    with ExitStack() as otherwise:
        otherwise.callback(vault.close)
        if not await fits(client, vault):
            lost = f"the keys of the device {login.device_id} are not in {vault.directory}"
            raise NetworkError(f"{lost}, and nothing that is encrypted for it can be read; {ANEW.format(name)}")
        password = settings.password.read() if settings.password else ""
        made = Machine(name, vault, Signer(vault.directory, name, password), ids)
        otherwise.pop_all()
        return made


async def fits(client: nio.AsyncClient, vault: Vault) -> bool:
    """Whether the server knows the device by these keys, or by none: then it is to be told them.

    Raises:
        Fault: the server can't answer now.
    """
    me, device = str(vault.olm.user_id), str(vault.olm.device_id)
    answer = await ask(client, "POST", "/keys/query", {"device_keys": {me: [device]}})
    known = table(table(table(answer.get("device_keys")).get(me)).get(device))
    fingerprint = text(table(known.get("keys")).get(f"ed25519:{device}"))
    if not fingerprint and vault.olm.account.shared:  # somebody deleted the device, and the bot logged in again
        vault.olm.account.shared = False
        vault.olm.save_account()
    return fingerprint in {"", vault.fingerprint}
