"""Thousands of letters to the device that mean harm, and events that mean harm inside: the bot reads on."""

import json
import random
from itertools import count

import pytest

from bot.core.chat import MessageErased
from bot.matrix import crypto
from bot.matrix.hearing import Stretch
from bot.matrix.transport import Letters, taken_out
from tests.matrix.events import ADA, ME, NOON, event, hearing, member, said
from tests.matrix.test_poison import VALUES, value

if not crypto.installed():
    pytest.skip("minutebot[e2e] is not installed", allow_module_level=True)

from nio.crypto import OlmDevice

from bot.matrix.crypto.vault import open_vault
from bot.matrix.login import Login

LETTERS = 5_000
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


def _nearly_right(rng: random.Random, own: str) -> dict:
    """A letter that is encrypted for us, or looks so."""
    body = {"type": rng.choice((0, 1, 2)), "body": rng.choice(("", "AwE", "A" * 200, "AwogX" + "A" * 120, "=="))}
    content = {"algorithm": USUAL[0], "sender_key": rng.choice((own, "A" * 43, "")), "ciphertext": {own: body}}
    if rng.random() < 0.5:
        holder = rng.choice((content, body, content["ciphertext"]))
        holder[rng.choice(tuple(holder))] = value(rng)
    return json.loads(json.dumps({"type": "m.room.encrypted", "sender": ADA, "content": content}))


@pytest.fixture
def eve(tmp_path, machine):
    """Somebody who can encrypt for us whatever she likes: `eve("m.room_key", content)` is a letter."""
    vault = open_vault("eve", tmp_path / "eve", Login("@eve:kiln.test", "E", "t"))
    keys = machine._olm.account.identity_keys
    machine._olm.account.generate_one_time_keys(1)
    (one_time,) = machine._olm.account.one_time_keys["curve25519"].values()
    us = OlmDevice(ME, "D", {"curve25519": keys["curve25519"], "ed25519": keys["ed25519"]})
    session = vault.olm.create_session(one_time, us.curve25519)

    def write(kind: object, content: object) -> dict:
        sealed = vault.olm._olm_encrypt(session, us, kind, content)
        return {"type": "m.room.encrypted", "sender": "@eve:kiln.test", "content": sealed}

    with vault.store.database.atomic():
        yield write
    vault.close()


def test_what_is_encrypted_in_a_letter_is_survived_too(machine, eve) -> None:
    rng = random.Random(7)
    key = {"algorithm": "m.megolm.v1.aes-sha2", "room_id": ROOM, "session_id": "s", "session_key": "AgAAAA" + "B" * 300}
    letters = []
    for _ in range(100):
        content = {**key, rng.choice(tuple(key)): value(rng), "sender_key": value(rng), "x": value(rng)}
        kinds = ("m.room_key", "m.room_key", "m.forwarded_room_key", "m.dummy", "odd", 7)
        letters.append(eve(rng.choice(kinds), json.loads(json.dumps(content))))
    machine.take_in(Letters(tuple(letters)))
    assert not list(machine._olm.inbound_group_store)


def test_each_letter_is_survived(machine) -> None:
    rng, own = random.Random(5), machine._olm.account.identity_keys["curve25519"]
    for _ in range(LETTERS // 500):
        letters = [rng.choice((_letter, _nearly_right))(rng, own) for _ in range(500)]
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
        assert not [seen for seen in told if isinstance(seen, MessageErased)]
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


def _said_by(machine, sender: str, event_id: str, ciphertext: str) -> dict:
    session = machine._olm.outbound_group_sessions[ROOM]
    sealed = {"algorithm": "m.megolm.v1.aes-sha2", "session_id": session.id, "ciphertext": ciphertext}
    return {**event("m.room.encrypted", sender, sealed), "event_id": event_id}


def test_words_count_once_and_only_in_the_mouth_of_whose_key_it_is(machine) -> None:
    olm = machine._olm
    olm.create_outbound_group_session(ROOM)
    olm.outbound_group_sessions[ROOM].shared = True
    keys = olm.account.identity_keys
    machine._opener.know([OlmDevice(ADA, "A", {"curve25519": keys["curve25519"], "ed25519": keys["ed25519"]})])
    words = {"type": "m.room.message", "content": {"msgtype": "m.text", "body": "hi"}}
    ciphertext = olm.group_encrypt(ROOM, words)["ciphertext"]
    assert machine.opened(ROOM, _said_by(machine, "@eve:kiln.test", "$eve", ciphertext)) is None
    assert machine.opened(ROOM, _said_by(machine, ADA, "$ada", ciphertext))["content"]["body"] == "hi"
    assert machine.opened(ROOM, _said_by(machine, ADA, "$ada", ciphertext)) is not None  # told again by the network
    assert machine.opened(ROOM, _said_by(machine, ADA, "$again", ciphertext)) is None  # said again by the server
    assert machine.opened("!other:kiln.test", _said_by(machine, ADA, "$ada", ciphertext)) is None
