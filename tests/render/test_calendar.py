"""Calendars: what is written plainly is what the library writes."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.core.appointments import Appointment
from bot.render.calendar import END, _empty, _event, _head, _in_utc

INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
WORDS = st.text(alphabet="aé漢 ,;:\\\"\n'.-/", max_size=90)
EVENTS = st.builds(
    Appointment,
    st.just("weekly-2026-04-08@x.minutebot"),
    WORDS,
    st.just(date(2026, 4, 8)),
    INSTANTS,
    INSTANTS | st.none(),
    INSTANTS,
    url=st.sampled_from(["", "https://kiln.example.org/a.html#A-1", f"https://kiln.example.org/{'a' * 80}"]),
    sequence=st.integers(0, 9),
    cancelled=st.booleans(),
)


@given(EVENTS)
def test_an_event_is_written_as_the_library_writes_it(event: Appointment) -> None:
    assert _in_utc(event) == bytes(_event(event).to_ical())


@given(WORDS)
def test_what_stands_before_the_events_is_written_so_too(name: str) -> None:
    assert _head(name) + END == bytes(_empty(name).to_ical())
