"""What a line of a log says, and when, and who said it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.chat import Message, MessageKind, Person, PersonChanged
from bot.core.logs import BY_NAME, LogLine, Unreadable, find_day, find_room, guess
from tests.core.logs.reading import read, times, told

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("line", "nick", "text", "kind"),
    [
        ("[16:04] <ada> hello", "ada", "hello", MessageKind.TEXT),
        ("[6:04:09] <@ada> hello", "ada", "hello", MessageKind.TEXT),
        ("[16:04] < ada> hello", "ada", "hello", MessageKind.TEXT),
        ("[16:04] <x> * y z", "x", "* y z", MessageKind.TEXT),
        ("[16:04] <ada>", "ada", "", MessageKind.TEXT),
        ("[16:04] <ada> ", "ada", "", MessageKind.TEXT),
        ("[16:04] <ada> a <b> c", "ada", "a <b> c", MessageKind.TEXT),
        ("[16:04] <ada>   indented", "ada", "  indented", MessageKind.TEXT),
        ("[16:04] <ada> [16:03] <bo> pasted", "ada", "[16:03] <bo> pasted", MessageKind.TEXT),
        ("[16:04] <bob[m]> hi\r\n", "bob[m]", "hi", MessageKind.TEXT),
        ("[16:04] * ada waves", "ada", "waves", MessageKind.EMOTE),
        ("[16:04] * ada has joined the fun", "ada", "has joined the fun", MessageKind.EMOTE),
        ("[16:04] * ada gives bo a cookie", "ada", "gives bo a cookie", MessageKind.EMOTE),
        ("[16:04] * ada is now known as the boss", "ada", "is now known as the boss", MessageKind.EMOTE),
        ("[16:04] <ada> /me waves", "ada", "waves", MessageKind.EMOTE),
        ("[16:04] <ada>  /me waves", "ada", "waves", MessageKind.EMOTE),
        ("[16:04] <ada> say /me to wave", "ada", "say /me to wave", MessageKind.TEXT),
        ("[16:04] -ada:#kiln- hear ye", "ada", "hear ye", MessageKind.NOTICE),
    ],
)
def test_a_line_of_chat(line, nick, text, kind) -> None:
    (chat,) = read([line], "brackets")
    assert isinstance(chat, LogLine)
    assert (chat.nick, chat.text, chat.kind) == (nick, text, kind)


@pytest.mark.parametrize(
    "line",
    [
        *("", "   ", "# 2026-04-08 #kiln", "## Log", "###Log", "```", "```irc", "---", "<hr>", "#"),
        *("[16:04] -!- ada joined", "[16:04] == bo quit", "# [16:04] <ada> #topic a comment"),
    ],
)
def test_what_decorates_a_log_is_passed_over(line) -> None:
    assert read(["[16:00] <a> x", line])[1:] == []


@pytest.mark.parametrize(
    "line", ["hello", "16:04 <ada> hello", "[25:04] <ada> hello", "[16:04] ada hello", "[16:04]", "[16:04] <ada>hello"]
)
def test_what_cannot_be_read_is_said_with_its_number(line) -> None:
    assert read(["[16:00] <a> x", line])[1:] == [Unreadable(2, line)]


def test_front_matter_is_passed_over_and_a_mere_ruler_hides_nothing() -> None:
    lines = read(["---", "title: [16:00] <a> no chat", "---", "[16:00] <a> chat"])
    assert [(line.number, line.text) for line in lines] == [(4, "chat")]
    assert [line.text for line in read(["---", "[16:00] <a> chat", "[16:01] <a> more"])] == ["chat", "more"]
    assert [line.text for line in read(["---", "[16:00] <a> chat", "---", "[16:01] <a> more"])] == ["chat", "more"]


def test_a_line_that_goes_on_is_said_by_who_spoke_last() -> None:
    lines = ["4/8/2026, 4:04:05 PM - Ada Kern: one", "two", "4/8/2026, 4:04:06 PM - bo: three"]
    assert [(line.number, line.nick, line.text) for line in read(lines)] == [
        *((1, "Ada Kern", "one"), (2, "Ada Kern", "two"), (3, "bo", "three")),
    ]
    assert read(["  nobody spoke yet", "<ada> one", "  two"], "nicks")[0] == Unreadable(1, "  nobody spoke yet")


def test_a_nick_that_a_writer_put_in_quotes_inside_an_address_is_part_of_it() -> None:
    (line,) = read(["`08-04-2026 16:04`   `bo`   `ada`: see https://example.org/`ada`/kiln and `code`"])
    assert line.text == "`ada`: see https://example.org/ada/kiln and `code`"


@pytest.mark.parametrize(
    ("stamp", "hour"),
    [
        *(
            ("12:30 AM", "00:30"),
            ("1:30 am", "01:30"),
            ("12:30 PM", "12:30"),
            ("1:30 p.m.", "13:30"),
            ("11:59pm", "23:59"),
        ),
        *(("13:30 pm", "13:30"), ("00:30", "00:30"), ("23:59:60", "23:59")),
    ],
)
def test_a_clock_of_twelve_hours(stamp, hour) -> None:
    assert times([f"[{stamp}] <ada> x"]) == [f"08 {hour}"]


def test_midnight_passes_when_the_clock_leaps_back_by_half_a_day() -> None:
    lines = ["[23:58] <a> x", "[23:57] <a> late", "[00:01] <a> y", "[13:00] <a> z", "[00:30] <a> next"]
    assert times(lines) == ["08 23:58", "08 23:57", "09 00:01", "09 13:00", "10 00:30"]


def test_a_new_day_is_where_the_log_says_so() -> None:
    lines = [
        *("--- Log opened Wed Apr 08 23:50:00 2026", "23:58 <a> x", "--- Day changed Thu Apr 09 2026", "00:01 <a> y"),
        *("--- Log closed Thu Apr 09 00:02:00 2026", "--- Log opened Mon Apr 13 10:00:00 2026", "10:01 <a> z"),
    ]
    assert times(lines, day=date(2020, 1, 1)) == ["08 23:58", "09 00:01", "13 10:01"]
    quassel = ["[23:58] <a> x", "[00:00] - {Day changed to Thursday, 9 April 2026}", "[00:01] <a> y"]
    assert times(quassel) == ["08 23:58", "09 00:01"]
    assert times(["<a> x", "--- Day changed Thu Apr 09 2026", "<a> y"]) == ["08 00:00", "09 00:00"]


def test_a_date_without_a_year_lies_in_the_year_that_goes_on() -> None:
    lines = ["Dec 31 23:59:00 <a> x", "Jan 01 00:01:00 <a> y", "Feb 29 10:00:00 <a> in no year"]
    assert [each.sent_at.isoformat() for each in told(lines, day=date(2026, 12, 31))] == [
        *("2026-12-31T23:59:00+00:00", "2027-01-01T00:01:00+00:00", "2027-01-01T10:00:00+00:00"),
    ]
    assert times(["Okt 08 10:00:00 <a> in German"], "hexchat") == ["08 10:00"]


@pytest.mark.parametrize(
    ("stamp", "on"),
    [
        ("4/8/2026, 3:00:00 PM", "2026-04-08"),
        ("08/04/2026, 15:00:00", "2026-04-08"),
        ("25/04/2026, 3:00 PM", "2026-04-25"),
        ("8.4.2026 15:00", "2026-04-08"),
        ("4/25/2026, 15:00", "2026-04-25"),
    ],
)
def test_who_writes_pm_writes_the_month_first(stamp, on) -> None:
    (message,) = told([f"{stamp} - ada: x"], "element")
    assert f"{message.sent_at:%Y-%m-%d %H}" == f"{on} 15"


@pytest.mark.parametrize(
    "stamp", ["2026-02-30 16:00", "2026-04-08 16:61", "0001-04-08 16:00", "2026-04-08 16:00+99:00"]
)
def test_a_time_that_never_was_is_reported(stamp) -> None:
    assert isinstance(read([f"{stamp} <ada> x"], "iso")[0], Unreadable)


def test_the_times_of_a_log_are_a_wall_clocks() -> None:
    assert times(["[16:04] <a> x"], zone=LONDON) == ["08 15:04"]
    assert times(["[00:04] <a> x"], zone=LONDON) == ["07 23:04"]
    assert times(["2026-04-08T16:04:00Z <a> x"], zone=LONDON) == ["08 16:04"], "unless they say"


def test_an_hour_that_comes_twice_is_first_the_one_and_then_the_other() -> None:
    lines = [f"[{clock}] <a> x" for clock in ("00:50", "01:10", "01:50", "01:05", "01:40", "02:10")]
    read_so = times(lines, day=date(2026, 10, 25), zone=LONDON)
    assert read_so == ["24 23:50", "25 00:10", "25 00:50", "25 01:05", "25 01:40", "25 02:10"]


def test_lines_become_messages_of_people_and_bots() -> None:
    lines = ["[16:00] <Ada> x", "[16:00] <ADA> y", "[16:00] <LogBot> z"]
    first, second, bot = told(lines, bots=frozenset({"logbot"}))
    assert first.sender == Person("log/nick/ada", "Ada")
    assert second.sender == Person("log/nick/ada", "ADA")
    assert (first.native_id, first.from_bot) == ("id:1", False)
    assert bot.from_bot
    assert first.sent_at == datetime(2026, 4, 8, 16, tzinfo=UTC)


def test_colours_are_no_part_of_a_nick() -> None:
    (message,) = told(["[16:00] <\x0304ada\x03> x"])
    assert message.sender == Person("log/nick/ada", "ada")
    (message,) = told(["[16:00] <\x02> x"])
    assert message.sender.nick == r"'\x02'"


def _keys(*lines: str) -> list[str]:
    return [each.sender.key for each in told(lines) if isinstance(each, Message)]


def test_a_stranger_who_takes_a_nick_that_was_left_is_somebody_else() -> None:
    changed = "[16:01] *** ada is now known as kern"
    assert _keys("[16:00] <ada> x", changed, "[16:02] <ada> y", "[16:03] <kern> z") == [
        *("log/nick/ada", "log/nick/ada~2", "log/nick/ada"),
    ]


def test_who_comes_back_under_the_old_nick_is_the_same_person() -> None:
    there, back = "[16:01] *** ada is now known as ada_", "[16:03] *** ada_ is now known as Ada"
    assert len(set(_keys("[16:00] <ada> x", there, "[16:02] <ada_> y", back, "[16:04] <Ada> z"))) == 1


def test_who_takes_the_nick_of_a_session_that_was_lost_is_that_person() -> None:
    lines = ["[16:00] <fen> x", "[16:02] <fen_> y", "[16:03] *** fen_ is now known as fen", "[16:04] <fen> z"]
    assert _keys(*lines) == ["log/nick/fen", "log/nick/fen_", "log/nick/fen"]
    (change,) = (each for each in told(lines) if isinstance(each, PersonChanged))
    assert (change.before.key, change.after) == ("log/nick/fen_", Person("log/nick/fen", "fen"))


def test_a_silent_person_may_be_called_what_they_like() -> None:
    assert _keys("[16:00] *** ghost is now known as bo", "[16:01] <bo> x") == ["log/nick/bo"]


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("# 08-04-2026", date(2026, 4, 8)),
        ("date: 2026-99-99 or 2026-04-09", None),
        ("Raw chat, Apr 8th 2026", date(2026, 4, 8)),
        ("held on the 8th of April, 2026", date(2026, 4, 8)),
        ("Session Start: Wed Apr 08 16:00:00 2026", date(2026, 4, 8)),
        ("see https://example.org/2026/04/08-kiln-irc", date(2026, 4, 8)),
        ("kiln_20260408.log", date(2026, 4, 8)),
        ("8.4.26 or May 32 2026 or 1066-01-01", None),
    ],
)
def test_a_day_is_found_above_the_chat(head, day) -> None:
    assert find_day([head, "[16:00] <a> on 2020-01-01"], "log", BY_NAME["brackets"]) == day


def test_a_day_on_the_lines_themselves_wins() -> None:
    assert find_day(["# 2020-01-01", "2026-04-08 16:00 <a> x"], "log", BY_NAME["iso"]) == date(2026, 4, 8)


def test_the_room_is_named_above_the_chat() -> None:
    lines = ["Session Ident: #kiln", "[16:00] <a> see #oven"]
    assert find_room(lines, BY_NAME["brackets"]) == "#kiln"
    assert find_room(lines[1:], BY_NAME["brackets"]) == ""


def test_prose_above_a_short_log_does_not_make_it_another_format() -> None:
    form = guess(["---", "author: ada", "title: Talk", "tags: irc", "---", "[16:00] <a> x", "bo: what?"])
    assert form
    assert form.name == "brackets"
