"""What a log may have meant, and the copy of it that a person corrects."""

from zoneinfo import ZoneInfo

import pytest

from bot.core.chat import Message, PersonChanged
from bot.core.logs import Frame, find_frame, guess, head, marked
from bot.core.logs.hints import bids_farewell, greets, hints
from tests.core.logs.reading import DAY, told
from tests.core.logs.samples import SAMPLES

NICKS = frozenset({"ada", "bo", "cy_"})
TO_DO = "todo".upper()
UTC_BY_NAME = ZoneInfo("UTC")


def _people(seen):
    return {each.sender.key: each.sender for each in seen if isinstance(each, Message)}.values()


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("ok, onto:  Release of 3.1", "#topic Release of 3.1"),
        ("Next: funding.  Anything new?", "#topic funding"),
        ("next topic: the \x02kiln\x02 :)", "#topic the kiln"),
        ("first up on the agenda is the hack week", "#topic the hack week"),
        ("so our last item is from elif, about grants?", "#topic from elif, about grants"),
        ("alright, moving on to glazes", "#topic glazes"),
        ("I'll write it down (later)", "#action bo to write it down (later)"),
        ("sure, i will ask them; no promise", "#action bo to ask them"),
        ("(I\u2019ll just send a patch)", "#action bo to send a patch"),
        (f"{TO_DO}: tidy the wiki", "#action tidy the wiki"),
        ("cy_ will look at the test", "#action cy_ to look at the test"),
        ("agreed: we wait until Friday.", "#agreed we wait until Friday"),
        ("so we all agreed to wait a week", "#agreed wait a week"),
        ("decided that 3.1 is next", "#agreed 3.1 is next"),
    ],
)
def test_what_was_said_looks_like_a_command(said, command) -> None:
    assert [hint.command for hint in hints("bo", said, NICKS)] == [command]


@pytest.mark.parametrize(
    "said",
    [
        *("hello", "", "the next release is soon", "next week then", "moving on...", "I'll be back", "I'll see"),
        *("who will do it?", "nobody will do it", "agreed", "agreed!", "bo agreed", f"there is a {TO_DO} in it"),
        *("#topic next: one", "#action I'll do it", "the weather will turn", "I will", "x" * 5000 + " I'll do it now"),
    ],
)
def test_what_was_said_is_just_that(said) -> None:
    assert list(hints("bo", said, NICKS)) == []


def test_a_suggestion_is_one_short_line() -> None:
    (hint,) = hints("bo", "Next: " + "word " * 100, NICKS)
    assert len(hint.command) < 140
    assert hint.command.endswith("…")


@pytest.mark.parametrize(
    ("said", "greeting", "farewell"),
    [
        *(("hi all", True, False), ("Welcome to the meeting!", True, False), ("shall we? let's start", True, False)),
        *(("history repeats", False, False), ("that's all for today", False, True), ("thanks everyone!", False, True)),
        ("ok bye", False, True),
    ],
)
def test_meetings_begin_and_end_politely(said, greeting, farewell) -> None:
    assert (greets(said), bids_farewell(said)) == (greeting, farewell)


MEETING = """
[15:50] <cy> lunch was good
[16:00] <ada> hello all
[16:01] <bo> hi
[16:02] <ada> Next: glazes
[16:03] <bo> I'll test the blue one
[16:04] * ada nods
[16:05] <ada> agreed: blue it is
[16:06] *** bo is now known as bo_away
[16:07] <ada> thanks all, bye
[16:09] <cy> that was quick
""".strip().splitlines()


def _copy(lines, zone=UTC_BY_NAME, *, framed: bool = True) -> list[str]:
    seen = told(lines)
    frame = find_frame(seen, _people(seen), len(lines)) if framed else None
    return list(marked(seen, _people(seen), frame, zone))


def test_a_copy_has_the_suggestions_as_comments_in_their_places() -> None:
    assert [line for line in _copy(MEETING) if line.startswith("# ")] == [
        "# 2026-04-08T16:00:00+00:00 <ada> #startmeeting",
        "# 2026-04-08T16:02:00+00:00 <ada> #topic glazes",
        "# 2026-04-08T16:03:00+00:00 <bo> #action bo to test the blue one",
        "# 2026-04-08T16:05:00+00:00 <ada> #agreed blue it is",
        "# 2026-04-08T16:07:00+00:00 <ada> #endmeeting",
    ]
    copy = _copy(MEETING)
    assert copy.index("2026-04-08T16:00:00+00:00 <ada> hello all") == 2, "a start stands before the greeting"
    assert copy[-1].endswith("<cy> that was quick")
    assert copy[-2].endswith("#endmeeting")


def test_who_calls_the_topics_chairs() -> None:
    seen = told(["[16:00] <bo> hi", "[16:01] <ada> Next: one thing", "[16:02] <ada> Next: another"])
    assert find_frame(seen, _people(seen), 3) == Frame("id:1", "id:3", "ada")


def test_a_log_without_manners_begins_and_ends_with_its_lines() -> None:
    seen = told(["[16:00] <bo> so", "[16:01] <ada> what", "[16:02] <bo> ever"])
    assert find_frame(seen, _people(seen), 3) == Frame("id:1", "id:3", "bo")
    assert find_frame([], [], 0) == Frame("", "", "")


def test_a_log_that_was_started_is_told_of_no_chairs_commands() -> None:
    suggested = [line for line in _copy(MEETING, framed=False) if line.startswith("# ")]
    assert suggested == ["# 2026-04-08T16:03:00+00:00 <bo> #action bo to test the blue one"]


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "Asia/Kathmandu"])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.client)
def test_a_copy_says_what_the_log_says(sample, zone) -> None:
    copy = _copy(sample.lines, ZoneInfo(zone))
    form = guess(copy)
    assert form
    assert form.name == "iso"
    assert _plain(told(copy)) == _plain(told(sample.lines))


def _plain(seen):
    return [
        (each.at, each.before.nick, each.after)
        if isinstance(each, PersonChanged)
        else (each.sent_at, each.sender, each.text, each.kind)
        for each in seen
    ]


def test_names_with_blanks_and_notices_survive_a_copy() -> None:
    lines = ["4/8/2026, 4:04:05 PM - Ada Kern: hello", "4/8/2026, 4:04:06 PM - Bo: hello"]
    assert _plain(told(_copy(lines))) == _plain(told(lines))
    notice = ["[16:04] <a> x", "[16:04] -bo- hear ye"]
    assert _plain(told(_copy(notice))) == _plain(told(notice))


def test_the_head_of_a_copy_is_comments_that_name_day_and_room() -> None:
    room = told(["[16:00] <a> x"])[0].room
    lines = list(head(DAY, room))
    assert lines[0] == "# 2026-04-08 #kiln"
    assert all(line.startswith("# ") for line in lines)
