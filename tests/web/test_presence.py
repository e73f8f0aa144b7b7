"""Who was in a meeting, and what was voted there, on pages of their own."""

import re
from datetime import date

import html5lib
import pytest

from bot.core.transcript import spoke
from tests.web.held import SMALL, Held

DAY = date(2026, 4, 8)
VOTES = (
    "ada: #startmeeting",
    "ada: #regrets elif",
    "ada: #vote Fire at night?",
    "bo: -1 too dark",
    "cy: +1",
    "bo: +1",
    "ada: #endvote",
    "cy: #info it is dark",
    "ada: #endmeeting",
)


@pytest.fixture
def voted(held: Held) -> Held:
    return held.play(*VOTES, on=DAY)


def test_the_attendance_says_who_was_there_from_when_to_when_and_who_could_not_come(voted: Held) -> None:
    page = voted.page("/weekly/2026-04-08.attendance.html")
    html5lib.HTMLParser(strict=True).parse(page)
    (bo,) = re.findall(r"<li>.*Bo Lindqvist.*</li>", page)
    assert 'href="../people/bo.html"' in bo
    assert 'href="2026-04-08.log.html#l-4">16:04</a>' in bo
    assert re.sub("<[^>]*>", "", bo) == "Bo Lindqvist 2 lines, 16:04 to 16:06"
    assert page.index("Regrets<") < page.index("Elif Kaya")


def test_of_who_said_one_line_the_minute_is_told_once(held: Held) -> None:
    page = held.play(*SMALL[:-1], "cy: hello", SMALL[-1], on=DAY).page("/weekly/2026-04-08.attendance.html")
    (cy,) = re.findall(r"<li>.*Cyrus Okafor.*</li>", page)
    assert re.sub("<[^>]*>", "", cy) == "Cyrus Okafor 1 line, 16:05"


def test_who_spoke_is_the_same_of_the_record_and_of_its_lines(voted: Held) -> None:
    document = voted.site().desk.document("weekly-2026-04-08")
    assert sorted(spoke(tuple(document.lines()))) == sorted(document.spoke())
    assert sum(each.lines for each in document.spoke()) == document.minutes.lines == len(VOTES)


def test_the_votes_say_who_chose_what_and_why_and_what_they_had_chosen_first(voted: Held) -> None:
    page = voted.page("/weekly/2026-04-08.votes.html")
    html5lib.HTMLParser(strict=True).parse(page)
    assert 'href="2026-04-08.html#item-1">Fire at night?' in page
    text = re.sub(r"\s+", " ", re.sub("<[^>]*>", "", page))
    assert "Carried." in text
    assert "yes 2 Bo Lindqvist (first no); Cyrus Okafor" in text
    assert "no 0 abstain 0" in text


def test_the_minutes_lead_to_both_and_they_lead_back(voted: Held) -> None:
    page = voted.page("/weekly/2026-04-08.html")
    for part in ("attendance", "votes"):
        assert f'href="2026-04-08.{part}.html"' in page
        assert f'id="{part}"' in page
        assert 'href="2026-04-08.html">Minutes' in voted.page(f"/weekly/2026-04-08.{part}.html")
    assert 'href="2026-04-08.attendance.html">Attendance' in voted.page("/weekly/2026-04-08.votes.html")


def test_a_meeting_without_votes_has_no_page_of_them(held: Held) -> None:
    page, votes, none = held.weekly(DAY).get(
        *(f"/weekly/2026-04-{it}.html" for it in ("08", "08.votes", "09.attendance"))
    )
    assert "votes.html" not in page.text
    assert (votes.status_code, none.status_code) == (404, 404)


def test_they_have_revisions_and_stay_where_they_are_when_the_meeting_is_renamed(voted: Held) -> None:
    voted.play("ada: #edit 2 it was dark", "ada: #amend")
    first, now, none = voted.get(*(f"/weekly/2026-04-08{it}.attendance.html" for it in (".r1", "", ".r2")))
    assert (first.status_code, now.status_code, none.status_code) == (200, 200, 404)
    voted.play(*SMALL[:-1], "ada: #meetingname Glaze Clinic", SMALL[-1], on=date(2026, 4, 15))
    moved, none = voted.get("/weekly/2026-04-15.attendance.html", "/weekly/2026-04-15.votes.html")
    assert (moved.status_code, moved.headers["location"]) == (301, "../glaze-clinic/2026-04-15.attendance.html")
    assert none.status_code == 404


async def test_the_archive_has_both_and_takes_the_votes_away_with_the_last_of_them(voted: Held, tmp_path) -> None:
    await voted.deliver(tmp_path)
    assert (tmp_path / "weekly/2026-04-08.attendance.html").exists()
    assert (tmp_path / "weekly/2026-04-08.votes.html").exists()
    assert not (tmp_path / "weekly/2026-04-08.r1.votes.html").exists()
