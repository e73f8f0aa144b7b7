from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings

from bot.core.minutes import AgendaItem, Attendee, Interruption, Kind, NextMeeting, Record, Section, Unrecorded
from bot.render.renderer import JinjaRenderer
from bot.render.sentences import plain, sentence
from bot.render.wrapping import columns
from tests.render import nasty

RENDERER = JinjaRenderer()
EXAMPLE = Path(__file__).parent / "2026-04-08.txt"


def section(minutes, *records):
    page = RENDERER.pages(replace(minutes, sections=(Section("Topic", records),)))["txt"]
    return page.partition("1. Topic\n--------\n\n")[2].partition("\n\n")[0]


def part(page, title):
    """What stands below a heading, up to the next."""
    return page.partition(f"\n{title}\n{'-' * len(title)}\n\n")[2].partition("\n\n")[0]


def test_the_example_reads_so(renderer, kiln):
    assert renderer.pages(kiln)["txt"] == EXAMPLE.read_text(encoding="utf-8")


def test_an_empty_meeting_says_what_there_is(renderer, bare):
    assert renderer.pages(replace(bare, attendees=()))["txt"] == (
        "Weekly Meeting: 2026-04-08\n==========================\n\n"
        "Room:       kiln-net/#kiln\nTime:       8th April 2026, 16:00 to 16:26 UTC\n"
        "Minutes by: Ada Kern\nAttendees:  nobody\n\n"
        "Next meeting\n------------\n\nTo be announced.\n"
    )


def test_actions_are_listed_by_person_and_those_without_an_owner_last(bare):
    records = (
        Record(Kind.ACTION, "find an owner", number=1, label="A-1"),
        Record(
            Kind.ACTION, "to write it", number=2, label="A-2", owners=("BL", "zz"), owner_names=("Bo Lindqvist", "")
        ),
        Record(None, "Below", children=(Record(Kind.ACTION, "read it", owners=("zz",), due=date(2026, 5, 1)),)),
    )
    page = RENDERER.pages(replace(bare, sections=(Section("Topic", records),)))["txt"]
    assert part(page, "Action items") == (
        "Bo Lindqvist\n  * [A-2] write it (with zz)\n"
        "zz\n  * [A-2] write it (with Bo Lindqvist)\n  * read it (due 1st May 2026)\n"
        "No owner yet\n  * [A-1] find an owner"
    )


def test_decisions_of_every_kind_are_listed(bare):
    records = (
        Record(Kind.AGREED, "to go", label="D-1"),
        Record(Kind.ACCEPTED, "the plan", label="D-2"),
        Record(Kind.REJECTED, "the other", label="D-3"),
        Record(Kind.INFO, "no decision"),
    )
    page = RENDERER.pages(replace(bare, sections=(Section("Topic", records),)))["txt"]
    assert part(page, "Decisions").splitlines() == [
        "* [D-1] Decision to go.",
        "* [D-2] Accepted: the plan.",
        "* [D-3] Rejected: the other.",
    ]


def test_what_is_carried_over_and_roles_and_the_next_date_are_said(renderer, bare):
    minutes = replace(
        bare,
        agenda=(AgendaItem("Tea", carried_from=date(2026, 3, 25)),),
        carried_over=(AgendaItem("Cake"),),
        attendees=(Attendee("Ada", "ada", chair=True, scribe=True),),
        next_meeting=NextMeeting(date(2026, 4, 22), "16:00", "Europe/London"),
    )
    page = renderer.pages(minutes)["txt"]
    assert part(page, "Agenda") == " 1. Tea (carried over from 25th March 2026)"
    assert part(page, "Carried over to the next agenda") == " 1. Cake"
    assert "\nAttendees:  Ada (chair, scribe)\n" in page
    assert page.endswith("\n22nd April 2026, 16:00 Europe/London.\n")


def test_a_meeting_over_midnight_or_still_running_says_so(renderer, bare):
    late = datetime(2026, 4, 9, 0, 40, tzinfo=UTC)
    assert "8th April 2026, 16:00 to 9th April 2026, 00:40 UTC\n" in renderer.pages(replace(bare, ended_at=late))["txt"]
    assert "8th April 2026, 16:00 UTC, not ended yet\n" in renderer.pages(replace(bare, ended_at=None))["txt"]


def test_off_the_record_is_told_with_how_long_and_an_end_by_itself_with_its_time(renderer, bare):
    gap = Unrecorded(nasty.START, datetime(2026, 4, 8, 16, 4, tzinfo=UTC))
    assert section(bare, gap) == "* (off the record, 4 min)"
    ended = replace(bare, ended_at=datetime(2026, 4, 8, 16, 26, tzinfo=UTC), ended_by="timeout")
    pages = renderer.pages(ended)
    assert "16:00 to 16:26 UTC (ended automatically)" in " ".join(pages["txt"].split())
    assert "16:00 to 16:26 UTC (ended automatically)</dd>" in pages["html"]
    assert "- The meeting ended automatically: nothing was said after 16:26 UTC." in pages["md"]


def test_interruptions_stand_out(bare):
    gap = Interruption(nasty.START, datetime(2026, 4, 8, 16, 2, tzinfo=UTC))
    assert section(bare, gap) == ("! Recording was interrupted: lines between 16:00 and 16:02 UTC may be\n  missing.")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x" * 100, ["* " + "x" * 70, "  " + "x" * 30]),
        ("see https://x.example/" + "y" * 80, ["* see", "  https://x.example/" + "y" * 80]),
        ("(https://x.example/" + "y" * 80 + ").", ["* (https://x.example/" + "y" * 80 + ")."]),
        ("\u4e2d" * 40, ["* " + "\u4e2d" * 35, "  " + "\u4e2d" * 5]),
        ("e\u0301" * 80, ["* " + "e\u0301" * 70, "  " + "e\u0301" * 10]),
        ("\x02a\x02\tb \u202ec", ["* a b c"]),
    ],
)
def test_long_words_are_broken_and_urls_are_not(bare, text, lines):
    assert section(bare, Record(Kind.INFO, text)).splitlines() == lines


@pytest.mark.parametrize("name", ["From here on", ".", "..", "--"])
def test_no_line_is_one_that_mail_takes_for_its_own(renderer, bare, name):
    page = renderer.pages(replace(bare, digest=name, name=name))["txt"]
    assert f"\n {name}\n" in page


@settings(nasty.few)
@given(nasty.meetings())
def test_whatever_is_typed_the_lines_are_fit_for_mail(minutes):
    page = RENDERER.pages(minutes)["txt"]
    assert not set(page) & {chr(code) for code in (*range(10), *range(11, 32), *range(127, 160))}
    for line in page.split("\n"):
        assert line == line.rstrip()
        assert not line.startswith(("From ", "."))
        assert line != "--"
        assert columns(line) <= 72 or ("://" in line or "@" in line or "matrix:" in line.casefold()), line


@settings(nasty.few)
@given(nasty.meetings())
def test_whatever_is_typed_every_record_is_there(minutes):
    page = "".join(RENDERER.pages(minutes)["txt"].split())
    missing = [record for record in minutes.records if "".join(plain(sentence(record)).split()) not in page]
    assert missing == []
