"""Events by hand, for tests without a server."""

from datetime import UTC, datetime
from itertools import count

from bot.core.chat import Room
from bot.matrix.hearing import Hearing, Stretch

ROOM = Room("kiln", "#kiln:kiln.test")
NOON = datetime(2026, 4, 8, 12, tzinfo=UTC)
ME, ADA, BO = "@minutebot:kiln.test", "@ada:kiln.test", "@bo:kiln.test"
_ids = count(1)


def event(kind: str, sender: str, content: object, **more: object) -> dict:
    stamp = int(NOON.timestamp() * 1000)
    return {
        "type": kind,
        "sender": sender,
        "event_id": f"$e{next(_ids)}",
        "origin_server_ts": stamp,
        "content": content,
        **more,
    }


def said(sender: str, body: str, msgtype: str = "m.text", **more: object) -> dict:
    return event("m.room.message", sender, {"msgtype": msgtype, "body": body, **more})


def member(user: str, membership: str = "join", name: str | None = None, before: str = "") -> dict:
    content = {"membership": membership, **({"displayname": name} if name is not None else {})}
    unsigned = {"prev_content": {"membership": before}} if before else {}
    return event("m.room.member", user, content, state_key=user, unsigned=unsigned)


def hearing(*state: dict, inside: bool = True) -> Hearing:
    """The room as the bot knows it."""
    known = Hearing(ROOM, ME, frozenset({"@other:kiln.test"}), inside=inside)
    known.state.apply_all((event("m.room.join_rules", ADA, {"join_rule": "public"}, state_key=""), *state))
    return known


def told(known: Hearing, *timeline: dict, originals: dict | None = None, gap: tuple = (), whole: bool = True) -> list:
    stretch = Stretch(timeline, gap=gap, whole=whole, originals=originals or {})
    return list(known.hear(stretch, NOON, replayed=False))
