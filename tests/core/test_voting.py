"""Votes: whose ballot counts, once, and what comes of them."""

import pytest

from bot.core.minutes import Outcome
from bot.core.voting import tally
from tests.meetings.stage import Stage, hold, kinds

START = ("ada: #startmeeting", "bo: hi", "cy: hi", "zz: hi")


def _vote(*script: str) -> Stage:
    return hold(*START, *script)


def _counts(played: Stage) -> dict[str, int]:
    vote = played.meeting.votes[-1]
    return dict(zip(vote.options, tally(vote).counts, strict=True))


def _outcome(played: Stage) -> Outcome:
    return tally(played.meeting.votes[-1]).outcome


@pytest.mark.parametrize(
    ("typed", "question", "options"),
    [
        ("Ship it?", "Ship it?", ("yes", "no", "abstain")),
        ("we accept the report", "we accept the report", ("yes", "no", "abstain")),
        ("Which? a, b c, d", "Which?", ("a", "b c", "d")),
        ("Which? a b c", "Which?", ("a", "b", "c")),
        ("Which? [a, b]", "Which?", ("a", "b")),
        ("Which? [a b]", "Which?", ("a", "b")),
        ("Colour [red, green]", "Colour", ("red", "green")),
        ("Well? Really? a, b", "Well? Really?", ("a", "b")),
        (
            "Is https://kiln.example.org/?a=1 right?",
            "Is https://kiln.example.org/?a=1 right?",
            ("yes", "no", "abstain"),
        ),
        ("Which? A, a, B", "Which?", ("a", "B")),
        ("Which? a,, b,", "Which?", ("a", "b")),
        ("Really? [yes, no]", "Really?", ("yes", "no")),
    ],
)
def test_a_question_has_the_options_that_follow_it(typed: str, question: str, options: tuple[str, ...]) -> None:
    vote = _vote(f"ada: #vote {typed}").meeting.open_vote
    assert vote is not None
    assert (vote.question, vote.options) == (question, options)


@pytest.mark.parametrize("typed", ["Which? one", "[a, b]", "Which? [only]"])
def test_a_vote_on_nothing_is_refused_with_the_usage(typed: str) -> None:
    assert _vote(f"ada: #vote {typed}").said[-1].startswith("ada: usage: #vote QUESTION?")


@pytest.mark.parametrize("word", ["+1", "-1 too soon", "0", "+0", "-0"])
def test_a_ballot_is_talk_where_nothing_is_asked(word: str) -> None:
    played = _vote(f"bo: {word}")
    before = len(played.replies)
    played.play(f"bo: {word}", "ada: #vote Which? a, b", f"bo: {word}")
    assert "BallotCast" not in kinds(played.events)
    assert len(played.replies) == before + 1
    assert not any(kept.command for kept in played.messages if kept.message.text == word)


@pytest.mark.parametrize("said", ["+1!", "+1, yes", "0 degrees", "+0 whatever", "-1.", "+10", "yes", "+1s", "1"])
def test_what_is_not_a_ballot_alone_is_talk_also_in_a_vote(said: str) -> None:
    played = _vote("ada: #vote Go?", f"bo: {said}")
    assert not played.meeting.votes[-1].ballots


def test_a_ballot_by_emote_or_of_a_bot_is_none() -> None:
    played = _vote("ada: #vote Go?", "[16:30] * bo +1", "minutebot: +1")
    assert not played.meeting.votes[-1].ballots


@pytest.mark.parametrize("word", ["+1", "#vote +1", "#vote yes", "#vote YES", "#vote yes: of course", "+1 of course"])
def test_yes_is_said_in_many_ways(word: str) -> None:
    assert _counts(_vote("ada: #vote Go?", f"bo: {word}")) == {"yes": 1, "no": 0, "abstain": 0}


def test_a_plus_that_is_no_option_is_answered_with_the_options() -> None:
    played = _vote("ada: #vote Go? [yes, no]", "bo: 0")
    assert played.said[-1] == "bo: the options are yes and no; say #vote and one of them"


