"""Small functions on words: slugs, plain text, spelling, the registry, signatures."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import Person
from bot.core.commands.spelling import meant
from bot.core.people import PersonEntry, Registry, registry
from bot.core.roll import Participant
from bot.core.series import Series
from bot.core.signatures import attendance, individual, signature
from bot.core.slug import slugify
from bot.core.text import clip, join_words, one_line


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Weekly Meeting", "weekly"),
        ("weekly meetings", "weekly"),
        ("Meeting", "meeting"),
        ("meeting meeting", "meeting"),
        ("  MirageOS -- Weekly!  ", "mirageos-weekly"),
        ("../../etc/passwd", "etc-passwd"),
        ("Ünïcode Straße", "ünïcode-strasse"),
        ("会议", "会议"),
        ("a_b.c", "a-b-c"),
        ("...", "meeting"),
        ("", "meeting"),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_slug(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(st.text())
def test_whatever_the_name_its_slug_is_safe_in_a_path_and_its_own_slug(name: str) -> None:
    slug = slugify(name)
    assert re.fullmatch(r"[^\W_]+(?:-[^\W_]+)*", slug)
    assert len(slug) <= 60
    assert slug == slug.casefold()


@given(st.text())
def test_plain_text_is_one_line_without_controls(text: str) -> None:
    clean = one_line(text)
    assert clean == " ".join(clean.split())
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", clean)
    assert one_line(clean) == clean


@pytest.mark.parametrize("nothing", ["\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\U0010ffff", "\udc80"])
def test_what_stands_for_no_character_is_left_out(nothing: str) -> None:
    assert one_line(f"a{nothing}b") == "ab"


@given(st.text(), st.integers(1, 300))
def test_clipped_text_is_short_enough(text: str, longest: int) -> None:
    assert len(clip(text, longest)) <= longest


def test_words_are_joined_as_people_do() -> None:
    assert [join_words(words) for words in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@pytest.mark.parametrize("typo", ["agrred", "agred", "agrreed", "gareed", "agreedd", "greed", "agreed!"])
def test_one_edit_away_a_word_is_meant(typo: str) -> None:
    assert meant(typo, ["topic", "agreed"]) == "agreed"


@pytest.mark.parametrize("word", ["argede", "agr", "agreement", "x", "", "topics!"])
def test_farther_away_none_is(word: str) -> None:
    assert meant(word, ["topic", "agreed", "next!"]) == ""


PEOPLE = registry(
    (PersonEntry("mort___", "Richard Mortier"), PersonEntry("cy", "Cyrus Okafor", nicks=("Cyrus",))), ["LogBot"]
)


@pytest.mark.parametrize(
    ("nick", "who"),
    [
        *(("mort___", "mort___"), ("mort___1", "mort___"), ("MORT___", "mort___"), ("mort", None), ("mort__", None)),
        *(
            ("cy_", "cy"),
            ("CYRUS|away", None),
            ("cyrus^2", "cy"),
            ("cy-`", "cy"),
            ("cyx", None),
            ("", None),
            ("_1", None),
        ),
    ],
)
def test_variants_of_a_nick_are_its_person(nick: str, who: str | None) -> None:
    found = PEOPLE.find(nick)
    assert (found.nick if found else None) == who


def test_bots_are_known_in_any_case() -> None:
    assert PEOPLE.is_bot("logbot")
    assert not PEOPLE.is_bot("cy")


def _people(*names: str) -> list:
    return [individual(Registry(), Person(f"k/{name}", name.split()[0].lower()), name) for name in names]


def test_initials_sign_unless_somebody_else_has_them() -> None:
    leonard, gazagnaire, anil = _people("Thomas Leonard", "Thomas Gazagnaire", "Anil Madhavapeddy")
    assert signature(leonard, [leonard, gazagnaire, anil]) == "TL"
    twin = _people("Tom Lang")[0]
    assert signature(leonard, [leonard, twin, anil]) == "ThomasL"
    same = individual(Registry(), Person("k/9", "tlang"), "Thomas Lang")
    assert signature(leonard, [leonard, same]) == "thomas"
    assert signature(_people("Hannes")[0], []) == "hannes"


def test_initials_of_the_registry_win() -> None:
    known = Registry((PersonEntry("avsm", "Anil Madhavapeddy", initials="avsm"),))
    assert signature(individual(known, Person("k", "avsm_"), "Somebody Else"), []) == "avsm"


def test_an_account_finds_the_person_whose_nick_does_not() -> None:
    known = Registry((PersonEntry("ada", "Ada Kern"),))
    assert individual(known, Person("kiln/account/ada", "at_lunch")).name == "Ada Kern"
    assert individual(known, Person("kiln/session/ada", "at_lunch")).name == "at_lunch"


def test_attendance_counts_a_person_once_and_bots_never() -> None:
    known = Registry((PersonEntry("cy", "Cyrus Okafor"),), frozenset({"logbot"}))
    said = [("1", "cy_"), ("2", "logbot"), ("3", "zz"), ("4", "cy")]
    people = [Participant(Person(key, nick)) for key, nick in said] + [Participant(Person("5", "silent"), spoke=False)]
    assert [who.name for who in attendance(known, people)] == ["Cyrus Okafor", "zz"]


def test_a_series_gives_an_id_once() -> None:
    day = date(2026, 4, 8)
    series = Series("weekly", "Weekly", meeting_ids=frozenset({"weekly-2026-04-08", "weekly-2026-04-08-2"}))
    assert series.free_id(day) == "weekly-2026-04-08-3"
    assert series.free_id(date(2026, 4, 9)) == "weekly-2026-04-09"
