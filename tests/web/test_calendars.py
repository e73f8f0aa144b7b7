"""Calendars of the site: what was held, and what is to come, by the clocks of the place."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.app.announcing import Announced, Notice
from bot.core.rules import SeriesRules
from bot.core.schedule import Occasion, Schedule
from bot.store.announcements import AnnouncementBook
from bot.web.access import Allowed, Door
from tests.web.held import SMALL, Held

LONDON = ZoneInfo("Europe/London")
WEEKLY = SeriesRules(
    "weekly", "Weekly Meeting", LONDON, schedule=Schedule("FREQ=WEEKLY", time(16), LONDON, date(2026, 4, 8))
)


@pytest.fixture
def meets(held: Held) -> Held:
    held.schedules = {"weekly": WEEKLY}
    held.today = date(2026, 4, 20)
    return held.weekly(date(2026, 4, 8), date(2026, 4, 15))


def events(text: str) -> list:
    return Calendar.from_ical(text).events


def test_a_series_calendar_has_what_was_held_and_what_is_to_come(meets: Held) -> None:
    held, later, coming, *more = events(meets.page("/weekly/calendar.ics", public_url="https://minutes.example.org"))
    assert held["DTSTART"].dt == datetime(2026, 4, 8, 16, 1, tzinfo=UTC)
    assert held["URL"] == "https://minutes.example.org/weekly/2026-04-08.html"
    assert str(held["UID"]).startswith("weekly-2026-04-08@")
    assert later["DTSTART"].dt.date() == date(2026, 4, 15)
    assert coming["DTSTART"].dt == datetime(2026, 4, 22, 16, 0, tzinfo=LONDON)
    assert len(more) == 25


def test_what_nextmeeting_said_comes_first_and_has_a_greater_sequence(meets: Held) -> None:
    meets.play("ada: #startmeeting", "ada: #nextmeeting 2026-04-30 17:00", "ada: #endmeeting", on=date(2026, 4, 20))
    coming = [event for event in events(meets.page("/weekly/calendar.ics")) if event["DTSTART"].dt.date() > meets.today]
    assert coming[0]["DTSTART"].dt == datetime(2026, 4, 30, 17, 0, tzinfo=LONDON)
    assert coming[0]["SEQUENCE"] == 1
    assert "Next meeting:" in meets.page("/weekly/")
    assert "17:00 Europe/London" in meets.page("/weekly/")


def test_a_sequence_never_goes_down_when_the_config_moves_a_meeting_or_it_is_held(meets: Held) -> None:
    told = Announced("weekly", Notice.MOVED, Occasion(date(2026, 4, 22)), moves=3)
    asyncio.run(AnnouncementBook(meets.journal).announce(told, (), datetime(2026, 4, 20, tzinfo=UTC)))
    found = {event["DTSTART"].dt.date(): event["SEQUENCE"] for event in events(meets.page("/weekly/calendar.ics"))}
    assert found[date(2026, 4, 22)] == 3
    assert found[date(2026, 4, 15)] > 3, "it began when it did, whatever was said of it before"


def test_a_meeting_is_a_calendar_of_its_own(meets: Held) -> None:
    (event,) = events(meets.page("/weekly/2026-04-08.ics"))
    assert event["SUMMARY"] == "Weekly Meeting"


def test_a_calendar_is_served_as_one(meets: Held) -> None:
    (answer,) = meets.get("/weekly/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"


def test_a_series_without_a_schedule_has_only_what_was_held(held: Held) -> None:
    held.play(*SMALL, on=date(2026, 4, 8))
    assert len(events(held.page("/weekly/calendar.ics"))) == 1
    assert "Next meeting:" not in held.page("/weekly/")


def test_there_is_no_calendar_of_a_series_that_the_reader_sees_nothing_of(held: Held) -> None:
    held.schedules = {"weekly": WEEKLY}
    script = ("ada: #startmeeting", "ada: #nextmeeting 2026-04-30 17:00", "ada: #endmeeting")
    held.play("-!- only by invitation", *script, on=date(2026, 4, 8))
    door = Door((Allowed("for the board", frozenset(), frozenset({"kiln/#kiln"})),))
    asked = {"authorization": "Bearer for the board"}
    assert held.get("/weekly/calendar.ics", door=door)[0].status_code == 404
    assert "Weekly Meeting" in held.page("/weekly/calendar.ics", door=door, headers=asked)


def test_what_was_said_in_private_of_the_next_meeting_is_not_in_the_public_calendar(meets: Held) -> None:
    script = ("ada: #startmeeting", "ada: #nextmeeting 2026-04-30 17:00", "ada: #endmeeting")
    meets.play("-!- only by invitation", *script, on=date(2026, 4, 20))
    door = Door((Allowed("for the board", frozenset(), frozenset({"kiln/#kiln"})),))
    asked = {"authorization": "Bearer for the board"}
    moved = datetime(2026, 4, 30, 17, 0, tzinfo=LONDON)
    for path in ("/weekly/calendar.ics", "/weekly/"):
        assert "20260430" not in meets.page(path, door=door).replace("-", "")
    page = meets.page("/weekly/calendar.ics", door=door, headers=asked)
    assert moved in [event["DTSTART"].dt for event in events(page)]


def test_what_was_said_between_public_meetings_of_the_next_one_is_in_the_calendar(meets: Held) -> None:
    meets.play("-!- ada is operator", "ada: #nextmeeting 2026-04-30 17:00", on=date(2026, 4, 20))
    assert "20260430T170000" in meets.page("/weekly/calendar.ics")
    meets.play("-!- only by invitation", *SMALL, "ada: #nextmeeting 2026-05-29 17:00", on=date(2026, 4, 20))
    assert "20260529" not in meets.page("/weekly/calendar.ics")


@pytest.mark.parametrize(
    ("zone", "hour", "today", "day"),
    [
        ("Pacific/Auckland", 8, date(2026, 4, 21), date(2026, 4, 22)),
        ("America/Los_Angeles", 20, date(2026, 4, 22), date(2026, 4, 21)),
    ],
)
def test_an_occasion_that_was_held_is_not_to_come_wherever_the_series_is(
    held: Held, zone: str, hour: int, today: date, day: date
) -> None:
    there = ZoneInfo(zone)
    rule = Schedule("FREQ=WEEKLY", time(hour), there, day - timedelta(days=14))
    held.schedules = {"weekly": SeriesRules("weekly", "Weekly Meeting", there, schedule=rule)}
    held.today = today
    held.weekly(day - timedelta(days=7), day)
    days = [event["DTSTART"].dt.date() for event in events(held.page("/weekly/calendar.ics"))]
    assert days[:3] == [day - timedelta(days=7), day, day + timedelta(days=7)]


def test_there_is_no_calendar_of_what_is_not_there(held: Held) -> None:
    assert [answer.status_code for answer in held.get("/none/calendar.ics", "/weekly/2026-04-09.ics")] == [404, 404]
