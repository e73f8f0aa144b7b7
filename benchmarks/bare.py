"""A process of its own that only syncs, by nio: `bare URL USER TOKEN ROOM`. It marks what begins with "#info", at once.

It keeps nothing and knows nobody. Says "ready", then after each sync how many messages it has had.
"""

import asyncio
import sys
from itertools import count

import nio


async def _mark(client: nio.AsyncClient, room: str, event_id: str, number: int) -> None:
    related = {"rel_type": "m.annotation", "event_id": event_id, "key": "\u2705"}
    await client.room_send(room, "m.reaction", {"m.relates_to": related}, tx_id=f"bare{number}")


async def _missed(client: nio.AsyncClient, room: str, start: str, since: str) -> list[nio.Event]:
    """What a sync left out, the newest first."""
    found: list[nio.Event] = []
    while True:
        page = await client.room_messages(room, start=start, end=since, limit=100)
        found += page.chunk
        if not page.chunk or not page.end or page.end == start:
            return found
        start = page.end


async def main() -> None:
    url, user, token, room = sys.argv[1:]
    client = nio.AsyncClient(url, user)
    client.restore_login(user, "bare", token)
    numbers, seen, since = count(), 0, ""
    while True:
        answer = await client.sync(timeout=20_000 if since else 0, sync_filter={"room": {"timeline": {"limit": 100}}})
        timeline = answer.rooms.join[room].timeline if room in answer.rooms.join else None
        if since and timeline is not None:
            gap = await _missed(client, room, timeline.prev_batch, since) if timeline.limited else []
            told = [event for event in (*gap, *timeline.events) if isinstance(event, nio.RoomMessageText)]
            seen += len(told)
            for event in told:
                if event.body.startswith("#info"):
                    await _mark(client, room, event.event_id, next(numbers))
        print(seen if since else "ready", flush=True)
        since = answer.next_batch


if __name__ == "__main__":
    asyncio.run(main())
