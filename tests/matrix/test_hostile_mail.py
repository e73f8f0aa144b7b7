"""Thousands of letters to the device that mean harm, and events that mean harm inside: the bot reads on."""

import json
import random
from itertools import count

import pytest

from bot.matrix import crypto
from bot.matrix.hearing import Stretch
from bot.matrix.transport import Letters, taken_out
from tests.matrix.events import ADA, ME, NOON, event, hearing, member, said
from tests.matrix.test_poison import VALUES, value

if not crypto.installed():
    pytest.skip("minutebot[e2e] is not installed", allow_module_level=True)

from bot.matrix.crypto.machine import Machine
from bot.matrix.crypto.signing import Signer
from bot.matrix.crypto.vault import open_vault
from bot.matrix.login import Login

LETTERS = 8_000
ROOM = "!kiln:kiln.test"
KINDS = (
    "m.room.encrypted", "m.room_key", "m.forwarded_room_key", "m.room_key_request", "m.key.verification.start",
    "m.key.verification.accept", "m.key.verification.key", "m.key.verification.mac", "m.key.verification.cancel",
    "m.key.verification.request", "m.dummy", "m.secret.request", "odd", "",
)  # fmt: skip
KEYS = (
    "algorithm", "ciphertext", "sender_key", "type", "body", "transaction_id", "from_device", "method", "methods",
    "key_agreement_protocols", "hashes", "short_authentication_string", "message_authentication_codes", "commitment",
    "key", "keys", "mac", "code", "reason", "action", "request_id", "requesting_device_id", "room_id", "session_id",
    "session_key", "device_id",
)  # fmt: skip
USUAL = ("m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2", "m.sas.v1", "request", "request_cancellation", ROOM)


@pytest.fixture
def machine(tmp_path):
    made = Machine("kiln", open_vault("kiln", tmp_path / "keys", Login(ME, "D", "t")), Signer(tmp_path, "kiln"), str)
    yield made
    made.close()


def _value(rng: random.Random, own: str) -> object:
    """Often what it should be, or nearly."""
    roll = rng.random()
    if roll < 0.3:
        return rng.choice(USUAL)
    if roll < 0.4:
        return {
            own: {"type": rng.choice((0, 1, 2, "0", None)), "body": rng.choice(("", "AwE", "A" * 200, 7, None, "=="))}
        }
    return rng.choice(VALUES) if roll < 0.7 else value(rng)


def _letter(rng: random.Random, own: str) -> dict:
    content = {key: _value(rng, own) for key in rng.sample(KEYS, rng.randrange(12))}
    made = {"type": rng.choice(KINDS), "sender": rng.choice((ADA, ME, "@e:x")), "content": content}
    if rng.random() < 0.2:
        made[rng.choice(tuple(made))] = value(rng)
    if rng.random() < 0.1:
        del made[rng.choice(tuple(made))]
    return json.loads(json.dumps(made))


def test_each_letter_is_survived(machine) -> None:
    rng, own = random.Random(5), machine._olm.account.identity_keys["curve25519"]
    for _ in range(LETTERS // 500):
        letters = [_letter(rng, own) for _ in range(500)]
        answer = {
            "to_device": {"events": letters},
            "device_lists": value(rng),
            "device_one_time_keys_count": value(rng),
        }
        machine.take_in(taken_out(answer))
        assert not answer
    machine.take_in(Letters(({"type": "m.key.verification.mac", "sender": ADA, "content": {"transaction_id": []}},)))
    assert not machine._olm.outgoing_to_device_messages
    assert not machine._olm.key_verifications
    assert not list(machine._olm.inbound_group_store)


def test_what_is_inside_is_never_more_than_words(machine) -> None:
    """Whatever somebody encrypts, the envelope is the server's, and the room's state is as it was."""
    rng, olm, ids = random.Random(6), machine._olm, count()
    olm.create_outbound_group_session(ROOM)
    session = olm.outbound_group_sessions[ROOM]
    session.shared, session.max_messages = True, 10**6
    known = hearing(member(ADA, name="Ada"))
    known.decrypts = True
    before = (known.state.people(), known.state.topic, known.state.private)
    for _ in range(40):
        sealed = [_sealed(rng, session, f"$s{next(ids)}") for _ in range(50)]
        opened = [machine.opened(ROOM, each) or each for each in sealed]
        stretch = Stretch([*opened, said(ADA, "still here")])
        told = list(known.hear(stretch, NOON, replayed=False))
        assert told[-1].text == "still here"
        for plain, cover in zip(opened, sealed, strict=True):
            assert {key: plain.get(key) for key in ("event_id", "sender", "origin_server_ts", "state_key")} == {
                key: cover.get(key) for key in ("event_id", "sender", "origin_server_ts", "state_key")
            }
        assert (known.state.people(), known.state.topic, known.state.private) == before


def _sealed(rng: random.Random, session, event_id: str) -> dict:
    kinds = ("m.room.message", "m.room.redaction", "m.room.member", "m.room.power_levels", "m.room.tombstone", "", 7)
    inside = {
        "type": rng.choice(kinds),
        "content": {key: value(rng) for key in ("body", "msgtype", "membership", "redacts", "replacement_room")},
        "room_id": ROOM if rng.random() < 0.9 else "!other:kiln.test",
        "state_key": rng.choice(("", ME)),
        "sender": ME,
        "event_id": "$other",
    }
    if rng.random() < 0.2:
        inside[rng.choice(tuple(inside))] = value(rng)
    plain = json.dumps(inside if rng.random() < 0.9 else value(rng))
    made = event("m.room.encrypted", ADA, {"algorithm": "m.megolm.v1.aes-sha2", "session_id": session.id})
    made["content"]["ciphertext"] = session.encrypt(plain) if rng.random() < 0.9 else value(rng)
    made["event_id"] = event_id
    return made
