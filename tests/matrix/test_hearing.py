"""What is made of events, without a server: edge cases that no honest server sends."""

from datetime import timedelta

import pytest

from bot.core.chat import Interrupted, Message, MessageEdited, MessageErased, MessageKind
from bot.matrix.names import labels
from bot.matrix.place import Place, read
from bot.matrix.power import power
from tests.matrix.events import ADA, BO, ME, NOON, event, hearing, member, said, told

CREATE = event("m.room.create", ADA, {"room_version": "12"}, state_key="")


def levels(**content: object) -> dict:
    return event("m.room.power_levels", ADA, content, state_key="")


@pytest.mark.parametrize(
    ("version", "content", "user", "level"),
    [
        ("9", None, ADA, 100),
        ("9", None, BO, 0),
        ("11", {"users": {ADA: 100, BO: "50"}}, BO, 50),
        ("11", {"users": {BO: 50}, "users_default": 10}, ADA, 10),
        ("12", {"users": {BO: 50}}, ADA, float("inf")),
        ("12", {"users": {BO: 50}}, BO, 50),
        ("12", None, BO, 0),
        ("11", {"users": {BO: True}}, BO, 0),
        ("11", {"users": {BO: 1e300}}, BO, 0),
        ("11", {"users": {BO: "9" * 5000}}, BO, 0),
        ("11", {"users": [BO], "users_default": "high"}, BO, 0),
    ],
)
def test_a_users_level_is_that_of_the_room_versions_rules(version, content, user, level) -> None:
    create = event("m.room.create", ADA, {"room_version": version, "creator": ADA})
    assert power(create, content, user) == level


def test_further_creators_of_a_room_of_version_twelve_stand_above_all_levels() -> None:
    create = event("m.room.create", ADA, {"room_version": "12", "additional_creators": [BO]})
    assert power(create, {}, BO) == float("inf")


def test_names_that_could_be_taken_for_each_other_carry_their_ids() -> None:
    names = {
        "@a:x": "Ada",
        "@b:x": "A d\u00e0",
        "@c:x": "  ",
        "@d:x": "@a:x",
        "@e:x": "Bill",
        "@f:x": "BiIl",
        "@g:x": "Fen (@a:x)",
        "@h:x": "\u202eGwen\n",
        "@i:x": "",
    }
    assert labels(names) == {
        "@a:x": "Ada (@a:x)",
        "@b:x": "A d\u00e0 (@b:x)",
        "@c:x": "@c:x",
        "@d:x": "@a:x (@d:x)",
        "@e:x": "Bill (@e:x)",
        "@f:x": "BiIl (@f:x)",
        "@g:x": "Fen (@a:x) (@g:x)",
        "@h:x": "Gwen",
        "@i:x": "@i:x",
    }


def test_the_servers_to_ask_for_a_room_are_the_three_with_the_most_people_in_it() -> None:
    users = ["@a:one", "@b:two", "@c:two", "@d:three", "@e:three", "@f:four", "@g:two", "@h:four:8448", "@i"]
    gone = member("@z:big", "leave", before="join")
    assert hearing(*(member(user) for user in users), gone).state.servers() == ["two", "three", "four"]


def test_a_clock_that_goes_wrong_is_believed_only_so_far() -> None:
    known = hearing()
    stamps = [10**18, -5, True, "noon", None, 0]
    messages = told(known, *(said(ADA, f"{stamp}") | {"origin_server_ts": stamp} for stamp in stamps))
    assert all(NOON - timedelta(days=2) < message.sent_at <= NOON + timedelta(minutes=1) for message in messages)
    assert len(messages) == len(stamps)


def test_the_lines_of_other_bots_and_of_our_own_are_no_persons() -> None:
    messages = told(hearing(), said("@other:kiln.test", "#agree"), said(ME, "Topic: x", "m.notice"), said(ADA, "hi"))
    assert [message.from_bot for message in messages] == [True, True, False]


def test_what_came_before_our_last_coming_is_passed_over() -> None:
    timeline = [
        member(ME),
        said(ADA, "#startmeeting of a former stay"),
        member(ME, "leave", before="join"),
        said(ADA, "#startmeeting while away"),
        member(ME, before="leave"),
        said(ADA, "heard"),
    ]
    assert [message.text for message in told(hearing(inside=False), *timeline)] == ["heard"]


def test_a_server_that_tells_again_what_was_told_is_not_told_on() -> None:
    known = hearing()
    first, second = said(ADA, "one"), said(ADA, "two")
    told(known, member(ADA, name="Ada"), first)
    assert [message.text for message in told(known, member(ADA, name="Ada"), first, second)] == ["two"]


