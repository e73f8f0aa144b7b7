"""A real bridge joins a channel and a Matrix room, and the bot is in both: one meeting, and nothing twice."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass

import pytest

from tests.matrix.bots import WallClock, unique
from tests.road.conftest import BotProcess
from tests.servers.chat import ChatClient
from tests.servers.heisenbridge import Bridge
from tests.servers.synapse import MatrixPerson

pytestmark = pytest.mark.server("ngircd", "synapse", "heisenbridge")
RELAY = "relay_nicks = { hbridge = '<(?P<nick>[^>]+)> (?P<text>.*)' }"


@dataclass
class Joined:
    """A channel and a room that a bridge joins: carol is in the channel, Alice in the room, the bot in both."""

    bridge: Bridge
    bot: BotProcess
    channel: str
    room: str
    carol: ChatClient
    alice: MatrixPerson
    account: MatrixPerson

    def on_irc(self, *texts: str) -> None:
        for text in texts:
            self.carol.say(self.channel, text)

    def ask(self, sql: str) -> list[tuple]:
        with closing(sqlite3.connect(self.bot.home / "minutebot.db")) as connection:
            return connection.execute(sql).fetchall()

    async def kept(self, text: str) -> None:
        """Until the record has this line."""
        async with asyncio.timeout(20):
            while (text,) not in self.ask("SELECT text FROM messages"):
                await asyncio.sleep(0.05)

    async def shown(self, text: str) -> None:
        """Until the room has this line, wherever it came from."""
        async with asyncio.timeout(20):
            while text not in "\n".join(await asyncio.to_thread(self._bodies)).splitlines():
                await asyncio.sleep(0.05)

    def _bodies(self) -> list[str]:
        return [event["content"].get("body", "") for event in self.alice.events(self.room)]

    @property
    def transcript(self) -> list[tuple[str, str]]:
        """Who said what, without the bot and without the words of the bridge itself."""
        return self.ask("SELECT nick, text FROM messages WHERE from_bot = 0 ORDER BY line, id")

    def said_by_the_bot_on_matrix(self) -> list[str]:
        said = (event for event in self.alice.events(self.room) if event["sender"] == self.account.user_id)
        return [event["content"]["body"] for event in said if event["type"] == "m.room.message"]

    def said_by_the_bot_on_irc(self) -> list[str]:
        return [heard.text for heard in self.carol.heard(rf"^:minutebot!\S+ (PRIVMSG|NOTICE) {self.channel} ")]


def _config(joined: Joined, home, channel: str, room: str, relay: str) -> str:
    return f"""
