"""`#link-me`: two accounts are one person's because they proved it."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.chat import Person
from bot.core.people import PersonEntry, Registry
from bot.core.ties import MOST_MISSES, person_of
from bot.core.voting import tally
from tests.meetings.stage import Stage, hold

NOBODY = Registry(bots=frozenset({"minutebot"}))
ADA_ON_IRC, ADA_ON_MATRIX = "kiln/account/ada", "matrix/account/@ada:kiln.test"
ONE = f"person/{ADA_ON_IRC}"


def _cast(registry: Registry = NOBODY) -> Stage:
    """ada has an account on IRC and, as Ada, one on Matrix; Bo is on Matrix, cy on IRC without an account."""
    on = hold("-!- ada logs in as ada")
    on.registry = registry
    on.people["Ada"] = Person(ADA_ON_MATRIX, "Ada")
    on.people["Bo"] = Person("matrix/account/@bo:kiln.test", "Bo")
    return on


def _privately(on: Stage, *script: str) -> str:
    """Said to the bot alone; what it answers."""
    on.private = True
    on.play(*script)
    on.private = False
    return on.said[-1]


def _code(on: Stage, who: str = "ada") -> str:
    return _privately(on, f"{who}: #link-me").split()[3].rstrip(".")


def _link(on: Stage, asks: str = "ada", types: str = "Ada") -> str:
    return on.play(f"{types}: #link-me {_code(on, asks)}").said[-1]


def test_a_code_asked_for_in_private_and_typed_on_the_other_network_makes_one_person() -> None:
    on = _cast()
    told = _privately(on, "ada: #link-me")
    assert told.startswith("Your code is CODE2. Within 10 minutes, type #link-me CODE2 on the other network")
    assert on.replies[-1].to == on.people["ada"]
    assert on.play("Ada: #link-me code-2").said[-1] == (
        "Ada: you and ada on kiln are one person now; #unlink-me takes it back."
    )
    assert {person_of(NOBODY, on.state.ties, key) for key in (ADA_ON_IRC, ADA_ON_MATRIX)} == {ONE}
    assert not any(tie.code for tie in on.state.ties.values())


def test_nothing_of_what_is_said_in_private_is_kept() -> None:
    on = _cast().play("ada: #startmeeting")
    _code(on)
    assert not [kept for kept in on.messages if "link-me" in kept.message.text]


def test_in_a_running_meeting_they_are_one_attendee_one_chair_and_one_ballot_at_once() -> None:
    on = _cast().play("Ada: #startmeeting", "ada: hi", "Bo: hi", "Ada: #vote Go?", "ada: +1", "Ada: -1", "Bo: +1")
    assert tally(on.meeting.votes[0]).counts == (2, 1, 0)
    _link(on)
    assert tally(on.meeting.votes[0]).counts == (1, 1, 0)
    on.play("ada: #topic Glazes", "ada: +1", "-!- restart", "ada: #endvote")
    assert "yes 2 (ada, Bo), no 0" in on.said[-1]
    on.play("Ada: #endmeeting")
    assert [(each.name, each.chair) for each in on.minutes().attendees] == [("Ada", True), ("Bo", False)]


def test_a_second_ballot_of_the_same_person_replaces_the_first() -> None:
    on = _cast()
    _link(on)
    on.play("Bo: #startmeeting", "Bo: #vote Go?", "ada: +1", "Ada: -1", "Bo: #endvote")
    assert "yes 0, no 1 (Ada)" in on.said[-1]


def test_a_link_holds_in_later_meetings_until_it_is_taken_back() -> None:
    on = _cast().play("ada: #startmeeting", "ada: #endmeeting")
    _link(on)
    on.play("ada: #startmeeting", "Ada: #topic Glazes")
    assert on.said[-1] == "Topic: Glazes"
    assert on.play("ada: #unlink-me").said[-1] == "ada: you and @ada:kiln.test on matrix are not one person any more."
    on.play("Ada: #topic Kilns")
    assert "only a chair" in on.said[-1]
    assert on.play("ada: #topic Kilns").said[-1] == "Topic: Kilns"


def test_what_they_had_as_one_stays_with_the_one_that_was_there_first() -> None:
    on = _cast().play("Ada: #startmeeting", "Bo: hi")
    _link(on)
    on.play("ada: hi", "ada: #unlink-me", "ada: #topic Glazes")
    assert "only a chair" in on.said[-1]
    assert on.play("Ada: #topic Glazes").said[-1] == "Topic: Glazes"


def test_a_code_is_for_one_use() -> None:
    on = _cast()
    code = _code(on)
    on.play(f"Ada: #link-me {code}", f"Bo: #link-me {code}")
    assert on.said[-1].startswith("Bo: that is no code of mine, or an old one; ")
    assert person_of(NOBODY, on.state.ties, on.people["Bo"].key) == on.people["Bo"].key


def test_a_code_is_good_for_ten_minutes() -> None:
    on = _cast()
    code = _code(on)
    on.now += timedelta(minutes=10)
    assert "an old one" in on.play(f"Ada: #link-me {code}").said[-1]


def test_who_asks_again_has_one_code_only() -> None:
    on = _cast()
    first = _code(on)
    _code(on)
    assert "no code of mine" in on.play(f"Ada: #link-me {first}").said[-1]


def test_who_guesses_is_made_to_wait_even_with_the_right_code() -> None:
    on = _cast()
    code = _code(on)
    on.play(*["Bo: #link-me WRONG"] * MOST_MISSES, "-!- restart", f"Bo: #link-me {code}")
    assert "too many wrong codes; try again at 16:12 UTC" in on.said[-1]
    assert "good for nothing now" in on.said[-1]


def test_nobody_is_given_a_code_in_a_room() -> None:
    assert _cast().play("ada: #link-me").said[-1] == (
        "ada: say #link-me to me in private, so that nobody else sees your code"
    )


def test_a_code_that_a_room_has_seen_on_the_wrong_side_is_good_for_nothing() -> None:
    on = _cast()
    code = _code(on)
    on.play(f"ada: #link-me {code}")
    assert on.said[-1].startswith(
        "ada: you asked for that code on kiln; type it on another network. That code is known"
    )
    assert "no code of mine" in on.play(f"Bo: #link-me {code}").said[-1]


def test_in_private_a_slip_costs_nothing() -> None:
    on = _cast()
    code = _code(on)
    assert "type it on another network" in _privately(on, f"ada: #link-me {code}")
    assert "one person now" in on.play(f"Ada: #link-me {code}").said[-1]


def test_without_an_account_there_is_nothing_to_link() -> None:
    on = _cast()
    assert _privately(on, "cy: #link-me") == (
        "cy: only accounts can be linked; log in to the network's services, then say it again"
    )
    assert "only accounts can be linked" in on.play(f"cy: #link-me {_code(on, 'Ada')}").said[-1]


def test_who_is_somebody_in_the_config_brings_the_other_account_along() -> None:
    on = _cast(Registry((PersonEntry("ada", "Ada Kern", accounts=(ADA_ON_IRC,)),)))
    _link(on)
    assert on.play("Ada: #startmeeting").meeting.chairs == ("person/ada",)
    assert [each.name for each in on.minutes().attendees] == ["Ada Kern"]
    on.play("Ada: #unlink-me", "ada: #topic Glazes")
    assert on.said[-1] == "Topic: Glazes"


def test_two_people_of_the_config_can_not_become_one() -> None:
    people = (
        PersonEntry("ada", "Ada Kern", accounts=(ADA_ON_IRC,)),
        PersonEntry("bo", "Bo", accounts=(ADA_ON_MATRIX,)),
    )
    assert "by my config you and ada on kiln are two people" in _link(_cast(Registry(people)))


def test_there_is_nothing_to_take_back_where_nothing_was_linked() -> None:
    assert "no other account was linked with yours" in _cast().play("ada: #unlink-me").said[-1]


def test_who_parts_in_the_middle_of_a_vote_has_no_second_ballot() -> None:
    on = _cast().play("Bo: #startmeeting", "ada: hi")
    _link(on)
    on.play("Bo: #vote Fire it twice?", "Bo: -1", "Ada: +1", "ada: #unlink-me", "ada: +1", "Ada: +1")
    assert tally(on.meeting.votes[0]).counts == (1, 1, 0)
    on.play("ada: -1")
    assert tally(on.meeting.votes[0]).counts == (0, 2, 0)
    on.play("Bo: #endvote", "Bo: #vote And again?", "ada: +1", "Ada: +1")
    assert tally(on.meeting.votes[1]).counts == (2, 0, 0)


def test_who_parts_before_their_first_word_in_an_open_vote_has_one_ballot_there() -> None:
    on = _cast().play("Bo: #startmeeting", "ada: hi")
    _link(on)
    on.play("Bo: #vote Fire it twice?", "ada: #unlink-me", "Ada: +1", "ada: -1")
    assert tally(on.meeting.votes[0]).counts == (0, 1, 0)


def test_of_two_accounts_that_parted_only_the_elector_votes_in_what_is_put_later() -> None:
    on = _cast().play("Bo: #startmeeting", "ada: hi")
    _link(on)
    on.play("Bo: #voters ada", "Bo: #vote Fire it twice?", "ada: #unlink-me", "Ada: +1")
    assert tally(on.meeting.votes[0]).counts == (1, 0, 0)
    on.play("Bo: #endvote", "Bo: #vote And again?", "ada: +1", "Ada: -1")
    assert tally(on.meeting.votes[1]).counts == (1, 0, 0)


def test_an_agenda_item_is_still_ones_own_after_linking() -> None:
    on = _cast().play("ada: agenda+ Glazes")
    _link(on)
    assert on.play("Ada: agenda- 1").said[-1].startswith("Taken off: Glazes.")


def test_an_edit_of_a_line_said_before_is_still_by_who_said_it() -> None:
    on = _cast().play("Bo: #startmeeting", "Ada: #info the glaze is red")
    line = on.last_of["Ada"]
    _link(on)
    on.last_of["Ada"] = line
    on.play("-!- Ada edits to: #info the glaze is green")
    assert on.meeting.items[0].record.text == "the glaze is green"


ACCOUNTS = ("ada", "Ada", "Bo", "lena", "oftc")
step = st.tuples(st.sampled_from(("link", "unlink")), st.sampled_from(ACCOUNTS), st.sampled_from(ACCOUNTS))


@settings(max_examples=100, deadline=None)
@given(st.lists(step, max_size=12))
def test_whoever_is_linked_with_whom_people_never_mix(steps) -> None:
    """A plain model beside it: sets of accounts. Two accounts of one set have one key, those of two sets have two."""
    on = _cast().play("-!- lena logs in as lena")
    on.people["oftc"] = Person("oftc/account/ada", "oftc")
    on.play(
        "Bo: #startmeeting", *(f"{who}: hi" for who in ACCOUNTS), "Bo: #vote Go?", *(f"{who}: +1" for who in ACCOUNTS)
    )
    sets = [{who} for who in ACCOUNTS]
    for what, who, other in steps:
        mine = next(group for group in sets if who in group)
        if what == "unlink":
            on.play(f"{who}: #unlink-me")
            sets = [group for group in sets if group is not mine] + [{one} for one in mine]
        elif on.people[who].key.partition("/")[0] != on.people[other].key.partition("/")[0]:
            _link(on, who, other)
            theirs = next(group for group in sets if other in group)
            sets = [group for group in sets if group is not mine and group is not theirs] + [mine | theirs]
        keys = [{person_of(NOBODY, on.state.ties, on.people[one].key) for one in group} for group in sets]
        assert all(len(each) == 1 for each in keys)
        assert len(set.union(*keys)) == len(sets)
        on.play(*(f"{one}: #vote no" for group in sets for one in sorted(group)))
        ballots = on.meeting.votes[0].ballots
        assert len({mark for ballot in ballots for mark in ballot.marks}) == sum(
            len(ballot.marks) for ballot in ballots
        )
