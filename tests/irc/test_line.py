from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.irc.line import format_time, parse, parse_time


def test_a_line_is_taken_apart():
    line = parse("@time=2026-04-08T16:00:00.123Z;msgid=m1;+x=a\\sb :ada!a@h PRIVMSG #kiln :good morning, all")
    assert (line.verb, line.nick, line.source) == ("privmsg", "ada", "ada!a@h")
    assert line.params == ["#kiln", "good morning, all"]
    assert line.tags["+x"] == "a b"
    assert line.server_time == datetime(2026, 4, 8, 16, 0, 0, 123000, UTC)


def test_numerics_have_the_librarys_names():
    assert parse(":srv 433 * ada :taken").verb == "nicknameinuse"


@pytest.mark.parametrize(
    ("raw", "params"),
    [
        ("PRIVMSG #kiln 10\u00a0km", ["#kiln", "10\u00a0km"]),
        ("PRIVMSG #kiln :", ["#kiln", ""]),
        ("PRIVMSG #kiln ::)", ["#kiln", ":)"]),
        ("PRIVMSG #kiln :a  :b ", ["#kiln", "a  :b "]),
        ("PING :", [""]),
        ("QUIT", []),
    ],
)
def test_parameters_end_at_ascii_blanks_alone(raw, params):
    assert parse(raw).params == params


def test_two_blanks_after_the_tags_do_no_harm():
    assert parse("@a=b  :ada!a@h QUIT").verb == "quit"


def test_a_missing_parameter_is_empty():
    assert parse("JOIN").param(0) == ""
    assert parse("JOIN #a").param(-1) == "#a"


@pytest.mark.parametrize("value", ["", "yesterday", "2026-04-08T16:00:00", "9999-99-99T00:00:00Z", "Z"])
def test_a_time_that_is_none_is_none(value):
    assert parse_time(value) is None


def test_times_are_written_as_they_are_read():
    assert format_time(parse_time("2026-04-08T16:00:00.120Z")) == "2026-04-08T16:00:00.120Z"


@given(st.text(max_size=200))
def test_no_line_is_too_odd_to_be_read(text):
    line = parse(text.replace("\n", ""))
    assert line is None or line.verb
