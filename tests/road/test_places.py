"""One meeting, half of it on IRC and half on Matrix, on real servers: the page, the relay, and a bot that is killed."""

import asyncio
import re
import sqlite3
from contextlib import closing

import pytest

from tests.matrix.bots import unique
from tests.road.matrix_bots import matrix_network
from tests.waiting import answered

pytestmark = [pytest.mark.server("inspircd"), pytest.mark.server("synapse")]
ON_IRC, ON_MATRIX = ("ada", "bo", "cy_", "fen"), ("dmitri", "gwen", "zz", "elif")

OUTSIDE = ("anybody here yet?", "short one today")  # said before the meeting and after it, so not kept


class Place:
    """A channel and a room that are one, with people in them."""

    def __init__(self, bot, channel: str, room: str, on_irc, on_matrix) -> None:
        self.bot, self.channel, self.room = bot, channel, room
        self.on_irc, self.on_matrix = on_irc, on_matrix

    async def say(self, nick: str, text: str) -> str:
        """A line, on the server; its name there, on Matrix."""
        if nick in self.on_irc:
            self.on_irc[nick].say(self.channel, text)
            await self.on_irc[nick].sync()
            return ""
        kind = "m.emote" if text.startswith("\x01") else "m.text"
        words = text.removeprefix("\x01ACTION ").removesuffix("\x01")
        return await asyncio.to_thread(self.on_matrix[nick].say, self.room, words, kind)

    def kept(self) -> list[str]:
        """What is recorded of people's lines."""
        return self._column("SELECT text FROM messages WHERE from_bot = 0 ORDER BY id")

    def of_the_bot(self) -> list[str]:
        return self._column("SELECT text FROM messages WHERE from_bot = 1 ORDER BY line")

    def _column(self, query: str) -> list[str]:
        with closing(sqlite3.connect(self.bot.home / "minutebot.db", timeout=10)) as connection:
            return [row[0] for row in connection.execute(query)]

    @property
    def page(self) -> str:
        """Where the newest minutes are filed."""
        (name,) = self._column("SELECT series || '/' || day FROM meetings")
        return f"{name}.md"

    async def recorded(self, count: int) -> None:
        await answered(lambda: len(self.kept()) >= count)

    async def has(self, text: str) -> None:
        """Until a line is recorded."""
        await answered(lambda: text in self.kept())

    def relayed(self) -> list[str]:
        """What is kept of the relay."""
        return self._column("SELECT text FROM relays")

    def shown_on_irc(self) -> list[str]:
        """What the bot showed in the channel of others, in order."""
        watcher = self.on_irc["ada"]
        bot = (
            line.removeprefix("minutebot: ") for line in watcher.said(self.channel) if line.startswith("minutebot: ")
        )
        return [line.removesuffix("\u2060") for line in bot if line.endswith("\u2060")]

    def shown_on_matrix(self) -> list[str]:
        """What stands in the room of others, in order, as it reads now."""
        events = next(iter(self.on_matrix.values())).events(self.room)
        relayed = [event for event in events if "org.minutebot.relay" in event["content"]]
        edits = {e["content"]["m.relates_to"]["event_id"]: e["content"]["m.new_content"]
                 for e in relayed if "m.relates_to" in e["content"]}  # fmt: skip
        first = [event for event in relayed if "m.relates_to" not in event["content"]]
        return [line for e in first for line in edits.get(e["event_id"], e["content"])["body"].splitlines()]


@pytest.fixture
async def place(inspircd, synapse, chat_client, bot_at):
    """`held = await place(on_irc, on_matrix)`: a place with these people, and the bot in both of its rooms."""

    async def make(
        on_irc=("ada",), on_matrix=("gwen",), rate="burst = 1000, per_second = 1000", server=inspircd
    ) -> Place:
        channel, alias = f"#{unique('half')}", unique("half")
        people = {nick: synapse.register(unique(nick), nick) for nick in on_matrix}
        creator, *others = people.values()
        room = creator.create(alias)
        for person in others:
            person.join(room)
        chatters = {nick: await chat_client(server.port, nick, room=channel) for nick in on_irc}
        account = synapse.register(unique("minutebot"), "minutebot")
        bot = bot_at(server.port)
        text = bot.config.read_text(encoding="utf-8").replace('"#kiln"', f'"{channel}"')
        text = text.replace("burst = 1000, per_second = 1000", rate)
        bot.config.write_text(text + _beside(synapse, account, channel, f"#{alias}:kiln.test", bot.home), "utf-8")
        await bot.start()
        await chatters[on_irc[0]].wait_for("minutebot.* JOIN", patience=60)
        await answered(lambda: len(creator.call("GET", f"/rooms/{room}/joined_members")["joined"]) > len(on_matrix))
        return Place(bot, channel, room, chatters, people)

    return make


def _beside(synapse, account, channel: str, alias: str, home) -> str:
    return f"""
{matrix_network("matrix", synapse, account, home)}
[[rooms]]
network = "matrix"
name = "{alias}"
[[meeting_place]]
name = "Half and half"
rooms = ["kiln/{channel}", "matrix/{alias}"]
relay = true
"""


