import re
from datetime import date, timedelta

import feedparser
import html5lib
import pytest

from bot.web.routes import find
from tests.web.held import SMALL, Held

APRIL = [date(2026, 4, day) for day in (8, 15, 22)]


def links(text: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', text)


def test_an_archive_without_meetings_says_so(held: Held) -> None:
    assert "No meeting has ended yet" in held.page("/")


def test_the_front_lists_the_newest_meeting_first(held: Held) -> None:
    page = held.weekly(*APRIL).page("/")
    found = [link for link in links(page) if re.fullmatch(r"weekly/2026.*\.html", link)]
    assert found == ["weekly/2026-04-22.html", "weekly/2026-04-15.html", "weekly/2026-04-08.html"]
    assert "Glazes" in page
    assert "2 people" in page


def test_a_running_meeting_is_on_the_front_and_its_page_says_that_it_runs(held: Held) -> None:
    held.weekly(APRIL[0]).play(*SMALL[:-1], on=APRIL[1])
    front, page = held.get("/", "/weekly/2026-04-15.html")
    assert "Running now" in front.text
    assert "<strong>Running.</strong>" in page.text
    assert "the blue one runs" in page.text


def test_an_aborted_meeting_is_nowhere(held: Held) -> None:
    held.weekly(APRIL[0]).play(*SMALL[:-1], "ada: #abortmeeting", on=APRIL[1])
    front, page = held.get("/", "/weekly/2026-04-15.html")
    assert "2026-04-15" not in front.text
    assert page.status_code == 410
    assert "was aborted" in page.text
    assert "blue one" not in page.text


def test_open_actions_are_on_the_front_and_those_past_their_day_are_overdue(held: Held) -> None:
    script = [*SMALL[:-1], "ada: #action bo to sweep by 2026-04-20", "ada: #action cy to rest", SMALL[-1]]
    page = held.weekly(APRIL[0], script=script).page("/")
    assert page.index("sweep") < page.index("rest")
    assert page.count("(overdue)") == 1
    assert 'href="weekly/2026-04-08.html#A-1"' in page


def test_lists_that_are_cut_lead_on_to_the_older_meetings(held: Held) -> None:
    days = [date(2025, 12, 31) + timedelta(days=number) for number in range(30)]
    held.weekly(*days).play(*SMALL[:-1], on=APRIL[0])
    assert "Older meetings" not in held.page("/")
    held.play("ada: #endmeeting")
    front, series, year = held.get("/", "/weekly/", "/weekly/2026/")
    assert '<a href="2026/index.html">Older meetings</a>' in front.text
    assert '<a href="2026/index.html">Older meetings</a>' in series.text
    assert "../2025/index.html" in links(year.text)


@pytest.mark.parametrize("path", ["/weekly", "/weekly.html"])
def test_a_series_is_found_by_its_bare_name(held: Held, path: str) -> None:
    (answer,) = held.weekly(*APRIL).get(path)
    assert (answer.status_code, answer.headers["location"]) == (301, "weekly/")


def test_a_series_page_lists_its_meetings_years_and_decisions(held: Held) -> None:
    script = [*SMALL[:-1], "ada: #agreed fire at night", SMALL[-1]]
    held.weekly(date(2025, 12, 31), *APRIL, script=script)
    page = held.page("/weekly/")
    assert "4 meetings since 31st December 2025." in page
    assert {"2025/index.html", "2026/index.html"} <= set(links(page))
    assert page.count("fire at night") == 4
    older, newer = held.get("/weekly/2025/", "/weekly/2026/")
    assert "../2026/index.html" in links(older.text)
    assert [link for link in links(newer.text) if "-04-" in link] == [
        f"../2026-04-{day}.html" for day in (22, 15, "08")
    ]


def test_a_meeting_leads_to_those_before_and_after_it(held: Held) -> None:
    page = held.weekly(*APRIL).page("/weekly/2026-04-15.html")
    assert '<link rel="prev" href="2026-04-08.html">' in page
    assert '<link rel="next" href="2026-04-22.html">' in page


def test_every_item_and_every_line_has_an_anchor(held: Held) -> None:
    script = [*SMALL[:-1], "ada: #action bo to sweep", "ada: #agreed fire at night", SMALL[-1]]
    minutes, log = held.weekly(APRIL[0], script=script).get("/weekly/2026-04-08.html", "/weekly/2026-04-08.log.html")
    assert {"item-1", "item-2", "item-3", "A-1", "D-1", "topic-1"} <= set(re.findall(r' id="(.*?)"', minutes.text))
    lines = re.findall(r'id="l-(\d+)"', log.text)
    assert lines == [str(number) for number in range(1, len(lines) + 1)]
    assert set(re.findall(r"log\.html#l-(\d+)", minutes.text)) <= set(lines)


@pytest.mark.parametrize(
    ("form", "media", "begins"),
    [
        ("md", "text/markdown", "---\n"),
        ("txt", "text/plain", "Weekly Meeting: 2026-04-08\n"),
        ("json", "application/json", "{"),
    ],
)
def test_the_minutes_come_in_other_forms_by_their_ending(held: Held, form: str, media: str, begins: str) -> None:
    (answer,) = held.weekly(APRIL[0]).get(f"/weekly/2026-04-08.{form}")
    assert answer.headers["content-type"].startswith(media)
    assert answer.text.startswith(begins)


def test_the_transcript_comes_as_text(held: Held) -> None:
    assert "<bo> hello\n" in held.weekly(APRIL[0]).page("/weekly/2026-04-08.log.txt")


def test_earlier_revisions_stay_reachable_and_what_changed_can_be_read(held: Held) -> None:
    held.weekly(APRIL[0]).play("ada: #edit 1 the blue one runs <fast>", "ada: #amend")
    now, old, diff = held.get(*(f"/weekly/2026-04-08{it}.html" for it in ("", ".r1", ".r1-r2")))
    assert "runs &lt;fast&gt;" in now.text
    assert "fast" not in old.text
    assert "here they are as they stand" in old.text
    assert "<ins>" in diff.text
    assert "<del>" in diff.text
    for path in ("/weekly/2026-04-08.r2.html", "/weekly/2026-04-08.r3.html", "/weekly/2026-04-08.r2-r3.html"):
        assert held.get(path)[0].status_code == 404


def test_retracted_text_is_in_no_page_of_any_revision(held: Held) -> None:
    held.play(*SMALL[:-1], "bo: #info a secret", SMALL[-1], "ada: #edit 1 it runs", "ada: #amend", on=APRIL[0])
    held.play("bo: #retract", "ada: #amend")
    forms = [f"/weekly/2026-04-08{it}" for it in (".html", ".log.html", ".md", ".r1.html", ".r1.json", ".r2-r3.html")]
    for answer in held.get(*forms, "/", "/weekly/", "/atom.xml"):
        assert answer.status_code == 200
        assert "secret" not in answer.text


def test_a_renamed_meeting_leads_from_its_old_address_to_the_new(held: Held) -> None:
    held.play(*SMALL[:-1], "ada: #meetingname Glaze Clinic", SMALL[-1], on=APRIL[0])
    old, new, log = held.get("/weekly/2026-04-08.html", "/glaze-clinic/2026-04-08.html", "/weekly/2026-04-08.log.html")
    assert (old.status_code, old.headers["location"]) == (301, "../glaze-clinic/2026-04-08.html")
    assert new.status_code == 200
    assert log.headers["location"] == "../glaze-clinic/2026-04-08.log.html"


def test_the_latest_minutes_have_an_address_that_stays(held: Held) -> None:
    held.weekly(*APRIL[:2]).play(*SMALL[:-1], on=APRIL[2])
    answers = held.get("/latest/", "/latest/weekly/", "/weekly/latest/")
    assert [answer.status_code for answer in answers] == [302] * 3
    assert {answer.headers["location"].rpartition("/")[2] for answer in answers} == {"2026-04-15.html"}


def test_feeds_tell_of_the_meetings_that_changed_last(held: Held) -> None:
    held.weekly(*APRIL).play("ada: #edit 1 it ran", "ada: #amend")
    for path, title in (("/atom.xml", "Kiln minutes"), ("/weekly/atom.xml", "Weekly Meeting - Kiln minutes")):
        (answer,) = held.get(path, public_url="https://minutes.example.org")
        feed = feedparser.parse(answer.content)
        assert not feed.bozo
        assert feed.feed.title == title
        assert feed.entries[0].title == "Weekly Meeting: 2026-04-22"
        assert feed.entries[0].link == "https://minutes.example.org/weekly/2026-04-22.html"
        assert feed.entries[0].author == "Ada Kern"
        assert feed.entries[0].id == "tag:minutes.example.org,2026-04-22:weekly-2026-04-22"


def test_a_page_that_has_not_changed_is_not_sent_again(held: Held) -> None:
    held.weekly(APRIL[0])
    (first,) = held.get("/weekly/2026-04-08.html")
    asking = {"if-none-match": f'"other", {first.headers["etag"]}'}
    (again,) = held.get("/weekly/2026-04-08.html", headers=asking)
    assert (again.status_code, again.content) == (304, b"")
    held.play("ada: #edit 1 it ran", "ada: #amend")
    (changed,) = held.get("/weekly/2026-04-08.html", headers=asking)
    assert changed.status_code == 200


def test_what_changes_while_the_site_runs_is_shown(held: Held) -> None:
    site = held.weekly(APRIL[0]).site()
    before = site.reader.changed()
    held.weekly(APRIL[1])
    assert site.reader.changed() != before


def test_pages_run_no_script_of_others_and_stay_in_no_frame(held: Held) -> None:
    for answer in held.weekly(APRIL[0]).get("/", "/weekly/2026-04-08.html", "/style.css", "/nothing"):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/weekly/2026-04-09.html",
        "/weekly/2024/",
        "/../etc/passwd",
        "/%2e%2e/x",
        "/weekly/2026-04-08.exe",
        "/" + "x" * 5000,
        "/%ff%fe",
        "/weekly/9999-99-99.html",
        "/weekly/0000/",
    ],
)
def test_what_is_not_there_is_not_found(held: Held, path: str) -> None:
    (answer,) = held.weekly(APRIL[0]).get(path)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_whatever_is_typed_the_pages_stay_well_formed(held: Held) -> None:
    odd = "<script>alert(1)</script> & \"quotes\" 'n' {{ 7*7 }} \u202e x \ufffe ]]> 漢字"
    script = [
        "ada: #startmeeting",
        f"ada: #topic {odd}",
        f"bo: #info {odd}",
        f"ada: #action bo to {odd}",
        f"ada: #summary {odd}",
        f"ada: #agreed {odd}",
        f"ada: #vote {odd}? a, b",
        "bo: a",
        "ada: #endmeeting",
    ]
    held.weekly(APRIL[0], script=script)
    for answer in held.get("/", "/weekly/", "/weekly/2026/", "/weekly/2026-04-08.html", "/weekly/2026-04-08.log.html"):
        html5lib.HTMLParser(strict=True).parse(answer.text)
        assert "<script>alert" not in answer.text
        assert "49" not in re.sub(r'[0-9a-f]{12}"', "", answer.text)
    assert not feedparser.parse(held.get("/atom.xml")[0].content).bozo


def test_a_page_made_after_something_was_said_tells_of_it(held: Held) -> None:
    held.weekly(date(2026, 4, 8))
    site = held.site()
    before = find(site, "index.html").text
    held.weekly(date(2026, 4, 15))
    assert "weekly/2026-04-15.html" not in before
    assert "weekly/2026-04-15.html" in find(site, "index.html").text
