"""One device's encryption at work: what comes in, what goes out, and the chores between."""

import asyncio
import logging
from collections.abc import Callable, Collection
from typing import Any

import nio
from nio.crypto import Olm

from bot.app.ports import NetworkError
from bot.matrix.crypto.opening import STUMBLES, Opener
from bot.matrix.crypto.sharing import ONE_TIME, Sharer
from bot.matrix.crypto.signing import Signer
from bot.matrix.crypto.vault import ANEW, STORE, UNWRITABLE, Vault
from bot.matrix.faults import Fault
from bot.matrix.raw import Event, table
from bot.matrix.request import ask
from bot.matrix.transport import Letters

log = logging.getLogger(__name__)


class Machine:
    """`bot.matrix.cipher.Cipher`, on nio's Olm machine."""

    def __init__(self, name: str, vault: Vault, signer: Signer, ids: Callable[[], str]) -> None:
        self.complaint = ""
        self._name = name
        self._vault = vault
        self._signer = signer
        self._opener = Opener(vault.olm)
        self._sharer = Sharer(vault.olm, ids)
        self._sealing = asyncio.Lock()
        self._querying = asyncio.Lock()
        self._changed: set[str] = set()
        self._unanswered: set[str] = set()

    @property
    def _olm(self) -> Olm:
        return self._vault.olm

    @property
    def ready(self) -> bool:
        return bool(self._olm.account.shared)

    def close(self) -> None:
        self._vault.close()

    def take_in(self, letters: Letters) -> None:
        try:
            with self._vault.store.database.atomic():
                for letter in letters.to_device:
                    self._receive(letter)
        except UNWRITABLE as error:
            raise Fault(f"{self._vault.directory}: keys that came can't be kept: {error}") from None
        if letters.keys_left is not None:
            self._olm.uploaded_key_count = letters.keys_left
        self._changed |= letters.changed
        self._olm.users_for_key_query.update(letters.changed & (self._olm.tracked_users | self._unanswered))

    def _receive(self, letter: dict[str, Any]) -> None:
        """Only what is encrypted for us: nobody is there who could compare emoji, and keys are passed on to nobody."""
        try:
            event = nio.ToDeviceEvent.parse_event(letter)
            if isinstance(event, nio.OlmEvent):
                self._olm.decrypt_event(event)
        except STUMBLES:
            log.debug("left out a message to the device that can't be read: %.300r", letter, exc_info=True)

    def has_key(self, room_id: str, session_id: str) -> bool:
        return self._opener.session(room_id, session_id) is not None

    def opened(self, room_id: str, event: Event) -> Event | None:
        return self._opener.opened(room_id, event)

    async def seal(
        self, client: nio.AsyncClient, room_id: str, people: Collection[str], kind: str, content: dict[str, Any]
    ) -> dict[str, Any]:
        try:
            async with self._sealing:
                self._look_for(people)
                await self._query(client)
                await self._sharer.share(client, room_id, people)
                sealed: dict[str, Any] = self._olm.group_encrypt(room_id, {"type": kind, "content": content})
        except STORE as error:
            log.warning("%s: nothing can be encrypted: %s: %s", self._name, self._vault.directory, error)
            raise Fault(f"{self._vault.directory}: {error}") from None
        related = content.get("m.relates_to")  # which the server must see
        return sealed if related is None else {**sealed, "m.relates_to": related}

    async def chores(self, client: nio.AsyncClient, people: Collection[str]) -> None:
        try:
            await self._upload(client)
            self._look_for(people)
            await self._query(client)
            await self._begin_anew(client)
            if not self._signer.done:
                self.complaint = await self._signer.sign(client, self._olm)
        except STORE as error:
            raise Fault(f"{self._vault.directory}: {error}") from None
        except Fault as fault:
            if fault.logged_out:
                raise
            log.warning("%s: keys must wait: %s", self._name, fault)

    def _look_for(self, people: Collection[str]) -> None:
        """Whose devices we don't know yet."""
        self._olm.users_for_key_query.update(set(people) - self._olm.tracked_users - self._unanswered)

    async def _upload(self, client: nio.AsyncClient) -> None:
        """Our own keys, and more of those that are used up one by one; kept before they are given away."""
        if not self._olm.should_upload_keys:
            return
        body = self._olm.share_keys()
        self._olm.save_account()
        try:
            answer = await ask(client, "POST", "/keys/upload", body)
        except Fault as fault:
            if not fault.lasting:
                raise
            told = f"{self._vault.directory}: the server does not take our keys ({fault}); are they from a backup?"
            raise NetworkError(f"{told} {ANEW.format(self._name)}") from None
        left = table(answer.get("one_time_key_counts")).get(ONE_TIME)
        self._olm.handle_response(nio.KeysUploadResponse(0, left if isinstance(left, int) else 0))

    async def _query(self, client: nio.AsyncClient) -> None:
        """The devices of those who are new here, or have others now; one at a time, or a key would miss a device."""
        async with self._querying:
            again = users = frozenset(self._olm.users_for_key_query)
            self._changed.clear()
            try:
                if users:
                    await self._ask_for(client, users)
                again = users & self._changed  # the answer may be from before that
            finally:
                self._olm.users_for_key_query |= again

    async def _ask_for(self, client: nio.AsyncClient, users: frozenset[str]) -> None:
        answer = await ask(client, "POST", "/keys/query", {"device_keys": {user: [] for user in sorted(users)}})
        found = table(answer.get("device_keys"))
        for user in users:
            self._learn(user, found.get(user))
        self._olm.users_for_key_query -= users
        self._unanswered = (self._unanswered - users) | (users - set(found))  # their server is away: till it tells

    def _learn(self, user: str, devices: object) -> None:
        """One by one: who has broken keys harms nobody else."""
        if not isinstance(devices, dict):
            return
        try:
            self._olm.handle_response(nio.KeysQueryResponse({user: devices}, {}))
        except STUMBLES:
            log.debug("the devices of %s can't be read", user, exc_info=True)
        self._olm.tracked_users.add(user)
        known = self._olm.device_store[user].values()
        for device in known:
            device.deleted = device.deleted and device.id not in devices  # nio lets no device come back
        self._opener.know(known)

    async def _begin_anew(self, client: nio.AsyncClient) -> None:
        """With devices whose letters can't be read any more: a new session, and an empty letter that tells them so."""
        wedged = list(self._olm.wedged_devices)
        if wedged:
            await self._sharer.greet(client, wedged)
            self._olm.wedged_devices.clear()
        for letter in list(self._olm.outgoing_to_device_messages):
            if isinstance(letter, nio.DummyMessage):
                await self._sharer.deliver(client, letter.as_dict())
            self._olm.outgoing_to_device_messages.remove(letter)
