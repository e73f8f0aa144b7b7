"""The demo's people on Matrix: plain clients that say what they are told and hear their one room."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.demo.homeserver import NAME, Homeserver
from bot.demo.people import Heard

POLL = 20_000  # milliseconds that the server may wait for something to tell


@dataclass(slots=True)
class MatrixPerson:
    """Somebody at a keyboard. `room` is the alias of the one room they are in."""

    nick: str
    room: str
    server: Homeserver
    token: str
    room_id: str = ""
    _numbers: "count[int]" = field(default_factory=count)

    async def open_room(self, bot: str) -> None:
        """One that anybody may join, and whose topic the bot may set."""
        alias = self.room.removeprefix("#").partition(":")[0]
        levels = {"users": {f"@{self.nick}:{NAME}": 100, f"@{bot}:{NAME}": 50}}
        body = {
            "preset": "public_chat", "room_version": "11", "room_alias_name": alias, "name": alias.title(),
            "power_level_content_override": levels,
        }  # fmt: skip
        self.room_id = str((await self.server.call("POST", "/createRoom", body, self.token))["room_id"])

    async def join(self) -> None:
        self.room_id = str((await self.server.call("POST", f"/join/{quote(self.room)}", {}, self.token))["room_id"])

    async def say(self, text: str) -> None:
        path = f"/rooms/{quote(self.room_id)}/send/m.room.message/{next(self._numbers)}"
        await self.server.call("PUT", path, {"msgtype": "m.text", "body": text}, self.token)

    async def rename(self, nick: str) -> None:
        path = f"/profile/@{self.nick}:{NAME}/displayname"
        await self.server.call("PUT", path, {"displayname": nick}, self.token)

    async def sees(self, nick: str) -> bool:
        """Whether somebody is in the room."""
        members = await self.server.call("GET", f"/rooms/{quote(self.room_id)}/joined_members", token=self.token)
        return f"@{nick}:{NAME}" in members["joined"]

    async def listen(self, hear: Callable[[Heard], None]) -> None:
        """Hear the room, from its beginning, until the server is gone."""
        since = ""
        with suppress(aiohttp.ClientError):
            while True:
                path = f"/sync?timeout={POLL}&since={since}" if since else "/sync"
                async with asyncio.timeout(POLL / 1000 + 10):
                    answer = await self.server.call("GET", path, token=self.token)
                since = answer["next_batch"]
                room = answer.get("rooms", {}).get("join", {}).get(self.room_id, {})
                for event in room.get("timeline", {}).get("events", ()):
                    for heard in read(event, self.room):
                        hear(heard)

    def leave(self) -> None:
        """Nothing is open."""


def read(event: dict[str, Any], room: str) -> Iterator[Heard]:
    """What is heard of an event: who came into the room, its topic, and each line that is said."""
    nick, content = str(event["sender"]).removeprefix("@").partition(":")[0], event["content"]
    match event["type"]:
        case "m.room.message":
            for line in str(content.get("body", "")).splitlines():
                yield Heard(nick, "PRIVMSG", line)
        case "m.room.member" if content.get("membership") == "join":
            before = event.get("unsigned", {}).get("prev_content", {})
            if before.get("membership") != "join":
                yield Heard(nick, "JOIN", room)
            elif before.get("displayname") != content.get("displayname"):
                yield Heard(nick, "NICK", str(content.get("displayname", "")))
        case "m.room.topic":
            yield Heard(nick, "TOPIC", str(content.get("topic", "")))
