"""A bridge joins a channel and a room, and the bot may be in both: nothing is recorded or executed twice."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from bot.app.batch import State
from bot.app.recorder import Recorder
from bot.app.setting import Setting
from bot.config.bridges import EXAMPLE
from bot.core.bridges import Bridging
from bot.core.chat import Bridge, Message, Person, Room
from bot.core.commands import BUILT_IN, join_tables
from bot.core.keys import relayed_key
from bot.core.relaying import Relay
from bot.core.replies import Repeat
from bot.core.rules import Place, Rules
from tests.app.fakes import NOON, FakeClock, FakeNetwork
from tests.meetings.stage import PEOPLE
from tests.store.database import execute

CHANNEL, MATRIX = Room("libera", "#kiln"), Room("kiln", "#kiln:example.org")
BOT = Person("libera/session/0", "minutebot")
RELAY = Relay("hbridge", re.compile(EXAMPLE))
NAMES = ("libera/#kiln", "irc.libera.chat/#kiln")
HERE = Bridging()
IDS = count(1)
ONE = Bridging(relays=(RELAY,), known_as=NAMES)


class Pair:
    """A channel and a room, heard by one bot."""

    def __init__(self, journal, channel: Bridging, matrix: Bridging, place: Place | None = None) -> None:
        rules = {
            CHANNEL: Rules(CHANNEL, "kiln", bridging=channel, place=place),
            MATRIX: Rules(MATRIX, "kiln", bridging=matrix, place=place),
        }
        setting = Setting(rules, join_tables(BUILT_IN), PEOPLE)
        self.recorder = Recorder(setting, State(), journal, FakeClock(NOON))
        self.irc, self.matrix = FakeNetwork((BOT,)), FakeNetwork((BOT,))
        self.recorder.networks = {"libera": self.irc, "kiln": self.matrix}
        self.number = 0

    async def hear(self, room: Room, sender: Person, *texts: str, seconds: float = 1, **more: object) -> None:
        for text in texts:
            self.number += 1
            at = NOON + timedelta(seconds=self.number * seconds)
            self.recorder.put(Message(room, f"m{next(IDS)}", at, sender, text, **more))
        await self.recorder.catch_up()

    async def on_irc(self, nick: str, *texts: str) -> None:
        """Somebody of the channel says something, and a bridge shows it in the room, one second later."""
        for text in texts:
            await self.hear(CHANNEL, Person(f"libera/session/{nick}", nick), text)
            await self.hear(MATRIX, Person(relayed_key("kiln", f"@irc_libera_{nick}:example.org"), nick), text)

    async def on_matrix(self, name: str, *texts: str) -> None:
        """Somebody of the room says something, and a relay shows it in the channel."""
        for text in texts:
            await self.hear(MATRIX, Person(f"kiln/account/@{name.lower()}:example.org", name), text)
            await self.hear(CHANNEL, Person("libera/session/hb", "hbridge"), f"<{name}> {text}", operator=True)

    @property
    def running(self) -> set[Room]:
        return set(self.recorder.state.meetings)


@pytest.fixture
def pair(journal):
    return lambda channel=ONE, matrix=HERE, place=None: Pair(journal, channel, matrix, place)


def texts(path) -> list[tuple[str, str]]:
    return execute(path, "SELECT room, text FROM messages WHERE from_bot = 0 ORDER BY id")


async def test_where_the_config_names_the_pair_one_end_is_silent_and_the_other_records_each_line_once(
    pair, path
) -> None:
    both = pair(replace(ONE, ends=(MATRIX.key,)), Bridging(home=CHANNEL))
    await both.on_irc("carol", "#startmeeting", "hi")
    await both.on_matrix("Alice", "#info from afar", "#startmeeting", "#endmeeting")
    await both.on_irc("carol", "#status", "#endmeeting")
    assert both.matrix.sent == []
    assert {room for room, _ in texts(path)} == {CHANNEL.key}
    assert [text for _, text in texts(path)].count("#info from afar") == 1
    assert execute(path, "SELECT count(*), min(text) FROM items") == [(1, "from afar")]
    assert "A bridge joins this room to kiln/#kiln:example.org: who speaks" in both.irc.said[1]
    assert [said for said in both.irc.said if "Alice:" in said] == [
        "Alice: kiln: 2026-04-08 is running here already; #endmeeting ends it",
        "Alice: who speaks through a bridge can't end the meeting",
    ]


async def test_the_other_way_round_the_room_records_and_the_channel_is_silent(pair, path) -> None:
    both = pair(replace(ONE, home=MATRIX), Bridging(ends=(CHANNEL.key,)))
    await both.on_matrix("Alice", "#startmeeting", "#agreed to bake")
    await both.on_irc("carol", "#info a fact", "#endmeeting")
    await both.on_matrix("Alice", "#endmeeting")
    assert both.irc.sent == []
    assert {room for room, _ in texts(path)} == {MATRIX.key}
    assert execute(path, "SELECT text FROM items ORDER BY number") == [("to bake",), ("a fact",)]


async def test_a_meeting_that_ran_at_the_silent_end_is_gone_on_with(pair) -> None:
    both = pair()
    await both.hear(MATRIX, Person("kiln/account/@alice:example.org", "Alice"), "#startmeeting")
    old = both.recorder.state
    again = pair(ONE, Bridging(home=CHANNEL))
    again.recorder.state = again.recorder._folded = old
    await again.hear(MATRIX, Person("kiln/account/@alice:example.org", "Alice"), "#endmeeting", "#startmeeting")
    assert again.running == set()
    assert len(again.matrix.said) == 1


async def test_a_room_whose_state_leads_to_a_channel_we_are_in_is_silent_by_itself(pair) -> None:
    both = pair()
    both.matrix.bridges = (Bridge("irc.libera.chat/#Kiln", ("libera.chat/#Kiln", "irc.libera.chat/#Kiln")),)
    await both.on_matrix("Alice", "#startmeeting")
    await both.on_irc("carol", "#startmeeting")
    assert both.running == {CHANNEL}
    assert both.matrix.sent == []
    both.irc.people = ()
    await both.on_irc("carol", "#endmeeting")
    await both.hear(MATRIX, Person("kiln/account/@alice:example.org", "Alice"), "#startmeeting")
    assert both.running == {MATRIX}, "there is nobody to hear it at the other end"


@pytest.mark.parametrize(
    ("matrix", "ends"),
    [
        (Bridging(elsewhere=True), NAMES),
        (Bridging(ends=(CHANNEL.key,)), NAMES),
        (HERE, ("oftc/#kiln", "libera/#oven")),
    ],
)
async def test_a_rooms_state_silences_none_that_the_config_settles_and_none_that_leads_elsewhere(
    pair, matrix, ends
) -> None:
    both = pair(ONE, matrix)
    both.matrix.bridges = (Bridge("x", ends),)
    await both.hear(MATRIX, Person("kiln/account/@alice:example.org", "Alice"), "#startmeeting")
    assert both.running == {MATRIX}


async def test_unknown_to_the_config_a_bridge_starts_no_second_meeting_and_is_soon_told_of(pair, caplog) -> None:
    both = pair(Bridging(known_as=NAMES))
    await both.on_irc("carol", "#startmeeting", "what about the ovens", "they are cold")
    assert both.running == {CHANNEL}
    assert both.matrix.said == [
        "carol: who speaks through a bridge can't start a meeting; somebody in this room itself must",
    ]
    assert "kiln/#kiln:example.org: What is said in libera/#kiln is heard here, too" in caplog.text
    await both.on_matrix("Alice", "#startmeeting")
    assert both.matrix.said[-1] == (
        "Alice: a bridge joins this room to libera/#kiln, where a meeting is running already"
    )


async def test_a_relay_nobody_configured_is_told_of_once_two_names_are_before_its_lines(pair) -> None:
    both = pair(Bridging(known_as=NAMES))
    await both.hear(CHANNEL, Person("libera/session/carol", "carol"), "#startmeeting")
    await both.on_matrix("Alice", "hi", "hello")
    assert not [said for said in both.irc.said if "hbridge" in said]
    await both.on_matrix("Fen", "hi", "#info x")
    warned = [said for said in both.irc.said if "hbridge" in said]
    assert warned == [
        "hbridge seems to relay what others say; unless my operator names it in relay_nicks, that is its own word."
    ]
    await both.hear(CHANNEL, Person("libera/session/carol", "carol"), "#endmeeting", "#startmeeting")
    assert [said for said in both.irc.said if "hbridge" in said][1].startswith("A bridge joins this room: who")


async def test_lines_that_only_look_alike_are_no_bridge(pair) -> None:
    both = pair()
    for _ in range(5):
        for room, network in ((CHANNEL, "libera"), (MATRIX, "kiln")):
            await both.hear(room, Person(f"{network}/account/carol", "carol"), "good morning")
    carol, ghost = Person("libera/session/carol", "carol"), Person(relayed_key("kiln", "@irc_carol:x"), "carol")
    for text in ("one", "two", "three"):
        await both.hear(CHANNEL, carol, text)
        both.number += 60
        await both.hear(MATRIX, ghost, text)
    assert both.recorder.state.watch.copied == {}


async def test_what_a_bridge_brings_back_of_the_bot_is_a_bots_line(pair, path) -> None:
    both = pair()
    alice, bridged = Person("kiln/account/@alice:example.org", "Alice"), "@irc_libera_minutebot:example.org"
    await both.hear(MATRIX, alice, "#startmeeting")
    for label in ("minutebot", f"minutebot ({bridged})"):
        await both.hear(MATRIX, Person(relayed_key("kiln", bridged), label), "#endmeeting")
    await both.hear(CHANNEL, Person("libera/session/carol", "carol"), "#startmeeting")
    await both.hear(CHANNEL, Person("libera/session/hb", "hbridge"), "<minutebot> #info a fact")
    assert both.running == {MATRIX, CHANNEL}
    assert execute(path, "SELECT count(*) FROM items") == [(0,)]
    assert execute(path, "SELECT count(*) FROM messages WHERE from_bot = 1") == [(3,)]


async def test_two_relays_of_a_room_keep_their_peoples_lines_apart(pair, path) -> None:
    both = pair(Bridging(relays=(RELAY, Relay("telegram", RELAY.pattern))))
    await both.hear(CHANNEL, Person("libera/session/carol", "carol"), "#startmeeting")
    for relay, text in (
        ("hbridge", "<Alice> #info one"),
        ("telegram", "<Alice> #info two"),
        ("hbridge", "#info three"),
        ("telegram", "#info four"),
    ):
        await both.hear(CHANNEL, Person(f"libera/session/{relay}", relay), text)
    by = execute(path, "SELECT author, text FROM items ORDER BY number")
    assert by == [
        ("libera/relayed/hbridge/Alice", "one"),
        ("libera/relayed/telegram/Alice", "two"),
        ("libera/relayed/hbridge/Alice", "three"),
        ("libera/relayed/telegram/Alice", "four"),
    ]


PLACE = Place((CHANNEL, MATRIX))


@pytest.mark.parametrize("silent", [CHANNEL, MATRIX])
async def test_in_a_place_whose_rooms_a_bridge_joins_everybody_is_heard_at_home_and_once(pair, path, silent) -> None:
    ends = {CHANNEL: (Bridging(relays=(RELAY,), home=MATRIX), Bridging(ends=(CHANNEL.key,)))}
    both = pair(*ends.get(silent, (replace(ONE, ends=(MATRIX.key,)), Bridging(home=CHANNEL))), PLACE)
    await both.on_matrix("Alice", "#startmeeting", "#info one")
    await both.hear(CHANNEL, Person("libera/session/hb", "hbridge"), "#action carol to sweep", "that is all")
    await both.on_irc("carol", "#info two", "#endmeeting")
    await both.on_matrix("Alice", "#agreed to bake", "#endmeeting")
    said = [text for _, text in texts(path)]
    assert said == ["#startmeeting", "#info one", "#info two", "#endmeeting", "#agreed to bake", "#endmeeting"]
    assert execute(path, "SELECT author, text FROM items ORDER BY number") == [
        ("kiln/account/@alice:example.org", "one"),
        ("libera/session/carol", "two"),
        ("kiln/account/@alice:example.org", "to bake"),
    ]
    notice = "A bridge joins rooms of this meeting: what it shows again is not recorded, and I show nothing twice."
    assert both.irc.said.count(notice) == both.matrix.said.count(notice) == 1


async def test_in_a_place_a_copy_is_known_by_what_it_says_and_then_every_ghost_is_one(pair, path) -> None:
    both = pair(Bridging(), HERE, PLACE)
    await both.on_irc("carol", "#startmeeting", "#info one")
    ghost = Person(relayed_key("kiln", "@irc_libera_carol:example.org"), "carol")
    await both.hear(MATRIX, ghost, "#info garbled by the bridge")
    await both.on_matrix("Alice", "#info two")
    assert [text for _, text in texts(path)] == ["#startmeeting", "#info one", "#info two"]
    assert execute(path, "SELECT text FROM items ORDER BY number") == [("one",), ("two",)]


async def test_in_a_place_a_rooms_state_tells_that_a_bridge_leads_to_another_of_its_rooms(pair, path) -> None:
    both = pair(ONE, HERE, PLACE)
    both.matrix.bridges = (Bridge("libera/#kiln", NAMES),)
    await both.hear(MATRIX, Person("kiln/account/@alice:example.org", "Alice"), "#startmeeting")
    await both.hear(MATRIX, Person(relayed_key("kiln", "@irc_libera_carol:example.org"), "carol"), "#info a copy")
    assert [text for _, text in texts(path)] == ["#startmeeting"]
    assert any(said.startswith("A bridge joins rooms of this meeting") for said in both.irc.said)


async def test_in_a_place_the_ghosts_of_a_bridge_that_leads_elsewhere_take_part(pair, path) -> None:
    both = pair(ONE, HERE, PLACE)
    await both.hear(MATRIX, Person("kiln/account/@alice:example.org", "Alice"), "#startmeeting")
    await both.hear(MATRIX, Person(relayed_key("kiln", "@irc_oftc_gwen:example.org"), "gwen"), "#info from afar")
    assert execute(path, "SELECT author FROM items") == [("kiln/relayed/@irc_oftc_gwen:example.org",)]


async def test_in_a_place_nothing_is_relayed_that_a_bridge_shows_already(pair) -> None:
    relayed = replace(PLACE, relay=True)
    bridged = pair(replace(ONE, ends=(MATRIX.key,)), Bridging(home=CHANNEL), relayed)
    await bridged.on_matrix("Alice", "#startmeeting", "hello")
    await bridged.on_irc("carol", "hi")
    assert not [
        reply for network in (bridged.irc, bridged.matrix) for reply in network.sent if isinstance(reply, Repeat)
    ]


async def test_in_a_place_that_only_sounds_bridged_the_relay_goes_on(pair) -> None:
    both = pair(Bridging(), HERE, replace(PLACE, relay=True))
    await both.on_irc("carol", "#startmeeting", "one", "two", "three")
    shown = [reply.text for reply in both.matrix.sent if isinstance(reply, Repeat)]
    assert shown == ["#startmeeting", "one", "two", "three"]
    assert not [reply for reply in both.irc.sent if isinstance(reply, Repeat)], "ghosts' copies are nobody's words"
