"""Dates as people type them, said on Wednesday, 8 April 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.dates import Due, find_due, in_words, ordinal, read_date, read_when
from bot.core.minutes import NextMeeting

TODAY = date(2026, 4, 8)


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("2026-04-22", date(2026, 4, 22)),
        ("2020-01-01", date(2020, 1, 1)),
        ("2026-02-30", None),
        ("today", TODAY),
        ("Tomorrow", date(2026, 4, 9)),
        ("Friday", date(2026, 4, 10)),
        ("fri", date(2026, 4, 10)),
        ("next friday.", date(2026, 4, 10)),
        ("Wednesday", date(2026, 4, 15)),
        ("next week", date(2026, 4, 15)),
        ("next month", date(2026, 5, 8)),
        ("the end of the week", date(2026, 4, 10)),
        ("end of month", date(2026, 4, 30)),
        ("3rd May", date(2026, 5, 3)),
        ("May 3", date(2026, 5, 3)),
        ("3 March", date(2027, 3, 3)),
        ("22.04.2026", date(2026, 4, 22)),
        ("1/5", date(2026, 5, 1)),
        ("the 5th", date(2026, 5, 5)),
        ("the 8th", TODAY),
        ("31", date(2026, 5, 31)),
        ("the 99th", None),
        ("0", None),
        ("3 May 1999", date(1999, 5, 3)),
        ("99", None),
        ("soon", None),
        ("", None),
        ("on", None),
    ],
)
def test_a_date_in_words(words: str, on: date | None) -> None:
    assert read_date(words, TODAY) == on


def test_the_31st_is_the_next_month_that_has_one() -> None:
    assert read_date("31st", date(2026, 2, 1)) == date(2026, 3, 31)
    assert read_date("30th", date(2026, 1, 31)) == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("write it by Friday", Due("Friday", date(2026, 4, 10))),
        ("write it by friday!", Due("friday", date(2026, 4, 10))),
        ("write it, due 3rd May", Due("3rd May", date(2026, 5, 3))),
        ("send it by mail by 2026-04-20", Due("2026-04-20", date(2026, 4, 20))),
        ("order clay by the 99th", Due("the 99th", None)),
        ("stand by me", None),
        ("by Friday", Due("Friday", date(2026, 4, 10))),
        ("written by Monet (by Friday)", None),
        ("write it", None),
        ("baby Friday", None),
    ],
)
def test_a_deadline_ends_a_text(text: str, due: Due | None) -> None:
    assert find_due(text, TODAY) == due


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("2026-04-22", NextMeeting(date(2026, 4, 22))),
        ("2026-04-22 16:00", NextMeeting(date(2026, 4, 22), "16:00")),
        ("2026-04-22T9:30", NextMeeting(date(2026, 4, 22), "09:30")),
        ("22 April at 16.00 Europe/London", NextMeeting(date(2026, 4, 22), "16:00", "Europe/London")),
        ("Wednesday, 16:00 UTC", NextMeeting(date(2026, 4, 15), "16:00", "UTC")),
        ("2026-04-22 16:00 Europe/Atlantis", None),
        ("2026-04-22 25:00", None),
        ("2026-04-22 4pm", None),
        ("16:00", None),
        ("soon", None),
    ],
)
def test_when_the_next_meeting_is(words: str, when: NextMeeting | None) -> None:
    assert read_when(words, TODAY) == when


@given(
    st.text(max_size=30) | st.text("0123456789:./- apmutcT", max_size=20), st.dates(date(1990, 1, 1), date(2200, 1, 1))
)
def test_whatever_is_typed_a_date_or_nothing_comes_of_it(words: str, today: date) -> None:
    on = read_date(words, today)
    assert on is None or isinstance(on, date)
    read_when(words, today)
    find_due(f"x by {words}", today)


@given(
    st.sampled_from(["friday", "the 5th", "31", "3 may", "tomorrow", "next week"]),
    st.dates(date(1990, 1, 1), date(2200, 1, 1)),
)
def test_what_names_no_year_is_never_past_and_within_a_year(words: str, today: date) -> None:
    on = read_date(words, today)
    assert on is not None
    assert today <= on <= today + timedelta(days=366)


def test_days_in_english() -> None:
    assert [ordinal(day) for day in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 30)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "30th")
    ]
    assert in_words(date(2026, 4, 22)) == "22nd April"
