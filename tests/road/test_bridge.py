"""A real bridge joins channels and Matrix rooms, and one bot is in all of them: one meeting each, nothing twice."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.matrix.bots import WallClock
from tests.road.conftest import ROOT
from tests.road.matrix_bots import matrix_network
from tests.servers.chat import ChatClient
from tests.servers.heisenbridge import Bridge, make_bridge
from tests.servers.synapse import MatrixPerson
from tests.waiting import answered, until

pytestmark = pytest.mark.server("ngircd", "synapse", "heisenbridge")
PATIENCE = 60.0
RELAY = "relay_nicks = { hbridge = '<(?P<nick>[^>]+)> (?P<text>.*)' }"
# what the config says of the channel and of the room, by what the two are for
SETTINGS = {
    "irc": (RELAY, 'bridged_with = "{channel}"'),
    "matrix": (f'{RELAY}\nbridged_with = "{{room}}"', ""),
    "unset": ("", ""),
    "place": (RELAY, 'bridged_with = "{channel}"'),
}


@dataclass
class Pair:
    """A channel and a room that the bridge joins, and whoever speaks there: carol in the channel, Alice in the room."""

    home: Path
    channel: str
    room: str
    alice: MatrixPerson
    account: MatrixPerson
    carol: ChatClient | None = None

    def on_irc(self, *texts: str) -> None:
        for text in texts:
            self.carol.say(self.channel, text)

    def on_matrix(self, text: str) -> str:
        return self.alice.say(self.room, text)

    def ask(self, sql: str) -> list[tuple]:
        """`:here` in it is what says that something is of the channel or the room."""
        here = f"room IN ('{self.channel}', '{self.room}', 'irc/{self.channel}', 'matrix/{self.room}')"
        with closing(sqlite3.connect(self.home / "minutebot.db")) as connection:
            return connection.execute(sql.replace(":here", here)).fetchall()

    async def until(self, holds: Callable[[], object]) -> None:
        await answered(holds, PATIENCE)

    async def kept(self, text: str) -> None:
        """Until the record has this line."""
        await self.until(lambda: (text,) in self.ask("SELECT text FROM messages WHERE :here"))

    async def shown(self, text: str) -> None:
        """Until the room has this line, wherever it came from."""
        bodies = lambda: (event["content"].get("body", "") for event in self.alice.events(self.room))  # noqa: E731
        await self.until(lambda: text in "\n".join(bodies()).splitlines())

    async def heard(self, text: str) -> None:
        """Until the channel has this line, or one with it."""
        await until(lambda: self.carol.heard(f"PRIVMSG {self.channel} :.*{re.escape(text)}"), PATIENCE)

    @property
    def meetings(self) -> list[str]:
        return [room for (room,) in self.ask("SELECT room FROM meetings WHERE :here")]

    @property
    def transcript(self) -> list[tuple[str, str]]:
        """Who said what, without the bot and without the words of the bridge itself."""
        return self.ask("SELECT nick, text FROM messages WHERE from_bot = 0 AND :here ORDER BY line, id")

    @property
    def items(self) -> list[str]:
        found = self.ask(
            "SELECT i.text FROM items i JOIN meetings m ON m.id = i.meeting_id WHERE m.:here ORDER BY number"
        )
        return [text for (text,) in found]

    def said_by_the_bot_on_matrix(self) -> list[str]:
        said = (event for event in self.alice.events(self.room) if event["sender"] == self.account.user_id)
        return [event["content"]["body"] for event in said if event["type"] == "m.room.message"]

    def said_by_the_bot_on_irc(self) -> list[str]:
        return [heard.text for heard in self.carol.heard(rf"^:minutebot!\S+ (PRIVMSG|NOTICE) {self.channel} ")]


def _config(bridge: Bridge, home: Path, account: MatrixPerson, pairs: dict[str, Pair]) -> str:
    text = f"""