def test_who_votes_twice_counts_once_and_the_last_ballot_counts() -> None:
    played = _vote("ada: #vote Go?", "bo: +1", "bo: +1", "bo: -1", "ada: #endvote")
    assert _counts(played) == {"yes": 0, "no": 1, "abstain": 0}
    (record,) = played.minutes().aob.records
    (voter,) = record.poll.voters
    assert (voter.name, voter.before, voter.choice) == ("Bo Lindqvist", ("yes",), "no")


def test_a_ballot_after_the_close_changes_nothing() -> None:
    played = _vote("ada: #vote Go?", "bo: +1", "ada: #endvote", "cy: -1", "cy: #vote no")
    assert _counts(played) == {"yes": 1, "no": 0, "abstain": 0}
    assert played.said[-1] == "cy: no vote is open, and only a chair may open one"


def test_a_login_after_the_close_leaves_the_result_as_it_was_told() -> None:
    played = _vote("ada: #vote Go?", "phone: +1", "desk: -1", "ada: #endvote")
    played.play("-!- phone logs in as lena", "-!- desk logs in as lena")
    assert _outcome(played) is Outcome.TIE


def test_a_chair_who_comes_back_from_another_nick_has_one_ballot() -> None:
    played = _vote("ada: #vote Go?", "ada: +1", "-!- ada is now known as kern", "kern: -1", "kern: #endvote")
    assert _counts(played) == {"yes": 0, "no": 1, "abstain": 0}


def test_a_stranger_who_takes_a_voters_nick_has_a_ballot_of_their_own() -> None:
    played = _vote("ada: #vote Go?", "zz: +1", "-!- zz is now known as zed", "zz: -1")
    assert _counts(played) == {"yes": 1, "no": 1, "abstain": 0}


def test_an_account_of_the_same_human_may_change_what_another_account_of_theirs_said() -> None:
    played = _vote("bo: hi", "-!- bo logs in as bo", "ada: #vote Go?", "bo: +1", "bo_: hi", "-!- bo_ logs in as bo_")
    assert _counts(played.play("bo_: -1")) == {"yes": 0, "no": 1, "abstain": 0}


def test_who_has_another_account_is_not_let_at_a_ballot_by_the_nick() -> None:
    played = _vote("-!- bo logs in as bo", "ada: #vote Go?", "bo: +1", "bo_: hi", "-!- bo_ logs in as mallory")
    played.play("bo_: -1")
    assert played.said[-1] == "bo_: bo_ has voted from an account; log in to it to change that vote"
    assert _counts(played) == {"yes": 1, "no": 0, "abstain": 0}


def test_an_elector_is_found_under_another_nick_and_after_a_login() -> None:
    played = _vote("ada: #voters zz, cy", "ada: #vote Go?", "-!- zz is now known as zed", "zed: +1")
    played.play("-!- zed logs in as zacharias", "zed: -1", "cy_: +1", "bo: +1")
    assert _counts(played) == {"yes": 1, "no": 1, "abstain": 0}
    assert played.said[-1] == "bo: your vote does not count here; who may vote: zz and cy"


def test_voters_named_while_a_vote_is_open_leave_the_others_uncounted() -> None:
    played = _vote("ada: #vote Go?", "bo: +1", "cy: +1", "zz: -1", "ada: #voters zz, cy", "ada: #endvote")
    assert _counts(played) == {"yes": 1, "no": 1, "abstain": 0}
    assert _outcome(played) is Outcome.TIE


def test_a_second_question_is_refused_and_names_the_first() -> None:
    played = _vote("ada: #vote Go?", "ada: #startvote Stay?", "ada: #motion we stay", "ada: #vote a [b, c]")
    assert played.said[-3:] == ["ada: a vote is open: Go? #endvote closes it first"] * 3
    assert len(played.meeting.votes) == 1