[store]
url = "sqlite:///{home}/minutebot.db"
[networks.irc]
host = "127.0.0.1"
port = {joined.bridge.ircd.port}
tls = false
rate = {{ burst = 1000, per_second = 1000 }}
{relay}
[networks.matrix]
kind = "matrix"
homeserver = "{joined.bridge.synapse.url}"
user = "{joined.account.user_id}"
password = {{ value = "{joined.account.password}" }}
credentials = "{home}/matrix.login"
[[rooms]]
network = "irc"
name = "{joined.channel}"
series = "Kiln"
{channel}
[[rooms]]
network = "matrix"
name = "{joined.room}"
series = "Kiln"
{room}
"""


@pytest.fixture
async def joined(bridge, bot_at, chat_client):
    """`await joined(channel=..., room=...)`: with these settings of the two; {CHANNEL} and {ROOM} are their keys."""

    async def make(channel: str = "", room: str = "", relay: str = RELAY) -> Joined:
        name = f"#{unique('kiln')}"
        alice, account = (bridge.synapse.register(unique(each), each) for each in ("Alice", "minutebot"))
        there = await asyncio.to_thread(alice.create)
        carol = await chat_client(bridge.ircd.port, "carol", room=name)
        await asyncio.to_thread(bridge.plumb, there, name)
        made = Joined(bridge, bot_at(1), name, there, carol, alice, account)
        keys = {"CHANNEL": f"irc/{name}", "ROOM": f"matrix/{there}"}
        channel, room = (text.format(**keys) for text in (channel, room))
        made.bot.config.write_text(_config(made, made.bot.home, channel, room, relay), encoding="utf-8")
        await made.bot.start(WallClock().now())  # a homeserver tells the real time
        await carol.wait_for(rf"^:minutebot!\S+ JOIN :?{name}")
        async with asyncio.timeout(20):
            while (
                account.user_id
                not in (await asyncio.to_thread(alice.call, "GET", f"/rooms/{there}/joined_members"))["joined"]
            ):
                await asyncio.sleep(0.05)
        return made

    return make


async def test_held_on_irc_every_line_of_matrix_is_its_speakers_and_none_is_read_twice(joined) -> None:
    both = await joined(room='bridged_with = "{CHANNEL}"')
    alice, carol = both.alice, both.carol
    both.on_irc("#startmeeting")
    await carol.wait_for("This meeting is recorded")
    alice.say(both.room, "#startmeeting")
    alice.say(both.room, "#info one\n#action carol to sweep\nthree")
    await both.kept("three")
    both.on_irc("chatter", "#info burst", "#agreed to bake")
    await both.shown("#agreed to bake")
    said = alice.say(both.room, "#idea tabs")
    await both.kept("#idea tabs")
    alice.edit(both.room, said, "#idea spaces")
    await both.kept("* spaces")
    await carol.change_nick("caz")
    both.on_irc("#info still me")
    alice.say(both.room, "#endmeeting")
    await both.kept("#endmeeting")
    both.on_irc("#endmeeting")
    await carol.wait_for("ended after")
    await both.shown("#info still me")
    assert both.ask("SELECT count(*), min(room) FROM meetings") == [(1, both.channel)]
    assert both.transcript == [
        ("carol", "#startmeeting"),
        ("Alice", "#startmeeting"),
        ("Alice", "#info one"),
        ("Alice", "#action carol to sweep"),
        ("Alice", "three"),
        ("carol", "chatter"),
        ("carol", "#info burst"),
        ("carol", "#agreed to bake"),
        ("Alice", "#idea tabs"),
        ("Alice", "* spaces"),
        ("caz", "#info still me"),
        ("Alice", "#endmeeting"),
        ("caz", "#endmeeting"),
    ]
    assert both.ask("SELECT text FROM items ORDER BY number") == [
        ("one",),
        ("sweep",),
        ("burst",),
        ("to bake",),
        ("tabs",),
        ("still me",),
    ]
    assert both.said_by_the_bot_on_matrix() == []
    told = both.said_by_the_bot_on_irc()
    notice = (
        f"A bridge joins this room to matrix/{both.room} (hbridge): who speaks through it can take part, but not "
        "chair. The meeting is recorded here, not there."
    )
    assert [line for line in told if line.startswith("A bridge")] == [notice]
    assert "Alice: who speaks through a bridge can't end the meeting" in told


async def test_held_on_matrix_a_burst_of_irc_is_read_line_by_line_and_irc_hears_nothing_of_the_bot(joined) -> None:
    both = await joined(channel='bridged_with = "{ROOM}"')
    alice, carol = both.alice, both.carol
    alice.say(both.room, "#startmeeting")
    await both.kept("#startmeeting")
    both.on_irc("#startmeeting", "#info burst", "chatter", "#action carol to sweep")
    await both.kept("#action carol to sweep")
    alice.say(both.room, "#info one\n#agreed to bake")
    said = alice.say(both.room, "#idea tabs")
    await both.kept("#idea tabs")
    alice.edit(both.room, said, "#idea spaces")
    await carol.change_nick("caz")
    both.on_irc("#info by caz", "#endmeeting")
    await both.kept("#endmeeting")
    alice.say(both.room, "#endmeeting")
    async with asyncio.timeout(20):
        while both.ask("SELECT state FROM meetings") != [("ended",)]:
            await asyncio.sleep(0.05)
    await carol.wait_for("<Alice> #endmeeting")
    assert both.ask("SELECT count(*), min(room) FROM meetings") == [(1, both.room)]
    assert both.transcript == [
        ("Alice", "#startmeeting"),
        ("carol", "#startmeeting"),
        ("carol", "#info burst"),
        ("carol", "chatter"),
        ("carol", "#action carol to sweep"),
        ("Alice", "#info one"),
        ("Alice", "#agreed to bake"),
        ("Alice", "#idea tabs"),
        ("caz", "#info by caz"),
        ("caz", "#endmeeting"),
        ("Alice", "#endmeeting"),
    ]
    assert [text for (text,) in both.ask("SELECT text FROM items ORDER BY number")] == [
        "burst",
        "sweep",
        "one",
        "to bake",
        "spaces",
        "by caz",
    ]
    assert both.said_by_the_bot_on_irc() == []
    assert "caz: who speaks through a bridge can't end the meeting" in both.said_by_the_bot_on_matrix()


async def test_with_nothing_configured_one_meeting_is_held_and_the_rooms_are_told_what_to_set(joined) -> None:
    both = await joined(relay="")
    alice, carol = both.alice, both.carol
    both.on_irc("#startmeeting")
    await carol.wait_for("This meeting is recorded")
    await both.shown("#startmeeting")
    both.on_irc("#info cold ovens")
    await both.shown("#info cold ovens")
    alice.say(both.room, "#info by Alice")
    await both.kept("<Alice> #info by Alice")
    alice.say(both.room, "#startmeeting")
    async with asyncio.timeout(20):
        while not (refused := [said for said in both.said_by_the_bot_on_matrix() if said.startswith("Alice: ")]):
            await asyncio.sleep(0.05)
    both.on_irc("#endmeeting")
    await carol.wait_for("ended after")
    assert refused == [f"Alice: a bridge joins this room to irc/{both.channel}, where a meeting is running already"]
    assert "carol: who speaks through a bridge can't start a meeting; somebody in this room itself must" in (
        both.said_by_the_bot_on_matrix()
    )
    assert both.ask("SELECT count(*) FROM meetings") == [(1,)]
    assert both.ask("SELECT text FROM items") == [("cold ovens",)]
    assert "is heard here, too; my operator should set bridged_with" in both.bot.log
