"""The logs of every client that is known, line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import Message, MessageKind, PersonChanged
from bot.core.logs import FORMATS, LogLine, Unreadable, find_day, guess, read_lines
from tests.core.logs.reading import DAY, read, told
from tests.core.logs.samples import SAMPLES, Sample

EACH = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.client)
SAID = [
    ("ada", "hello: all", MessageKind.TEXT),
    ("bo", "waves", MessageKind.EMOTE),
    ("ada", "<x> * y z", MessageKind.TEXT),
    ("ann", "hi", MessageKind.TEXT),
    ("annie", "here", MessageKind.TEXT),
]


@EACH
def test_a_log_is_taken_for_what_it_is(sample: Sample) -> None:
    form = guess(sample.lines)
    assert form
    assert form.name == sample.form


@EACH
def test_everything_said_is_read_and_the_clients_own_lines_are_not(sample: Sample) -> None:
    lines = read(sample.lines)
    assert [line for line in lines if isinstance(line, Unreadable)] == []
    assert [(line.nick, line.text, line.kind) for line in lines if isinstance(line, LogLine)] == SAID


@EACH
def test_the_clock_is_read(sample: Sample) -> None:
    messages = [each for each in told(sample.lines) if isinstance(each, Message)]
    assert [f"{message.sent_at:%H:%M}" for message in messages] == sample.clock.split()
    assert {message.sent_at.date() for message in messages} == {DAY}


@EACH
def test_who_changes_nick_stays_one_person(sample: Sample) -> None:
    seen = told(sample.lines)
    *_, ann, annie = (each.sender for each in seen if isinstance(each, Message))
    assert (ann.key, ann.nick, annie.nick) == (annie.key, "ann", "annie")
    assert [each for each in seen if isinstance(each, PersonChanged)] == [PersonChanged("log", seen[-2].at, ann, annie)]


@EACH
def test_a_stray_line_costs_itself_only(sample: Sample) -> None:
    stray = "what is THIS"
    lines = [*sample.lines[:-1], stray, sample.lines[-1]]
    form = guess(lines)
    assert form
    assert form.name == sample.form
    read_again = list(read_lines(lines, form))
    assert [line for line in read_again if isinstance(line, LogLine) and line.text != stray] == [
        line._replace(number=line.number + (line.number >= len(sample.lines)))
        for line in read(sample.lines)
        if isinstance(line, LogLine)
    ]
    kept = [line for line in read_again if stray in getattr(line, "text", "")]
    assert [line.number for line in kept] == [len(sample.lines)], "reported, or said to go on with the line before"


@EACH
def test_line_ends_of_windows_change_nothing(sample: Sample) -> None:
    assert read([f"{line}\r\n" for line in sample.lines]) == read(sample.lines)


@EACH
@given(line=st.text(st.characters(blacklist_categories=["Cs"]), max_size=80), place=st.integers(0, 20))
def test_whatever_stands_in_a_log_is_read_passed_over_or_reported(sample: Sample, line: str, place: int) -> None:
    lines = sample.lines
    lines.insert(place, line.replace("\n", ""))
    for each in read(lines, sample.form):
        assert 1 <= each.number <= len(lines)
    told(lines, sample.form)


@given(st.lists(st.text(), max_size=8))
def test_no_text_is_too_odd_to_be_judged(lines: list[str]) -> None:
    form = guess(lines)
    for each in FORMATS if form is None else (form,):
        numbers = [line.number for line in read_lines(lines, each)]
        assert numbers == sorted(set(numbers)), "a line is at most one thing"
        find_day(lines, "x.log", each)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@pytest.mark.parametrize("part", [" ", "\t", "@", "(", "[", "<", "*", "-", "`", "a ", "a:", "> ", "a@", "16:04 "])
def test_a_huge_line_is_no_burden(form, part: str) -> None:
    line = form.example.replace("<tab>", "\t").replace("text", "") + part * (60_000 // len(part))
    for text in (line, part * 30_000, line + "\x00", f"16:04 * {part * 30_000}x"):
        list(read_lines([text], form))


def test_a_line_that_no_client_sends_is_reported() -> None:
    (read_line,) = read(["[16:04] <ada> " + "x" * 70_000], "brackets")
    assert isinstance(read_line, Unreadable)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_formats_example_is_of_that_format(form) -> None:
    example = form.example.replace("<tab>", "\t")
    assert guess([example, example.replace("text", "another"), example]) is form
    (line,) = read_lines([example], form)
    assert isinstance(line, LogLine)
    assert (line.nick.split()[0].lower(), line.text) == ("ada", "text")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello\nworld",
        "A heading\n\nNote: this is prose.\nIt goes on for a while,\nand says nothing of the kind.",
        "\x00\x01\x02\x7fELF\x01\n\xff\xfe",
        "* a list\n* of things\n* to do",
        "# 2026-04-08\n```\n```\n",
    ],
)
def test_what_is_no_log_is_taken_for_none(text: str) -> None:
    assert guess(text.splitlines()) is None