def test_an_option_may_have_several_words_and_any_case() -> None:
    played = _vote("ada: #vote When? [next week, never]", "bo: #vote Next  Week", "cy: #vote never mind")
    assert _counts(played) == {"next week": 1, "never": 0}
    assert played.said[-1] == "cy: never mind is no option; the options are next week and never"


def test_to_abstain_among_options_is_to_choose_nothing() -> None:
    played = _vote("ada: #vote Which? a, b, abstain", "bo: #vote abstain", "cy: #vote abstain", "zz: #vote a")
    played.play("ada: #endvote")
    assert played.said[-1].endswith("a 1 (zz), b 0, abstain 2 (bo, cy): a it is.")


def test_a_log_that_ends_in_the_middle_of_a_vote_has_its_result() -> None:
    played = _vote("ada: #vote Go?", "bo: +1", "ada: #endmeeting")
    assert kinds(played.events)[-2:] == ["VoteClosed", "MeetingEnded"]
    assert _outcome(played) is Outcome.CARRIED


def test_a_vote_that_was_taken_back_is_no_more_and_its_number_is_not_given_again() -> None:
    played = _vote(
        "ada: #vote Go?", "bo: +1", "ada: #endvote", "ada: #undo 1", "ada: #info x", "ada: #undo", "ada: #undo"
    )
    assert played.meeting.votes == ()
    assert [event.entry.event.number for event in played.events if hasattr(event.entry.event, "number")] == [1, 2]
    assert played.said[-1] == "ada: there is nothing to take back"


def test_the_end_of_a_vote_is_not_taken_back_when_the_meeting_is_over() -> None:
    played = _vote("ada: #info x", "ada: #vote Go?", "ada: #endmeeting", "ada: #undo")
    assert played.said[-1] == "Taken back: #vote Go? (item 2)"


def test_a_retracted_ballot_keeps_its_choice_and_loses_its_reason() -> None:
    played = _vote("ada: #vote Go?", "bo: -1 a secret", "bo: #retract", "ada: #endvote")
    assert _counts(played) == {"yes": 0, "no": 1, "abstain": 0}
    assert "a secret" not in repr(played.meeting)


def test_a_retracted_question_loses_its_words_and_those_of_its_options() -> None:
    played = _vote("ada: #vote Sell the dog? a lot, a little", "bo: #vote a lot", "ada: #retract", "ada: #endvote")
    assert _counts(played) == {"option 1": 1, "option 2": 0}
    assert "dog" not in repr(played.meeting)


def test_the_open_vote_is_part_of_the_status() -> None:
    assert " Open vote: Go? " in _vote("ada: #vote Go?", "ada: #status").said[-1]


def test_a_meeting_that_ends_by_itself_closes_its_vote_before() -> None:
    played = _vote("ada: #vote Go?", "bo: +1", "-!- tick 17:00", "-!- tick 17:30")
    assert kinds(played.events)[-2:] == ["VoteClosed", "MeetingEnded"]
    assert played.said[-2] == "Vote on Go? yes 1 (bo), no 0, abstain 0: carried."


def test_a_lurking_bot_tells_the_result_at_the_end() -> None:
    played = _vote("ada: #vote Go?", "ada: #lurk", "bo: +1", "ada: #endmeeting")
    assert "carried" in played.said[-2]


def test_an_elector_who_logs_in_before_the_question_may_still_vote() -> None:
    played = _vote("ada: #voters zz", "-!- zz logs in as zacharias", "ada: #vote Go?", "zz: +1")
    assert _counts(played) == {"yes": 1, "no": 0, "abstain": 0}


def test_who_logs_in_to_the_account_of_somebody_known_has_one_ballot_with_them() -> None:
    played = _vote("ada: #vote Go?", "phone: +1", "cy: -1", "-!- phone logs in as cy", "ada: #endvote")
    assert _counts(played) == {"yes": 0, "no": 1, "abstain": 0}
