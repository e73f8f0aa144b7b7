"""In a meeting of several rooms a name that somebody gives themselves on one network is nobody's on another."""

from bot.core.chat import Person
from bot.core.people import PersonEntry, Registry
from tests.meetings.stage import place, stage

START = ("ada: #startmeeting", "bo: hi", "[16:03] matrix <bo> hi")


def held(*script: str):
    return stage(*place()).play(*START, *script)


def test_whom_a_name_means_who_is_in_the_room_counts_before_who_came_last() -> None:
    assert set(held("ada: #chair bo").meeting.chairs) == {"kiln/session/1", "kiln/session/2"}
    named = held("ada: #chair matrix/@bo:example.org")
    assert set(named.meeting.chairs) == {"kiln/session/1", "matrix/account/@bo:example.org"}
    there = held("[16:04] matrix <ada> hi", "ada: #chair matrix/@ada:example.org", "[16:05] matrix <ada> #chair bo")
    assert "matrix/account/@bo:example.org" in there.meeting.chairs


def test_who_is_only_in_the_other_room_is_meant_all_the_same() -> None:
    assert "matrix/account/@gwen:example.org" in held("[16:04] matrix <gwen> hi", "ada: #chair gwen").meeting.chairs


def test_nobody_closes_an_action_between_meetings_under_a_name_they_gave_themselves() -> None:
    on = held("ada: #action bo to sweep", "ada: #endmeeting", "[16:06] matrix <bo> #done A-1")
    assert "only its owner" in on.said[-1]
    on.play("bo: #done A-1")
    assert on.said[-1].startswith("A-1 is done")


def test_the_owner_closes_it_though_somebody_else_of_that_name_came_before() -> None:
    on = stage(*place()).play("ada: #startmeeting", "[16:02] matrix <bo> hi", "bo: hi", "ada: #action bo to sweep")
    on.play("ada: #endmeeting", "bo: #done A-1")
    assert on.said[-1].startswith("A-1 is done")


def test_nor_if_whose_name_it_is_has_not_been_there() -> None:
    on = stage(*place()).play("ada: #startmeeting", "ada: #nick zoe", "ada: #action zoe to sweep")
    on.play("[16:05] matrix <zoe> hi", "ada: #endmeeting", "[16:06] matrix <zoe> #done A-1")
    assert "only its owner" in on.said[-1]


ZOE = ("kiln/account/zoe", "matrix/account/@zoe:example.org")


def with_zoe(*script: str, known: bool = False):
    """Zoe is in both rooms, with an account in each."""
    on = stage(*place())
    on.registry = Registry((PersonEntry("zoe", "Zoe", accounts=ZOE if known else ()),), frozenset({"minutebot"}))
    on.people |= {"zoe": Person(ZOE[0], "zoe", "zoe!~z@host"), "matrix/zoe": Person(ZOE[1], "Zoe Z")}
    return on.play(*script)


def test_who_is_in_both_rooms_has_one_vote_if_the_config_says_whose_the_accounts_are() -> None:
    on = with_zoe("ada: #startmeeting", "ada: #vote Fire on Monday?", "zoe: +1", known=True)
    on.play("[16:04] matrix <zoe> -1", "ada: #endvote")
    assert "yes 0, no 1 (Zoe Z), abstain 0" in on.said[-1]


def test_who_proves_it_while_a_vote_is_open_has_one_vote_from_then_on() -> None:
    on = with_zoe("ada: #startmeeting", "ada: #vote Fire on Monday?", "zoe: +1", "[16:04] matrix <zoe> -1")
    on.private = True
    on.play("zoe: #link-me")
    on.private = False
    on.play("[16:06] matrix <zoe> #link-me CODE2", "ada: #endvote")
    assert any("one person now" in line for line in on.said)
    assert "yes 0, no 1 (" in on.said[-1]
