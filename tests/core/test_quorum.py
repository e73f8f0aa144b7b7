"""The quorum of a series: who counts, what it asks for, and the votes it keeps from being carried."""

from datetime import UTC

import pytest

from bot.config import ConfigError, parse
from bot.core.minutes import Outcome
from bot.core.quorum import Quorum
from bot.core.rules import SeriesRules
from bot.core.voting import tally
from bot.render.language import quorum
from tests.meetings.stage import Stage, rules, stage

BOARD = ("ada", "bo", "cy", "dmitri")


def _hold(share: str, roster: tuple[str, ...], *script: str) -> Stage:
    series = SeriesRules("weekly", "Weekly Meeting", UTC, Quorum(share, roster))
    return stage(rules(known_series=(series,))).play("ada: #startmeeting", *script)


@pytest.mark.parametrize(
    ("share", "members", "needed"),
    [("1/2", 7, 4), ("1/2", 8, 4), ("2/3", 7, 5), ("1/1", 3, 3), ("1/3", 3, 1), ("4", 7, 4), ("5", 0, 5)],
)
def test_a_share_is_rounded_up_to_whole_people(share: str, members: int, needed: int) -> None:
    assert Quorum(share, ("x",) * members).needed == needed


def test_a_vote_below_the_quorum_is_not_carried_and_the_room_is_warned_before() -> None:
    played = _hold("3", BOARD, "zz: hi", "gwen: hi", "bo_: hi", "ada: #vote Go?", "bo_: +1", "ada: #endvote")
    assert played.said[-2].endswith("Below quorum: 2 of the 3 needed are here.")
    assert played.said[-1].endswith("below quorum (2 of the 3 needed were here), so not carried.")
    assert tally(played.meeting.votes[0]).outcome is Outcome.BELOW_QUORUM


def test_who_comes_before_the_close_makes_the_vote_count() -> None:
    played = _hold("1/2", BOARD, "ada: #vote Go?", "cy: +1", "ada: #endmeeting")
    assert tally(played.meeting.votes[0]).outcome is Outcome.CARRIED
    assert played.meeting.votes[0].present == 2


def test_regrets_are_no_attendance() -> None:
    played = _hold("1/2", BOARD, "cy: #regrets", "ada: #vote Go?", "ada: +1", "ada: #endvote")
    assert tally(played.meeting.votes[0]).outcome is Outcome.BELOW_QUORUM


def test_without_a_roster_everybody_counts() -> None:
    played = _hold("3", (), "zz: hi", "zed: hi", "ada: #status", "ada: #vote Go?", "zz: +1", "ada: #endvote")
    assert " Quorum: 3 here, 3 needed. " in played.said[3]
    assert tally(played.meeting.votes[0]).outcome is Outcome.CARRIED


@pytest.mark.parametrize(
    ("share", "roster", "sentence"),
    [
        ("1/2", BOARD, "The roster has 4 people; a quorum is 1/2 of them, which is 2. 2 attended: quorate."),
        ("3", BOARD, "The roster has 4 people; a quorum is 3 of them. 2 attended: not quorate."),
        ("1/1", ("ada",), "The roster has one person; a quorum is 1/1 of them, which is 1. 1 attended: quorate."),
        ("1", (), "A quorum is one person. 3 attended: quorate."),
        ("9", (), "A quorum is 9 people. 3 attended: not quorate."),
    ],
)
def test_the_minutes_say_whether_the_meeting_was_quorate(share: str, roster: tuple[str, ...], sentence: str) -> None:
    counted = _hold(share, roster, "bo_: hi", "zz: hi").minutes().quorum
    assert counted is not None
    assert quorum(counted) == sentence


def test_a_series_without_a_quorum_says_nothing_of_one() -> None:
    assert stage().play("ada: #startmeeting").minutes().quorum is None


def test_a_meeting_takes_the_quorum_of_the_series_it_becomes_one_of() -> None:
    series = SeriesRules("board", "Board", UTC, Quorum("1/2", BOARD))
    played = stage(rules(known_series=(series,))).play("ada: #startmeeting", "ada: #meetingname Board")
    assert played.meeting.quorum == series.quorum
    assert played.play("ada: #meetingname board").meeting.quorum == series.quorum


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ('quorum = "3/2"', "must be a share of the roster"),
        ('quorum = "half"', "must be a share of the roster"),
        ("quorum = 0", "must be a share of the roster"),
        ("quorum = true", "must be a share of the roster"),
        ('quorum = "1/2"', "quorum is 1/2 of a roster; name its people in `roster`, or give a number"),
    ],
)
def test_a_quorum_without_sense_is_complained_about(setting: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        parse(f'[[series]]\nname = "Board"\n{setting}')


def test_a_quorum_may_be_a_share_or_a_number() -> None:
    (series,) = parse('[[series]]\nname = "Board"\nroster = ["ada", "bo"]\nquorum = "1 / 2"').series_rules()
    assert series.quorum == Quorum("1/2", ("ada", "bo"))
    (series,) = parse('[[series]]\nname = "Board"\nquorum = 4').series_rules()
    assert series.quorum == Quorum("4")