def test_lines_of_a_gap_are_judged_by_the_ranks_of_their_time() -> None:
    known = hearing(CREATE, levels(users={BO: 0}))
    made = levels(users={BO: 50}) | {"unsigned": {"prev_content": {"users": {BO: 0}}}}
    unmade = levels(users={BO: 0}) | {"unsigned": {"prev_content": {"users": {BO: 50}}}}
    gap = (said(BO, "before"), made, said(BO, "as moderator"), unmade, said(BO, "after"))
    assert [message.operator for message in told(known, gap=gap)] == [False, True, False]


def test_a_gap_that_can_not_be_filled_is_told_once_and_first() -> None:
    first, *rest = told(hearing(), said(ADA, "after"), whole=False)
    assert isinstance(first, Interrupted)
    assert [message.text for message in rest] == ["after"]


def edit(sender: str, of: dict, body: str, **more: object) -> dict:
    relation = {"rel_type": "m.replace", "event_id": of["event_id"]}
    return said(
        sender, f"* {body}", **{"m.new_content": {"msgtype": "m.text", "body": body}, "m.relates_to": relation, **more}
    )


@pytest.mark.parametrize(
    "wrong",
    [
        lambda old: edit(BO, old, "by somebody else"),
        lambda old: edit(ADA, old, "x", **{"m.new_content": {"msgtype": "m.emote", "body": "another kind"}}),
        lambda old: edit(ADA, old, "x", **{"m.new_content": "no content"}),
        lambda old: edit(ADA, old | {"event_id": "$unknown"}, "of what nobody knows"),
        lambda old: edit(ADA, old, "x", **{"m.relates_to": {"rel_type": "m.replace", "event_id": []}}),
    ],
)
def test_an_edit_that_is_not_certain_is_neither_told_nor_said(wrong) -> None:
    old = said(ADA, "#info tabs")
    assert told(hearing(), wrong(old), originals={old["event_id"]: old}) == []


def test_an_edit_of_an_edit_and_one_of_what_was_redacted_are_not_told() -> None:
    old = said(ADA, "#info tabs")
    first, gone = edit(ADA, old, "#info blanks"), old | {"content": {}, "event_id": "$gone"}
    known = {each["event_id"]: each for each in (old, first, gone)}
    assert told(hearing(), edit(ADA, first, "#info both"), edit(ADA, gone, "#info back"), originals=known) == []


def test_an_edit_that_leaves_a_line_out_takes_it_away() -> None:
    old = said(ADA, "one\ntwo\nthree")
    seen = told(hearing(), edit(ADA, old, "one\nzwei"), originals={old["event_id"]: old})
    assert [(type(each), each.native_id) for each in seen] == [
        (MessageEdited, f"{old['event_id']}/1"),
        (MessageEdited, f"{old['event_id']}/2"),
        (MessageErased, old["event_id"]),
    ]
    assert [seen[-1].covers(f"{old['event_id']}/{number}") for number in (1, 2, 3)] == [False, False, True]


def test_an_edited_emote_is_one_still_and_so_are_the_lines_it_adds() -> None:
    old = said(ADA, "waves", "m.emote")
    new = edit(ADA, old, "x", **{"m.new_content": {"msgtype": "m.emote", "body": "waves twice\nleaves"}})
    seen = told(hearing(), new, originals={old["event_id"]: old})
    assert [(each.text, each.kind) for each in seen] == [
        ("waves twice", MessageKind.EMOTE),
        ("leaves", MessageKind.EMOTE),
    ]


@pytest.mark.parametrize("where", [{"redacts": "$x"}, {"content": {"redacts": "$x"}}])
def test_a_redaction_names_what_it_takes_away_as_its_room_version_does(where) -> None:
    (erased,) = told(hearing(), event("m.room.redaction", BO, {}) | where)
    assert (erased.native_id, erased.by.key) == ("$x", f"kiln/account/{BO}")


def test_emotes_and_notices_are_kept_as_such() -> None:
    messages = told(hearing(), said(ADA, "waves", "m.emote"), said(ADA, "#agree", "m.notice"))
    assert [message.kind for message in messages] == [MessageKind.EMOTE, MessageKind.NOTICE]


def test_the_place_survives_and_nonsense_is_the_beginning() -> None:
    place = Place("s1", {"#kiln:x": "!a"}, frozenset({"!a"}), {"!a": "$e"})
    assert read(place.token()) == place
    assert read("") == read("[1]") == read('{"inside": 3}') == Place()


def test_nobody_speaks_for_the_bot_by_taking_its_name() -> None:
    known = hearing(member(ME, name="minutebot"), member(ADA, name="minutebot"))
    (message,) = told(known, said(ADA, "Topic: mine"))
    assert isinstance(message, Message)
    assert (message.sender.nick, message.from_bot) == (f"minutebot ({ADA})", False)
