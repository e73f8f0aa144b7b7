"""Who is one person, by an account, by the config, by a nick; and who never is by a mere name."""

import pytest

from bot.core.chat import Person
from bot.core.identity import before, identify, is_bot, known_key, registered, vouched_for
from bot.core.people import PersonEntry, Registry
from bot.core.quorum import Quorum
from bot.core.rules import SeriesRules
from tests.meetings.stage import Stage, hold, rules

ADA_OF_TWO = PersonEntry(
    "ada", "Ada Kern", nicks=("adak",), accounts=("libera/account/ada", "matrix/account/@ada:kiln.test")
)
KNOWN = Registry((ADA_OF_TWO, PersonEntry("bo", "Bo Lindqvist", nicks=("@bo:kiln.test",))), frozenset({"minutebot"}))


def _person(key: str, nick: str) -> Person:
    return Person(key, nick, f"{nick}!u@h" if "/session/" in key else "")


@pytest.mark.parametrize(
    ("person", "mark"),
    [
        (_person("libera/account/Ada", "whoever"), "person/ada"),
        (_person("matrix/account/@ada:kiln.test", "Somebody"), "person/ada"),
        (_person("person/ada", "Somebody"), "person/ada"),
        (_person("oftc/account/ada", "ada"), ""),  # no account of hers, on a network where she has none
        (_person("libera/session/1", "ada"), ""),
        (_person("matrix/account/@eve:evil.test", "ada"), ""),
        (_person("matrix/account/@ADA:kiln.test", "ada"), ""),
        (_person("libera/account/bo", "whoever"), "libera/person/bo"),
        (_person("libera/session/2", "bo_"), "libera/person/bo"),
        (_person("oftc/session/3", "bo"), "oftc/person/bo"),
        (_person("matrix/account/@bo:kiln.test", "Somebody"), "matrix/person/bo"),
        (_person("matrix/account/@eve:evil.test", "bo"), ""),
        (_person("matrix/account/@bo:kiln.test1", "bo"), ""),
    ],
)
def test_who_of_the_registry_somebody_is(person: Person, mark: str) -> None:
    assert registered(KNOWN, person) == mark


def test_only_an_account_vouches() -> None:
    assert vouched_for(KNOWN, _person("matrix/account/@ada:kiln.test", "x"))
    assert vouched_for(KNOWN, _person("libera/account/bo", "x"))
    assert not vouched_for(KNOWN, _person("libera/session/1", "bo"))
    assert not vouched_for(KNOWN, _person("libera/account/lena", "bo"))


def test_one_name_on_two_networks_is_two_people() -> None:
    pairs = [
        (_person("libera/session/1", "lena"), _person("oftc/session/2", "lena")),
        (_person("libera/account/lena", "lena"), _person("oftc/account/lena", "lena")),
        (_person("libera/account/bo", "bo"), _person("oftc/account/bo", "bo")),
        (_person("libera/session/1", "bo"), _person("matrix/account/@bo:kiln.test", "bo")),
        (_person("matrix/account/@lena:kiln.test", "lena"), _person("matrix/account/@lena:evil.test", "lena")),
    ]
    assert not [one for one, other in pairs if identify(KNOWN, one) == identify(KNOWN, other)]


def test_what_is_known_of_a_key_does_not_depend_on_slashes_in_user_ids() -> None:
    eve = _person("matrix/account/@x/account/bo:evil.test", "bo")
    assert registered(KNOWN, eve) == ""
    assert known_key(KNOWN, "matrix/account/@x/account/@ada:kiln.test") == "matrix/account/@x/account/@ada:kiln.test"


def test_whoever_is_called_like_the_bot_on_matrix_is_no_bot() -> None:
    known = Registry((), frozenset({"minutebot", "@minutebot:kiln.test"}))
    assert is_bot(known, _person("matrix/account/@minutebot:kiln.test", "Minutes"))
    assert is_bot(known, _person("libera/session/1", "Minutebot"))
    assert not is_bot(known, _person("matrix/account/@eve:evil.test", "minutebot"))


def _on_matrix(*names: str) -> list[str]:
    return [f"-!- {name} logs in as @{name}:kiln.test" for name in names]


