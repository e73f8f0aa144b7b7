"""Giving the keys of what we say to the devices of those who may read it."""

import logging
from collections.abc import Callable, Collection, Iterator
from typing import Any
from urllib.parse import quote

import nio
from nio.crypto import Olm, OlmDevice, OutboundGroupSession

from bot.matrix.crypto.opening import STUMBLES
from bot.matrix.raw import table
from bot.matrix.request import ask

log = logging.getLogger(__name__)
ONE_TIME = "signed_curve25519"


class Sharer:
    """`ids` gives names for requests, of which each is done once."""

    def __init__(self, olm: Olm, ids: Callable[[], str]) -> None:
        self._olm = olm
        self._ids = ids

    def key_for(self, room_id: str, people: Collection[str]) -> OutboundGroupSession:
        """The key of a room; another one when somebody, or a device, that had it is gone."""
        session = self._olm.outbound_group_sessions.get(room_id)
        if session is None or session.expired or not self._may_all_read(session, people):
            self._olm.create_outbound_group_session(room_id)
            session = self._olm.outbound_group_sessions[room_id]
        return session

    def _may_all_read(self, session: OutboundGroupSession, people: Collection[str]) -> bool:
        devices = self._olm.device_store
        active = {(user, device.id) for user in people for device in devices.active_user_devices(user)}
        return set(session.users_shared_with) <= active

    async def share(self, client: nio.AsyncClient, room_id: str, people: Collection[str]) -> OutboundGroupSession:
        """The room's key, when all devices that can have it have it.

        Raises:
            Fault: the server can't answer now.
        """
        session = self.key_for(room_id, people)
        lacking = list(self._lacking(session, people))
        if lacking:
            await self.greet(client, [device for device in lacking if not self._greeted(device)])
            unreachable = {(device.user_id, device.id) for device in lacking if not self._greeted(device)}
            session.users_ignored.update(
                unreachable
            )  # until the next key: they have nothing that we could encrypt with
            session.shared = False
            users = list(dict.fromkeys(device.user_id for device in lacking))
            for given, letters in self._olm.share_group_session_parallel(
                room_id, users, ignore_unverified_devices=True
            ):
                await self.deliver(client, letters)
                session.users_shared_with.update(given)
        session.shared = True
        return session

    def _lacking(self, session: OutboundGroupSession, people: Collection[str]) -> Iterator[OlmDevice]:
        known = session.users_shared_with | session.users_ignored | {(self._olm.user_id, self._olm.device_id)}
        for user in people:
            for device in self._olm.device_store.active_user_devices(user):
                if (user, device.id) not in known:
                    yield device

    def _greeted(self, device: OlmDevice) -> bool:
        return self._olm.session_store.get(device.curve25519) is not None

    async def greet(self, client: nio.AsyncClient, devices: Collection[OlmDevice]) -> None:
        """Begin to talk with devices, each by one of its keys that are meant for that.

        Raises:
            Fault: the server can't answer now.
        """
        wanted: dict[str, dict[str, str]] = {}
        for device in devices:
            wanted.setdefault(device.user_id, {})[device.id] = ONE_TIME
        if not wanted:
            return
        answer = await ask(client, "POST", "/keys/claim", {"one_time_keys": wanted})
        for user, keys in table(answer.get("one_time_keys")).items():
            for device_id, key in table(keys).items():  # one by one: who gives broken keys harms nobody else
                try:
                    self._olm.handle_response(nio.KeysClaimResponse({user: {device_id: key}}, {}))
                except STUMBLES:
                    log.debug("a key of %s %s can't be used", user, device_id, exc_info=True)

    async def deliver(self, client: nio.AsyncClient, letters: Any) -> None:
        """Put encrypted letters into devices' mail.

        Raises:
            Fault: the server can't answer now.
        """
        await ask(client, "PUT", f"/sendToDevice/m.room.encrypted/{quote(self._ids(), safe='')}", letters)
