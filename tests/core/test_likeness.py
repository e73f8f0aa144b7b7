"""People whose names could be taken for each other: the pages tell them apart, by name at the time."""

import pytest

from bot.core.chat import Person
from bot.core.likeness import likeness
from bot.core.people import Registry
from tests.meetings.stage import NETWORK, Stage, place


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada", "ADA"),
        ("Ada", "\u0410da"),
        ("Ada", "A\u200bda"),
        ("Ada", "\u202eAda"),
        ("Bo Smith", "Bo  Smith"),
        ("Bil1", "Bill"),
    ],
)
def test_what_looks_alike_is_alike(one: str, other: str) -> None:
    assert likeness(one) == likeness(other)


def _held(*people: Person) -> Stage:
    on = Stage({each.room: each for each in place()}, registry=Registry(bots=frozenset({"minutebot"})))
    on.people = {f"p{number}": person for number, person in enumerate(people)}
    on.play("p0: #startmeeting", *(f"p{number}: hi" for number in range(len(people))), "p0: #endmeeting")
    return on


def test_one_name_on_two_networks_is_two_attendees_that_are_told_apart() -> None:
    irc = Person(f"{NETWORK}/session/7", "bo", "bo!b@h")
    matrix = Person("matrix/account/@bo:example.org", "Bo")
    other = Person("matrix/account/@cy:example.org", "cy")
    minutes = _held(irc, matrix, other).minutes()
    assert [who.name for who in minutes.attendees] == [f"bo (bo on {NETWORK})", "Bo (@bo:example.org)", "cy"]
    assert minutes.labels == {
        (irc.key, "bo"): f"bo (bo on {NETWORK})",
        (matrix.key, "Bo"): "Bo (@bo:example.org)",
    }


def test_a_name_that_has_its_account_in_it_is_left_as_it_is() -> None:
    one = Person("matrix/account/@bo:example.org", "Bo (@bo:example.org)")
    account = Person(f"{NETWORK}/account/bo", "bo (@bo:example.org)")
    names = [who.name for who in _held(one, account).minutes().attendees]
    assert names == ["Bo (@bo:example.org)", f"bo (@bo:example.org) ({NETWORK}/bo)"]


def test_two_nicks_of_one_network_are_told_apart_by_themselves() -> None:
    one, other = Person(f"{NETWORK}/session/7", "bil1", "b!b@h"), Person(f"{NETWORK}/session/8", "bill", "c!c@h")
    minutes = _held(one, other).minutes()
    assert [who.name for who in minutes.attendees] == ["bil1", "bill"]
    assert minutes.labels == {}