def _held(*script: str, registry: Registry = KNOWN) -> Stage:
    on = Stage({each.room: each for each in (rules(),)}, registry=registry)
    return on.play("ada: #startmeeting", *script)


def _counts(played: Stage) -> list[int]:
    vote = played.meeting.votes[-1]
    return [len([ballot for ballot in vote.ballots if ballot.last.choice == place]) for place in range(2)]


def test_a_display_name_takes_no_ballot_over() -> None:
    played = _held(*_on_matrix("eve", "zoe"), "bo: hi", "ada: #vote Go?", "bo: +1")
    played.play("-!- bo quits", "-!- eve is now known as bo", "bo: -1")
    assert _counts(played) == [1, 1]


def test_a_name_that_somebody_else_had_before_keeps_nobody_from_voting() -> None:
    played = _held(*_on_matrix("eve", "zoe"), "ada: #vote Go?", "eve: +1", "-!- eve is now known as gone")
    played.play("-!- zoe is now known as eve", "eve: +1")
    assert _counts(played) == [2, 0]
    assert before(played.meeting, "kiln/account/@zoe:kiln.test") == ()


def test_on_matrix_nobody_is_an_elector_by_name() -> None:
    played = _held("-!- zoe joins", "ada: #voters lena", "ada: #vote Go?")
    played.play(*_on_matrix("lena"), "lena: +1")
    assert "your vote does not count here" in played.said[-1]


def test_a_display_name_is_on_no_roster() -> None:
    series = SeriesRules("weekly", "Weekly Meeting", quorum=Quorum("1", ("bo",)))
    room = rules(known_series=(series,))
    on = Stage({room.room: room}, registry=KNOWN)
    on.play("ada: #startmeeting", "-!- eve logs in as @eve:evil.test", "-!- eve is now known as bo", "bo: hi")
    assert "Quorum: 0 here, 1 needed." in on.play("ada: #status").said[-1]
    on.play("-!- bob logs in as @bo:kiln.test", "bob: hi", "ada: #status")
    assert "Quorum: 1 here, 1 needed." in on.said[-1]


def test_on_the_page_a_display_name_is_called_by_the_registry_all_the_same() -> None:
    played = _held(
        "-!- eve logs in as @eve:evil.test", "-!- eve is now known as bo", "bo: #info hi", "ada: #endmeeting"
    )
    (record,) = played.minutes().records
    assert (record.signature, record.speaker) == ("BL", "Bo Lindqvist")


def test_whoever_has_accounts_is_called_by_them_alone() -> None:
    played = _held("-!- ada quits", "ada: an impostor", "ada: #endmeeting")
    assert [attendee.name for attendee in played.minutes().attendees] == ["ada"]


def test_the_accounts_of_one_person_are_one_attendee_one_chair_and_one_ballot() -> None:
    known = Registry((PersonEntry("ada", "Ada Kern", accounts=("kiln/account/ada", "kiln/account/@ada:kiln.test")),))
    played = hold()
    played.registry = known
    played.play("-!- ada logs in as ada", "-!- Ada logs in as @ada:kiln.test", "ada: #startmeeting", "bo: hi")
    played.play("Ada: #topic Glazes", "Ada: #vote Go?", "ada: +1", "Ada: -1", "Ada: #endvote", "Ada: #endmeeting")
    assert [(each.name, each.chair) for each in played.minutes().attendees] == [("Ada Kern", True), ("bo", False)]
    assert "yes 0, no 1" in played.said[-2]
    assert played.meeting.people.keys() == {"person/ada", played.people["bo"].key}


def test_a_meeting_that_knew_an_account_learns_whose_it_is() -> None:
    played = hold("-!- ada logs in as ada", "ada: #startmeeting", "bo: hi", "ada: #vote Go?", "ada: +1")
    played.registry = Registry(
        (PersonEntry("ada", "Ada Kern", accounts=("kiln/account/ada", "kiln/account/@ada:k.t")),)
    )
    played.play("-!- Ada logs in as @ada:k.t", "ada: still here", "Ada: -1", "Ada: #endvote")
    assert "yes 0, no 1" in played.said[-1]
    assert played.meeting.chairs == ("person/ada",)
