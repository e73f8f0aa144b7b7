"""Opening what is encrypted. Whoever sent it chose every byte inside, so that only words are taken from there."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import nio
from nio.crypto import InboundGroupSession, Olm, OlmDevice

from bot.failures import ODD
from bot.matrix.raw import Event, content, table, text

MEGOLM = "m.megolm.v1.aes-sha2"
STUMBLES = (
    *ODD, AssertionError, RecursionError, nio.exceptions.EncryptionError, nio.exceptions.VerificationError,
    nio.exceptions.GroupEncryptionError, nio.exceptions.OlmTrustError, nio.exceptions.ProtocolError,
)  # fmt: skip
"""What the library raises at odd bytes. Not what says that the keys can't be written."""
WORDS = frozenset({"m.room.message", "m.sticker", "m.reaction"})
"""What may come encrypted. A redaction, or anything of the room's state, is the server's to allow."""


class Opener:
    """Opens room events with the keys of an Olm machine."""

    def __init__(self, olm: Olm) -> None:
        self._olm = olm
        self._owners: dict[str, set[str]] = {}
        self.know(olm.device_store)

    def know(self, devices: Iterable[OlmDevice]) -> None:
        """Whose devices these are: nobody else's messages are written with their keys."""
        for device in devices:
            self._owners.setdefault(device.curve25519, set()).add(device.user_id)

    def session(self, room_id: str, session_id: str) -> InboundGroupSession | None:
        """The key, whoever gave it to us; events need not say who did any more."""
        by_sender = self._olm.inbound_group_store[room_id].values()
        return next((sessions[session_id] for sessions in by_sender if session_id in sessions), None)

    def opened(self, room_id: str, event: Event) -> Event | None:
        """The event as if it had been sent in plain, in the envelope that the server vouches for."""
        sealed = content(event)
        session = self.session(room_id, text(sealed.get("session_id")))
        if session is None or sealed.get("algorithm") != MEGOLM or "state_key" in event:
            return None
        try:
            plain, index = session.decrypt(text(sealed.get("ciphertext")))
            inside = table(json.loads(plain))
        except STUMBLES:
            return None
        if (
            inside.get("room_id") != room_id
            or not self._is_theirs(session, event)
            or self._again(session, index, event)
        ):
            return None
        return _in_plain(event, inside)

    def _is_theirs(self, session: InboundGroupSession, event: Event) -> bool:
        """Whether the key is of the one who the server says has sent this."""
        owners = self._owners.get(session.sender_key)
        return owners is None or event.get("sender") in owners

    def _again(self, session: InboundGroupSession, index: int, event: Event) -> bool:
        """Whether another event had the same ciphertext: somebody repeats what was said before."""
        seen = self._olm.message_index_store
        return bool(
            seen.setdefault((session.sender_key, session.id, index), event.get("event_id")) != event.get("event_id")
        )


def _in_plain(event: Event, inside: Mapping[str, Any]) -> Event:
    kind, said = text(inside.get("type")), table(inside.get("content"))
    if kind not in WORDS:
        return {**event, "type": "m.room.encrypted", "content": {}}
    related = content(event).get("m.relates_to")
    return {**event, "type": kind, "content": said if related is None else {**said, "m.relates_to": related}}
