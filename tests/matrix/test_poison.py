"""Twenty thousand events that mean harm: each is survived, and what comes after it is heard."""

import json
import random

import nio
import pytest

from bot.core.chat import Message
from bot.matrix.asking import sources
from bot.matrix.hearing import Stretch, wanted_originals
from bot.matrix.login import quieten
from bot.matrix.transport import Client, sane
from tests.matrix.events import ADA, ME, NOON, event, hearing, member, said

KINDS = (
    "m.room.message", "m.room.member", "m.room.power_levels", "m.room.create", "m.room.topic", "m.room.redaction",
    "m.room.tombstone", "m.room.encryption", "m.room.encrypted", "m.reaction", "m.sticker", "m.room.name",
    "m.call.invite", "m.room.canonical_alias", "m.room.join_rules", "m.space.child", "m.poll.start", "odd", "",
)  # fmt: skip
KEYS = (
    "body", "msgtype", "m.relates_to", "m.new_content", "rel_type", "event_id", "membership", "displayname", "users",
    "users_default", "events", "redacts", "topic", "replacement_room", "creator", "room_version", "additional_creators",
    "m.in_reply_to", "filename", "url", "format", "formatted_body", "algorithm", "ciphertext", "key", "m.mentions",
)  # fmt: skip
VALUES = (
    None, True, False, 0, -1, 2**63, 10**400, 1.5, "", " ", "#agree x", "m.text", "m.notice", "m.emote", "m.image",
    "join", "leave", "m.replace", "m.annotation", "\ud800", "\0", "\u202e", "a\nb", "> q\n\nx", "$e1", "!r", ADA, ME,
    "x" * 5000, [], {}, [[]], "12", "\U0001f525" * 50,
)  # fmt: skip
EVENTS = 20_000


def value(rng: random.Random, depth: int = 0) -> object:
    roll = rng.random()
    if depth < 3 and roll < 0.25:
        return {rng.choice(KEYS): value(rng, depth + 1) for _ in range(rng.randrange(4))}
    if depth < 3 and roll < 0.35:
        return [value(rng, depth + 1) for _ in range(rng.randrange(3))]
    return rng.choice(VALUES)


def hostile(rng: random.Random) -> dict:
    """An event with anything in it, and sometimes without what every event has."""
    made = event(rng.choice(KINDS), rng.choice((ADA, ME, "@e:x", "")), {})
    made["content"] = {rng.choice(KEYS): value(rng) for _ in range(rng.randrange(6))}
    if rng.random() < 0.5:
        made["state_key"] = rng.choice(("", ADA, ME, "\ud800", 3, None))
    if rng.random() < 0.3:
        made["unsigned"] = {"prev_content": value(rng), "redacted_because": value(rng)}
    if rng.random() < 0.3:
        made[rng.choice(("content", "sender", "event_id", "origin_server_ts", "type", "redacts", "unsigned"))] = value(
            rng
        )
    if rng.random() < 0.1:
        del made[rng.choice(tuple(made))]
    return made


@pytest.mark.parametrize("seed", range(4))
def test_the_room_is_heard_on_after_every_one_of_them(seed) -> None:
    rng, known = random.Random(seed), hearing(member(ADA, name="Ada"))
    for number in range(EVENTS // 400):
        stretch = Stretch([*(hostile(rng) for _ in range(100)), said(ADA, f"still here {number}")])
        known.inside = True
        wanted_originals(stretch)
        told = list(known.hear(stretch, NOON, replayed=False))
        assert not known.inside or told[-1].text == f"still here {number}"
        for message in told:
            if isinstance(message, Message):
                f"{message.native_id}{message.text}{message.sender.nick}{message.sender.key}".encode()
        known.state.rewind(stretch.timeline)
        assert known.state.people() is not None
        assert isinstance(known.state.successor + known.state.topic, str)


async def test_the_library_below_hands_each_of_them_on() -> None:
    """What nio makes of them, in a sync and after it: were it to raise, the place would never move."""
    rng, client = random.Random(9), Client("http://127.0.0.1:1", ME)
    client.restore_login(ME, "D", "t")
    quieten()
    for number in range(EVENTS // 500):
        events = [json.loads(json.dumps(hostile(rng))) for _ in range(100)]
        room = {"timeline": {"events": events, "limited": False, "prev_batch": "p"}, "state": {"events": events[:20]}}
        answer = {"next_batch": f"s{number}", "rooms": {"join": {"!r:x": room}, "leave": {"!q:x": room}}}
        response = nio.SyncResponse.from_dict(sane(answer))
        assert isinstance(response, nio.SyncResponse), response
        await client.receive_response(response)
        assert len(sources(response.rooms.join["!r:x"].timeline.events)) > 50
    await client.close()
