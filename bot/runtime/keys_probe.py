"""Whether the bot can read encrypted rooms of a Matrix network, and others take its device for its own."""

from bot.config import MatrixNetwork
from bot.matrix import crypto
from bot.matrix.login import Login, restored
from bot.matrix.raw import table
from bot.matrix.request import ask
from bot.runtime.probe import Finding

LATER = "encrypted rooms can be read, and the device will be cross-signed at the first start"


async def keys_finding(name: str, settings: MatrixNetwork, login: Login) -> Finding:
    """One phrase. Nothing is written, and keys in use are not touched.

    Raises:
        Fault: the server can't answer now.
    """
    key = f"networks.{name}.encryption"
    if not settings.encryption:
        return Finding(key, "encrypted rooms are left alone (encryption = false)")
    if not crypto.installed():
        return Finding(key, "encrypted rooms can't be read: minutebot[e2e] is not installed")
    if not login.device_id:
        return Finding(key, LATER)
    return await _of_device(key, name, settings, login)


async def _of_device(key: str, name: str, settings: MatrixNetwork, login: Login) -> Finding:
    from bot.matrix.crypto.paths import keys_of  # noqa: PLC0415 - only there with the extra
    from bot.matrix.crypto.signing import is_signed  # noqa: PLC0415 - likewise
    from bot.matrix.crypto.vault import ANEW, DATABASE  # noqa: PLC0415 - likewise

    me, device, directory = login.user_id, login.device_id, keys_of(name, settings)
    client = restored(settings, login)
    try:
        known = await ask(client, "POST", "/keys/query", {"device_keys": {me: [device]}})
    finally:
        await client.close()
    if device not in table(table(known.get("device_keys")).get(me)):
        return Finding(key, LATER)
    if not (directory / DATABASE).exists():
        return Finding(key, f"the keys of the device {device} are not in {directory}; {ANEW.format(name)}", ok=False)
    if is_signed(known, me, device):
        return Finding(key, f"encrypted rooms can be read, and the device {device} is cross-signed")
    unsigned = f"the device {device} is not cross-signed, so that some clients give it no keys"
    return Finding(key, f"encrypted rooms can be read, but {unsigned}; `minutebot login {name}` mends that")
