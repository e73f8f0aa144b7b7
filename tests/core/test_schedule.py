"""When a series meets: wall time holds, whatever the clocks do, and `#nextmeeting` goes before the rule."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.core.minutes import NextMeeting
from bot.core.schedule import Schedule, next_occasion, occasions
from bot.core.series import Series

LONDON = ZoneInfo("Europe/London")
WEEKLY = Schedule("FREQ=WEEKLY;BYDAY=WE", time(16), LONDON, date(2026, 3, 4))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def series(next_meeting: NextMeeting | None = None, *held: str) -> Series:
    return Series("weekly", "Weekly", next_meeting=next_meeting, meeting_ids=frozenset(held))


def test_the_wall_time_stays_when_the_clocks_change() -> None:
    coming = list(islice(occasions(WEEKLY, series(), UTC, at("2026-03-20 00:00")), 2))
    assert [(each.on.isoformat(), each.wall, f"{each.begins:%H:%M}") for each in coming] == [
        ("2026-03-25", "16:00", "16:00"),
        ("2026-04-01", "16:00", "15:00"),
    ]


def test_a_time_that_the_clocks_leap_over_is_an_hour_later() -> None:
    at_night = Schedule("FREQ=DAILY", time(1, 30), LONDON, date(2026, 3, 1))
    leapt = next_occasion(at_night, series(), UTC, at("2026-03-28 12:00"))
    assert (leapt.on, leapt.wall, leapt.begins) == (date(2026, 3, 29), "02:30", at("2026-03-29 01:30"))


def test_a_meeting_that_begins_now_is_not_to_come() -> None:
    assert next_occasion(WEEKLY, series(), UTC, at("2026-04-08 14:59")).on == date(2026, 4, 8)
    assert next_occasion(WEEKLY, series(), UTC, at("2026-04-08 15:00")).on == date(2026, 4, 15)


def test_one_that_began_early_is_not_to_come_any_more() -> None:
    early = series(None, "weekly-2026-04-08")
    assert next_occasion(WEEKLY, early, UTC, at("2026-04-08 14:50")).on == date(2026, 4, 15)


def test_days_without_are_left_out() -> None:
    holiday = Schedule(
        "FREQ=WEEKLY;BYDAY=WE", time(16), LONDON, date(2026, 3, 4), without=frozenset({date(2026, 4, 8)})
    )
    assert next_occasion(holiday, series(), UTC, at("2026-04-05 00:00")).on == date(2026, 4, 15)


def test_the_second_tuesday_and_every_other_week_are_rules() -> None:
    monthly = Schedule("FREQ=MONTHLY;BYDAY=2TU", time(9), LONDON, date(2026, 1, 1))
    assert next_occasion(monthly, series(), UTC, at("2026-04-01 00:00")).on == date(2026, 4, 14)
    fortnightly = Schedule("FREQ=WEEKLY;INTERVAL=2", time(9), LONDON, date(2026, 3, 4))
    assert next_occasion(fortnightly, series(), UTC, at("2026-03-05 00:00")).on == date(2026, 3, 18)


def test_what_nextmeeting_said_takes_the_place_of_the_days_before_it() -> None:
    said = series(NextMeeting(date(2026, 4, 23), "17:30", "Europe/Berlin"), "weekly-2026-04-08")
    coming = list(islice(occasions(WEEKLY, said, UTC, at("2026-04-09 00:00")), 2))
    assert [(each.on, each.wall, each.zone) for each in coming] == [
        (date(2026, 4, 23), "17:30", "Europe/Berlin"),
        (date(2026, 4, 29), "16:00", "Europe/London"),
    ]


def test_a_day_without_a_time_has_the_schedules_or_none() -> None:
    said = series(NextMeeting(date(2026, 4, 23)))
    assert next_occasion(WEEKLY, said, UTC, at("2026-04-09 00:00")).wall == "16:00"
    alone = next_occasion(None, said, UTC, at("2026-04-09 00:00"))
    assert (alone.on, alone.begins) == (date(2026, 4, 23), None)
    assert next_occasion(None, said, UTC, at("2026-04-24 00:00")) is None


def test_a_series_without_schedule_or_word_has_none() -> None:
    assert next_occasion(None, series(), UTC, at("2026-04-09 00:00")) is None


def test_a_rule_that_has_ended_has_none() -> None:
    ended = Schedule("FREQ=WEEKLY;COUNT=2", time(16), LONDON, date(2026, 3, 4))
    assert next_occasion(ended, series(), UTC, at("2026-04-09 00:00")) is None


@given(
    st.datetimes(at("2024-01-01").replace(tzinfo=None), at("2030-01-01").replace(tzinfo=None)),
    st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    st.times(),
)
def test_what_is_to_come_comes_in_order_and_later_than_now(now: datetime, zone: str, wall: time) -> None:
    daily = Schedule("FREQ=DAILY", wall.replace(second=0, microsecond=0), ZoneInfo(zone), date(2023, 1, 1))
    moment = now.replace(tzinfo=UTC)
    coming = list(islice(occasions(daily, series(), UTC, moment), 4))
    assert len(coming) == 4
    assert all(each.begins > moment for each in coming)
    gaps = [later.begins - earlier.begins for earlier, later in pairwise(coming)]
    assert all(timedelta(hours=22) < gap < timedelta(hours=26) for gap in gaps)
