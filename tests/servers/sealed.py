"""Somebody whose client encrypts: nio's own machine, used as its makers meant it, on the other side of the bot's."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import nio

from tests.servers.synapse import MatrixPerson

FILTER = {"room": {"timeline": {"limit": 100}}}


@dataclass(eq=False)
class SealedPerson:
    """A `MatrixPerson` with keys, in memory. `await sync()` before what depends on others' news.

    `heard` are the notices that came with syncs.
    """

    plain: MatrixPerson
    client: nio.AsyncClient = field(init=False)
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        config = nio.AsyncClientConfig(store=nio.store.SqliteMemoryStore, encryption_enabled=True, pickle_key="test")
        person = self.plain
        self.client = nio.AsyncClient(person.synapse.url, person.user_id, device_id=person.device_id, config=config)
        self.client.restore_login(person.user_id, person.device_id, person.token)

    @property
    def user_id(self) -> str:
        return self.plain.user_id

    async def sync(self, wait: int = 0) -> nio.SyncResponse:
        """What is new, for which the server may take so many milliseconds; and the chores after it."""
        client = self.client
        answer = await client.sync(timeout=wait, sync_filter=FILTER, full_state=not client.next_batch)
        assert isinstance(answer, nio.SyncResponse), answer
        events = (event for room in answer.rooms.join.values() for event in room.timeline.events)
        self.heard += [said for event in events for said in _notice(event)]
        if client.should_upload_keys:
            await client.keys_upload()
        if client.should_query_keys:
            await client.keys_query()
        if client.should_claim_keys:
            await client.keys_claim(client.get_users_for_key_claiming())
        await client.send_to_device_messages()
        return answer

    async def say(self, room: str, body: str, msgtype: str = "m.text", **more: Any) -> str:
        """Encrypted; its event id."""
        return await self.send(room, "m.room.message", {"msgtype": msgtype, "body": body, **more})

    async def send(self, room: str, kind: str, content: dict[str, Any]) -> str:
        answer = await self.client.room_send(room, kind, content, ignore_unverified_devices=True)
        assert isinstance(answer, nio.RoomSendResponse), answer
        return str(answer.event_id)

    async def leave_out(self, room: str, user: str) -> str:
        """From now on, encrypt in a room as if somebody were not there; the key that they lack."""
        await self.client.joined_members(room)
        self.client.rooms[room].remove_member(user)
        self.client.olm.create_outbound_group_session(room)
        return str(self.client.olm.outbound_group_sessions[room].session_key)

    async def give(self, room: str, user: str, key: str) -> None:
        """Give somebody that key after all."""
        olm = self.client.olm
        (device,) = olm.device_store.active_user_devices(user)
        await self.client.keys_claim({user: [device.id]})
        session = olm.outbound_group_sessions[room]
        content = {"algorithm": "m.megolm.v1.aes-sha2", "room_id": room, "session_id": session.id, "session_key": key}
        letter = olm._olm_encrypt(olm.session_store.get(device.curve25519), device, "m.room_key", content)
        await self.client.to_device(nio.ToDeviceMessage("m.room.encrypted", user, device.id, letter))

    async def edit(self, room: str, event_id: str, body: str) -> str:
        relation = {"rel_type": "m.replace", "event_id": event_id}
        new = {"msgtype": "m.text", "body": body}
        return await self.say(room, f"* {body}", **{"m.new_content": new, "m.relates_to": relation})

    async def notices(self, room: str) -> list[str]:
        """What was said by m.notice and could be read here, oldest first; what could not, as "?"."""
        await self.sync()
        return [said for event in await self.events(room) for said in _notice(event)]

    async def events(self, room: str) -> list[Any]:
        found: list[Any] = []
        start: str | None = None
        while True:
            page = await self.client.room_messages(room, start, limit=500)
            assert isinstance(page, nio.RoomMessagesResponse), page
            found += page.chunk
            if not page.chunk or not page.end:
                return found[::-1]
            start = page.end

    async def close(self) -> None:
        await self.client.close()


def _notice(event: Any) -> Iterator[str]:
    if isinstance(event, nio.MegolmEvent):
        yield "?"
    if isinstance(event, nio.RoomMessageNotice):
        yield event.body if event.decrypted else f"plain: {event.body}"


ENCRYPTED = {
    "initial_state": [
        {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}},
    ]
}
"""What `create` takes for an encrypted room."""
