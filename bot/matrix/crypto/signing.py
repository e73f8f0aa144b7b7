"""Cross-signing (spec 11.12.2.3): the account vouches for the bot's device, or clients hold it for a stranger's.

nio has none. The account's three keys are made here once, and their seeds kept beside the device's keys.
"""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nio
from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa
from nio.crypto import Olm

from bot.matrix.faults import Fault
from bot.matrix.private import write_private
from bot.matrix.raw import table, text
from bot.matrix.request import OK, answered, ask, refusal

FILE = "cross-signing.json"
USAGES = ("master", "self_signing", "user_signing")
SEED = 32
PASSWORD, UNAUTHORISED = "m.login.password", 401


@dataclass(frozen=True, slots=True)
class Seal:
    """One of the account's keys."""

    seed: bytes

    @property
    def _key(self) -> Any:
        return ECC.construct(curve="Ed25519", seed=self.seed)

    @property
    def public(self) -> str:
        return unpadded(self._key.public_key().export_key(format="raw"))

    def signature(self, body: Mapping[str, Any]) -> str:
        """Of a JSON object, without its signatures (spec, appendix "Signing JSON")."""
        bare = {key: value for key, value in body.items() if key not in {"signatures", "unsigned"}}
        return unpadded(eddsa.new(self._key, "rfc8032").sign(nio.Api.to_canonical_json(bare).encode()))


def unpadded(raw: bytes) -> str:
    return b64encode(raw).decode().rstrip("=")


class Signer:
    """`password` is the account's, where we have it. `replaces`: keys of another client give way to ours.

    `done`: there is nothing more to try in this process.
    """

    def __init__(self, directory: Path, name: str, password: str = "", *, replaces: bool = False) -> None:
        self.done = False
        self._path = directory / FILE
        self._name = name
        self._password = password
        self._replaces = replaces

    async def sign(self, client: nio.AsyncClient, olm: Olm) -> str:
        """Have the device signed; returns what keeps it from that, "" when it is.

        Raises:
            Fault: the server can't answer now, or the account's keys can't be kept.
        """
        me = str(olm.user_id)
        known = await ask(client, "POST", "/keys/query", {"device_keys": {me: [olm.device_id]}})
        masters = _key_ids(table(known.get("master_keys")).get(me))
        seals = self._seals(me)
        complaint = ""
        if seals is None or seals["master"].public not in masters:
            complaint = self._foreign() if masters and not self._replaces else await self._upload(client, olm)
            seals = self._seals(me)
        if (
            not complaint
            and seals is not None
            and not is_signed(known, me, str(olm.device_id), seals["self_signing"].public)
        ):
            await _sign_device(client, olm, seals, table(table(known.get("device_keys")).get(me)).get(olm.device_id))
        self.done = True
        return complaint

    def _foreign(self) -> str:
        return (
            "another client has set up cross-signing for this account, so that people may take the bot's device for a "
            f"stranger's; verify it from there, or let `minutebot login {self._name}` replace that"
        )

    def _seals(self, me: str) -> dict[str, Seal] | None:
        """The account's keys, as far as they are ours."""
        try:
            kept = table(json.loads(self._path.read_text(encoding="utf-8")))
            seeds = {usage: b64decode(text(kept.get(usage))) for usage in USAGES}
        except (OSError, ValueError):
            return None
        ours = kept.get("user_id") == me and all(len(seed) == SEED for seed in seeds.values())
        return {usage: Seal(seed) for usage, seed in seeds.items()} if ours else None

    async def _upload(self, client: nio.AsyncClient, olm: Olm) -> str:
        """New keys for the account, kept before they are given away. What keeps us from that, "" for nothing."""
        me = str(olm.user_id)
        seals = self._seals(me)
        if seals is None:
            seals = {usage: Seal(secrets.token_bytes(SEED)) for usage in USAGES}
            kept = {usage: b64encode(seal.seed).decode() for usage, seal in seals.items()}
            self._keep({"user_id": me, **kept})
        body = _account_keys(me, seals, str(olm.device_id), olm)
        status, answer = await answered(client, "POST", "/keys/device_signing/upload", body)
        if status == UNAUTHORISED and "flows" in answer:
            flows = [table(flow).get("stages") for flow in answer.get("flows") or []]
            if not self._password or [PASSWORD] not in flows:
                return self._must_be_asked(flows)
            who = {"type": "m.id.user", "user": me}
            auth = {"type": PASSWORD, "identifier": who, "password": self._password, "session": answer.get("session")}
            status, answer = await answered(client, "POST", "/keys/device_signing/upload", {**body, "auth": auth})
        if status not in OK:
            raise refusal(status, answer)
        return ""

    def _keep(self, seeds: Mapping[str, str]) -> None:
        try:
            write_private(self._path, json.dumps(seeds))
        except OSError as error:
            raise Fault(f"{self._path}: can't keep the account's keys: {error.strerror}") from None

    def _must_be_asked(self, flows: list[Any]) -> str:
        if [PASSWORD] in flows:
            return (
                f"the server wants the password before the device can be cross-signed: `minutebot login {self._name}`"
            )
        return "the server sets up cross-signing by no password; do it from another client, and verify the bot there"


def _key_ids(key: object) -> list[str]:
    """The public key in a cross-signing key object, which should have one."""
    return [text(value) for value in table(table(key).get("keys")).values()]


def _account_keys(me: str, seals: Mapping[str, Seal], device_id: str, olm: Olm) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for usage, seal in seals.items():
        key = {"user_id": me, "usage": [usage], "keys": {f"ed25519:{seal.public}": seal.public}}
        if usage == "master":
            signatures = {f"ed25519:{device_id}": olm.sign_json(key)}
        else:
            signatures = {f"ed25519:{seals['master'].public}": seals["master"].signature(key)}
        body[f"{usage}_key"] = {**key, "signatures": {me: signatures}}
    return body


async def _sign_device(client: nio.AsyncClient, olm: Olm, seals: Mapping[str, Seal], device: object) -> None:
    me, seal = str(olm.user_id), seals["self_signing"]
    body = dict(table(device))
    key = f"ed25519:{seal.public}"
    signed = {**body, "signatures": {me: {key: seal.signature(body)}}}
    signed.pop("unsigned", None)
    answer = await ask(client, "POST", "/keys/signatures/upload", {me: {str(olm.device_id): signed}})
    wrong = table(table(answer.get("failures")).get(me)).get(str(olm.device_id))
    if wrong:
        raise refusal(400, table(wrong))


def is_signed(known: Mapping[str, Any], me: str, device_id: str, self_signing: str = "") -> bool:
    """Whether an answer to /keys/query shows a device signed by its account's self-signing key, or by the given one."""
    device = table(table(table(known.get("device_keys")).get(me)).get(device_id))
    keys = _key_ids(table(known.get("self_signing_keys")).get(me))
    signatures = table(table(device.get("signatures")).get(me))
    return any(f"ed25519:{key}" in signatures for key in keys if not self_signing or key == self_signing)