[store]
url = "sqlite:///{home}/minutebot.db"
[networks.irc]
host = "127.0.0.1"
port = {bridge.ircd.port}
tls = false
rate = {{ burst = 1000, per_second = 1000 }}
{matrix_network("matrix", bridge.synapse, account, home)}
[[meeting_place]]
name = "Kiln"
rooms = ["irc/{pairs["place"].channel}", "matrix/{pairs["place"].room}"]
"""
    for use, pair in pairs.items():
        keys = {"channel": f"irc/{pair.channel}", "room": f"matrix/{pair.room}"}
        for network, name, more in zip(("irc", "matrix"), (pair.channel, pair.room), SETTINGS[use], strict=True):
            for key, value in keys.items():
                more = more.replace(f"{{{key}}}", value)  # noqa: PLW2901 - a pattern has braces, too
            text += f'[[rooms]]\nnetwork = "{network}"\nname = "{name}"\n{more}\n'
    return text


@pytest.fixture(scope="module")
def pairs(shared_servers, certificates, tmp_path_factory) -> Iterator[dict[str, Pair]]:
    """By what they are for, with the bot in them."""
    bridge = shared_servers.running("bridge", lambda home: make_bridge(home, certificates))
    home = tmp_path_factory.mktemp("bridged")
    alice, account = (bridge.synapse.register(name.lower(), name) for name in ("Alice", "minutebot"))
    made = {use: Pair(home, f"#{use}", alice.create(), alice, account) for use in SETTINGS}
    for pair in made.values():
        bridge.plumb(pair.room, pair.channel)
    (home / "config.toml").write_text(_config(bridge, home, account, made), encoding="utf-8")
    now = WallClock().now().isoformat()  # the homeserver tells the real time
    command = [sys.executable, "-m", "tests.road.bot_process", str(home / "config.toml"), now]
    with (
        (home / "bot.log").open("wb") as log,
        subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as bot,
    ):
        yield made
        bot.send_signal(signal.SIGTERM)
        bot.wait(20)


@pytest.fixture
async def pair(use, bridge, pairs, chat_client) -> Pair:
    """The pair for this `use`, with carol in the channel, and the bot at both ends."""
    found = pairs[use]
    found.carol = await chat_client(bridge.ircd.port, "carol", room=found.channel)
    await found.until(
        lambda: found.account.user_id in found.alice.call("GET", f"/rooms/{found.room}/joined_members")["joined"]
    )
    joined = rf"( 353 .*[ :]minutebot|^:minutebot!\S+ JOIN :?{found.channel})"
    await until(lambda: found.carol.heard(joined), PATIENCE)
    return found


@pytest.mark.parametrize("use", ["irc"])
async def test_held_on_irc_every_line_of_matrix_is_its_speakers_and_none_is_read_twice(pair) -> None:
    pair.on_irc("#startmeeting")
    await pair.heard("This meeting is recorded")
    pair.on_matrix("#startmeeting")
    pair.on_matrix("#info one\n#action carol to sweep\nthree")
    await pair.kept("three")
    pair.on_irc("chatter", "#info burst", "#agreed to bake")
    await pair.shown("#agreed to bake")
    said = pair.on_matrix("#idea tabs")
    await pair.kept("#idea tabs")
    pair.alice.edit(pair.room, said, "#idea spaces")
    await pair.kept("* spaces")
    await pair.carol.change_nick("caz")
    pair.on_irc("#info still me")
    await pair.kept("#info still me")
    pair.on_matrix("#endmeeting")
    await pair.kept("#endmeeting")
    pair.on_irc("#endmeeting")
    await pair.heard("ended after")
    await pair.shown("#info still me")
    assert pair.meetings == [pair.channel]
    assert pair.transcript == [
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
    assert pair.items == ["one", "sweep", "burst", "to bake", "tabs", "still me"]
    assert pair.said_by_the_bot_on_matrix() == []
    told = pair.said_by_the_bot_on_irc()
    notice = (
        f"A bridge joins this room to matrix/{pair.room} (hbridge): who speaks through it can take part, but not "
        "chair. The meeting is recorded here, not there."
    )
    assert [line for line in told if line.startswith("A bridge")] == [notice]
    assert "Alice: who speaks through a bridge can't end the meeting" in told


@pytest.mark.parametrize("use", ["matrix"])
async def test_held_on_matrix_a_burst_of_irc_is_read_line_by_line_and_irc_hears_nothing_of_the_bot(pair) -> None:
    pair.on_matrix("#startmeeting")
    await pair.kept("#startmeeting")
    pair.on_irc("#startmeeting", "#info burst", "chatter", "#action carol to sweep")
    await pair.kept("#action carol to sweep")
    pair.on_matrix("#info one\n#agreed to bake")
    said = pair.on_matrix("#idea tabs")
    await pair.kept("#idea tabs")
    pair.alice.edit(pair.room, said, "#idea spaces")
    await pair.carol.change_nick("caz")
    pair.on_irc("#info by caz", "#endmeeting")
    await pair.kept("#endmeeting")
    pair.on_matrix("#endmeeting")
    await pair.until(lambda: pair.ask("SELECT state FROM meetings WHERE :here") == [("ended",)])
    await pair.heard("<Alice> #endmeeting")
    assert pair.meetings == [pair.room]
    assert pair.transcript == [
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
    assert pair.items == ["burst", "sweep", "one", "to bake", "spaces", "by caz"]
    assert pair.said_by_the_bot_on_irc() == []
    assert "caz: who speaks through a bridge can't end the meeting" in pair.said_by_the_bot_on_matrix()


@pytest.mark.parametrize("use", ["unset"])
async def test_with_nothing_configured_one_meeting_is_held_and_the_rooms_are_told_what_to_set(pair) -> None:
    pair.on_irc("#startmeeting")
    await pair.heard("This meeting is recorded")
    await pair.shown("#startmeeting")
    pair.on_irc("#info cold ovens")
    await pair.shown("#info cold ovens")
    pair.on_matrix("#info by Alice")
    await pair.kept("<Alice> #info by Alice")
    pair.on_matrix("#startmeeting")
    refused = f"Alice: a bridge joins this room to irc/{pair.channel}, where a meeting is running already"
    await pair.until(lambda: refused in pair.said_by_the_bot_on_matrix())
    pair.on_irc("#endmeeting")
    await pair.heard("ended after")
    assert "carol: who speaks through a bridge can't start a meeting; somebody in this room itself must" in (
        pair.said_by_the_bot_on_matrix()
    )
    assert pair.meetings == [pair.channel]
    assert pair.items == ["cold ovens"]
    assert "is heard here, too; my operator should set bridged_with" in (pair.home / "bot.log").read_text()


@pytest.mark.parametrize("use", ["place"])
async def test_in_a_place_that_a_bridge_joins_too_everybody_is_heard_at_home_and_once(pair) -> None:
    pair.on_matrix("#startmeeting")
    await pair.heard("what it shows again is not recorded")
    pair.on_matrix("#info one\n#action carol to sweep")
    await pair.heard("#action carol to sweep")
    await pair.kept("#action carol to sweep")
    pair.on_irc("#info two", "chatter")
    await pair.shown("chatter")
    await pair.kept("chatter")
    said = pair.on_matrix("#idea tabs")
    await pair.kept("#idea tabs")
    pair.alice.edit(pair.room, said, "#idea spaces")
    await pair.heard("<Alice> * spaces")
    pair.on_matrix("#endmeeting")
    await pair.heard("ended after")
    await pair.heard("<Alice> #endmeeting")
    assert len(pair.meetings) == 1
    assert [text for _, text in pair.transcript] == [
        "#startmeeting",
        "#info one",
        "#action carol to sweep",
        "#info two",
        "chatter",
        "#idea tabs",
        "#endmeeting",
    ]
    assert pair.items == ["one", "sweep", "two", "spaces"]
