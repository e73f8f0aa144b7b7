"""Whose words a bridge carries, and that no right comes with a name that anybody can take."""

import re
from datetime import timedelta

import pytest

from bot.config.bridges import EXAMPLE
from bot.core.bridges import Bridging, notice
from bot.core.chat import Bridge, Message, MessageKind, Person, Room, RoomView
from bot.core.identity import is_account, vouched_for
from bot.core.keys import is_relayed, relayed_key
from bot.core.relaying import CONTINUES, Carried, Relay, carried, ghosts
from tests.conftest import MEETING_DAY
from tests.meetings.stage import PEOPLE, hold

ROOM = Room("libera", "#kiln")
HBRIDGE = Person("libera/session/1", "hbridge")
RELAY = Relay("hbridge", re.compile(EXAMPLE))


def line(text: str, kind: MessageKind = MessageKind.TEXT, after: timedelta = timedelta()) -> Message:
    return Message(ROOM, "m", MEETING_DAY + after, HBRIDGE, text, kind, operator=True)


def alice(after: timedelta = timedelta()) -> Carried:
    return Carried(Person("libera/relayed/hbridge/Alice", "Alice"), MEETING_DAY + after)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("<Alice> hi", "Alice", "hi"),
        ("<A\u200blice> hi", "Alice", "hi"),
        ("<\x0304Al\x03ice\x0f> hi", "Alice", "hi"),
        ("<Alice B.> #info x", "Alice B.", "#info x"),
        ("<Alice (@a\u200b:e\u200bxample.org)> x", "Alice (@a:example.org)", "x"),
        ("<Alice> <Bo> hi", "Alice", "<Bo> hi"),
        ("<\u202eecilA> hi", "ecilA", "hi"),
        ("<" + "a" * 100 + "> hi", "a" * 59 + "…", "hi"),
    ],
)
def test_a_relayed_line_is_that_of_the_person_it_names_and_of_no_operator(text, name, said) -> None:
    told = carried(line(text), RELAY, None)
    assert (told.sender.nick, told.text, told.operator, told.from_bot) == (name, said, False, False)
    assert is_relayed(told.sender.key)


@pytest.mark.parametrize("text", ["#endmeeting", "<> hi", "<\u200b> hi", "< > hi", "<Alice>", "<" + "a" * 600 + "> hi"])
def test_what_a_relay_says_in_nobodys_name_is_a_bots_line(text) -> None:
    told = carried(line(text), RELAY, None)
    assert (told.sender, told.from_bot, told.operator) == (HBRIDGE, True, False)


def test_lines_that_follow_without_a_name_are_the_same_persons_for_a_while() -> None:
    told = carried(line("#action bo to sweep", after=CONTINUES), RELAY, alice())
    assert (told.sender.nick, told.from_bot) == ("Alice", False)
    assert carried(line("#action bo to sweep", after=CONTINUES + timedelta(seconds=1)), RELAY, alice()).from_bot


@pytest.mark.parametrize(
    ("text", "who", "what"), [("Alice waves", "Alice", "waves"), ("Fen waves", "hbridge", "Fen waves")]
)
def test_an_action_is_the_last_speakers_only_if_it_begins_with_their_name(text, who, what) -> None:
    told = carried(line(text, MessageKind.EMOTE), RELAY, alice())
    assert (told.sender.nick, told.text) == (who, what)


@pytest.mark.parametrize("name", ["x/account/ada", "/account/ada", "x/session/1", "x%2Faccount%2Fada"])
def test_no_name_makes_a_key_of_another_kind(name) -> None:
    told = carried(line(f"<{name}> hi"), RELAY, None)
    assert not is_account(told.sender.key)
    assert not vouched_for(PEOPLE, told.sender)
    assert told.sender.key.count("/") == len(["libera", "relayed", "hbridge", "x"]) - 1


def test_two_names_are_two_people_whatever_is_in_them() -> None:
    names = ["a/b", "a%2Fb", "A/b", "a b", "ab"]
    assert len({carried(line(f"<{name}> hi"), RELAY, None).sender.key for name in names}) == len(names)


def test_a_relay_is_known_by_nick_in_any_case_or_by_its_account_on_matrix() -> None:
    assert RELAY.is_by(Person("libera/session/9", "HBridge"))
    telegram = Relay("@telegram:example.org", RELAY.pattern)
    assert telegram.is_by(Person("kiln/account/@telegram:example.org", "Telegram"))
    assert not telegram.is_by(Person("kiln/account/@x@telegram:example.org", "Telegram"))


def test_ghosts_are_matched_whole_and_in_any_case() -> None:
    known = ghosts((r".+\[m\]", "@_?irc_.+:.+"))
    assert [
        name for name in ("bo[m]", "bo[M]", "bo[m]x", "[m]", "@irc_bo:x.org", "x@irc_bo:x.org") if known.has(name)
    ] == [
        "bo[m]",
        "bo[M]",
        "@irc_bo:x.org",
    ]
    assert not ghosts(()).has("")


def test_a_chairs_rights_sleep_while_only_a_bridge_says_who_they_are() -> None:
    on = hold("ada: #startmeeting")
    ada = on.people["ada"]
    on.meeting.chairs.index(ada.key)
    on.people["ada"] = Person(relayed_key("kiln", "ada"), "ada")
    on.play("ada: #topic Mine", "ada: #endmeeting")
    assert on.meeting.running
    assert on.meeting.topic is None


BRIDGED = Bridge("libera/#kiln", ("libera/#kiln", "irc.libera.chat/#kiln"))


@pytest.mark.parametrize(
    ("bridging", "view", "said"),
    [
        (Bridging(), RoomView((HBRIDGE,)), None),
        (Bridging(relays=(RELAY,), elsewhere=True), RoomView((HBRIDGE,)), r"joins this room \(hbridge\): who"),
        (Bridging(), RoomView(bridges=(BRIDGED,)), "joins this room to libera/#kiln: who"),
        (Bridging(ends=("kiln/#k:x",)), RoomView(), "joins this room to kiln/#k:x: who .* recorded here, not there"),
        (
            Bridging(),
            RoomView(tuple(Person(relayed_key("libera", str(n)), f"p{n}[m]") for n in range(9))),
            r"\(p0\[m\], p1\[m\], p2\[m\] and 6 more\).*My operator should set bridged_with",
        ),
    ],
)
def test_a_room_is_told_in_one_line_of_what_shows_a_bridge_and_of_what_to_set(bridging, view, said) -> None:
    told = notice(bridging, view)
    assert len(told) == (said is not None)
    assert said is None or re.search(said, told[0])
    assert ("My operator" in "".join(told)) == (said is not None and not (bridging.elsewhere or bridging.ends))