async def test_the_example_meeting_held_half_here_and_half_there_gives_the_documented_page(
    place, inspircd_timeless, example_lines, example_page
) -> None:
    held = await place(ON_IRC, ON_MATRIX, server=inspircd_timeless)
    kept = 0
    for nick, text in example_lines:
        await held.say(nick, text)
        kept += text not in OUTSIDE
        await held.recorded(kept)
    await held.on_irc["ada"].wait_for("Minutes: https", patience=60)
    notices = await answered(lambda: [said for said in held.on_matrix["zz"].notices(held.room) if "Minutes: " in said])
    assert "https://minutes.example.org/weekly/2026-04-08.html" in notices[-1]
    assert await held.bot.published() == example_page
    transcript = held.bot.page("weekly/2026-04-08.log.txt").read_text(encoding="utf-8")
    assert len(re.findall(r"^\[\d\d:\d\d:\d\d\] kiln [<*]", transcript, re.MULTILINE)) > 10
    assert len(re.findall(r"^\[\d\d:\d\d:\d\d\] matrix [<*]", transcript, re.MULTILINE)) > 10
    assert await held.bot.stop() == 0


async def test_each_side_sees_the_other_with_edits_and_what_is_gone_and_nothing_goes_round(place) -> None:
    held = await place(("ada", "bo"), ("gwen", "fen"))
    gwen, room = held.on_matrix["gwen"], held.room
    await held.say("ada", "#startmeeting")
    await held.recorded(1)
    first = await held.say("gwen", "one\n#info from over there")
    await held.recorded(3)
    slip = await held.say("fen", "my number is 555")
    await held.recorded(4)
    await held.say("bo", "\x01ACTION waves at <b>@room</b>\x01")
    await held.say("bo", "a slip")
    await held.say("bo", "#retract")
    await held.recorded(7)
    await answered(lambda: "<bo> #retract" in held.shown_on_matrix())
    await asyncio.to_thread(gwen.edit, room, first, "one\n#info from right here")
    await asyncio.to_thread(held.on_matrix["fen"].redact, room, slip)
    await held.say("gwen", "[off] between us")
    await held.on_irc["ada"].wait_for("<gwen> .off. between us")
    await held.say("ada", "#endmeeting")
    await answered(lambda: "<ada> #endmeeting" in held.shown_on_matrix())
    await held.say("gwen", "after the meeting")
    await held.on_irc["ada"].wait_for("Minutes: https", patience=60)
    assert held.shown_on_irc() == [
        "<gwen> one",
        "<gwen> #info from over there",
        "<fen> my number is 555",
        "<gwen> (edited) #info from right here",
        "<gwen> [off] between us",
    ]
    left = ["<ada> #startmeeting", "* bo waves at <b>@room</b>", "<bo> #retract", "<ada> #endmeeting"]
    assert sorted(held.shown_on_matrix()) == sorted(left)
    bodies = [event["content"].get("formatted_body", "") for event in gwen.events(room)]
    assert any("* <strong>bo</strong> waves at &lt;b&gt;@room&lt;/b&gt;" in body for body in bodies)
    assert not [line for line in held.of_the_bot() if line.startswith(("<", "* "))], (
        "what is relayed is no line of ours"
    )
    assert "from right here" in await held.bot.published(held.page)
    assert "555" not in await held.bot.published(held.page.replace(".md", ".log.txt"))
    assert not [text for text in held.relayed() if "555" in text or "between us" in text]


async def test_killed_in_the_middle_no_line_is_recorded_or_shown_twice(place) -> None:
    held = await place(("ada", "bo"), ("gwen", "fen"))
    await held.say("ada", "#startmeeting")
    await held.recorded(1)
    said = []
    for kill in range(2):
        for number in range(4):
            said += [f"irc {kill}.{number}", f"matrix {kill}.{number}"]
            await held.say("bo", said[-2])
            await held.say("gwen", said[-1])
        if kill:
            await held.recorded(len(said) + 1)
        await held.bot.kill()
        said.append(f"matrix {kill} while away")
        await held.say("fen", said[-1])
        await held.bot.start()
        await held.has(said[-1])
        await held.on_irc["ada"].wait_for("minutebot.* JOIN", patience=60)
    await held.say("bo", "#info done")
    await held.has("#info done")
    await answered(lambda: "<bo> #info done" in held.shown_on_matrix())
    kept = held.kept()
    assert len(kept) == len(set(kept))
    assert {line for line in said if line.startswith("matrix")} <= set(kept)
    shown = held.shown_on_matrix()
    assert len(shown) == len(set(shown))
    assert {f"<bo> {line}" for line in kept if line.startswith("irc")} <= set(shown)
    on_irc = held.shown_on_irc()
    assert len(on_irc) == len(set(on_irc))
    assert not [line for line in held.of_the_bot() if line.startswith(("<", "* "))]


async def test_a_page_pasted_into_the_room_does_not_drown_the_channel(place) -> None:
    held = await place(("ada",), ("gwen",), rate="burst = 4, per_second = 10")
    await held.say("ada", "#startmeeting")
    await held.recorded(1)
    await held.say("gwen", "\n".join(f"line {number}" for number in range(300)))
    await held.recorded(301)
    told = await held.on_irc["ada"].wait_for(r"\.\.\. \d+ lines of another room not shown here", patience=20)
    await held.say("ada", "#topic Clay")
    await held.on_irc["ada"].wait_for("Topic: Clay", patience=30)
    assert 300 - int(re.search(r"(\d+) lines", told.text)[1]) == len(held.shown_on_irc()) - 1 < 25
