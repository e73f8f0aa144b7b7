"""Every page that lists something, in the other forms that make sense of it."""

import json
import re
from datetime import date
from urllib.parse import urljoin

import feedparser
import pytest
from icalendar import Calendar
from markdown_it import MarkdownIt

from bot.web.places import LISTED, form_of
from bot.web.routes import find
from tests.web.held import SMALL, Held

APRIL = [date(2026, 4, day) for day in (8, 15)]
TASKS = [
    *SMALL[:-1],
    "ada: #action bo to sweep *all* of [it] by 2026-04-20",
    "ada: #action cy, bo to rest",
    "ada: #agreed fire at night",
    SMALL[-1],
]
PAGES = {
    "index.html": "front",
    "weekly/index.html": "series",
    "weekly/2026/index.html": "span",
    "2026/04/index.html": "span",
    "actions.html": "actions",
    "actions.closed.html": "closed",
    "actions.2026.html": "months",
    "actions.2026-04.html": "month",
    "decisions.html": "decisions",
    "decisions.2026.html": "months",
    "decisions.2026-04.html": "month",
    "people.html": "people",
    "people/bo.html": "person",
}
URL = "https://kiln.example.org"


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Held:
    made = Held(tmp_path_factory.mktemp("forms"))
    return made.weekly(*APRIL, script=TASKS).play(*SMALL[:-1], "bo: #done A-2 slept well", SMALL[-1], on=APRIL[1])


def test_each_page_leads_to_its_forms_which_are_there_and_are_what_they_say(kept: Held) -> None:
    found = [(page, kind, form) for page, kind in PAGES.items() for form in LISTED[kind]]
    pages = dict(zip(PAGES, kept.get(*(f"/{page}" for page in PAGES), public_url=URL), strict=True))
    answers = kept.get(*(f"/{form_of(page, form)}" for page, _, form in found), public_url=URL)
    for (page, _, form), answer in zip(found, answers, strict=True):
        assert answer.status_code == 200, (page, form)
        there = urljoin(f"/{page}", re.search(rf'href="([^"]*)">{NAMES[form]}<', pages[page].text)[1])
        assert there == f"/{form_of(page, form)}"
        kind = answer.headers["content-type"].partition(";")[0]
        assert f'<link rel="alternate" type="{kind}' in pages[page].text
        assert answer.headers["etag"]
        CHECKS[form](answer.text)


NAMES = {"txt": "Plain text", "md": "Markdown", "json": "JSON", "atom": "Atom feed", "ics": "Calendar"}


def _is_text(text: str) -> None:
    assert all(len(line) <= 72 for line in text.splitlines() if "https:" not in line)


def _is_markdown(text: str) -> None:
    page = MarkdownIt().render(text)
    assert page.startswith("<h1>")
    assert "<em>" not in page


def _is_json(text: str) -> None:
    found = json.loads(text)
    assert (found["format"], found["version"]) == ("minutebot-list", 1)
    assert found["url"].startswith(URL)


def _is_atom(text: str) -> None:
    feed = feedparser.parse(text)
    assert not feed.bozo
    assert feed.entries
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    assert all(entry.link.startswith(f"{URL}/weekly/") for entry in feed.entries)


def _is_calendar(text: str) -> None:
    assert Calendar.from_ical(text).events


CHECKS = {"txt": _is_text, "md": _is_markdown, "json": _is_json, "atom": _is_atom, "ics": _is_calendar}


def test_programs_read_the_register_of_actions_by_its_states(kept: Held) -> None:
    found = json.loads(kept.page("/actions.json"))
    assert [(each["label"], each["overdue"]) for each in found["overdue"]] == [("A-1", True), ("A-3", True)]
    assert found["open"][0]["owners"] == ["cy", "bo"]
    assert found["open"][0]["url"] == "weekly/2026-04-15.html#A-4"
    (closed,) = json.loads(kept.page("/actions.closed.json"))["closed"]
    assert (closed["state"], closed["closed_by"], closed["note"]) == ("done", "bo", "slept well")
    month = json.loads(kept.page("/actions.2026-04.json"))
    assert [len(month[part]) for part in ("overdue", "open", "closed")] == [2, 1, 1]


def test_programs_find_the_months_of_a_register_by_its_years(kept: Held) -> None:
    (month,) = json.loads(kept.page("/actions.2026.json"))["months"]
    assert (month["url"], month["month"]) == ("actions.2026-04.html", "2026-04")
    assert (month["meetings"], month["actions"], month["numbers"]) == (3, 4, {"weekly": [1, 4]})


def test_actions_that_were_closed_have_a_page_of_their_own(kept: Held) -> None:
    page = kept.page("/actions.closed.html")
    assert "slept well" in page
    assert "sweep" not in page
    assert 'href="actions.closed.html">Closed ones' in kept.page("/actions.html")


def test_the_days_by_which_somebody_has_something_to_do_come_as_a_calendar(kept: Held) -> None:
    events = Calendar.from_ical(kept.page("/people/bo.ics", public_url=URL)).events
    (due,) = [event for event in events if str(event["UID"]).startswith("weekly-A-1@")]
    assert due["DTSTART"].dt == date(2026, 4, 20)
    assert due["SUMMARY"] == "A-1: sweep *all* of [it] by 2026-04-20"
    assert due["URL"] == f"{URL}/weekly/2026-04-08.html#A-1"


def test_text_and_markdown_say_the_same_as_the_page(kept: Held) -> None:
    text, markdown = kept.page("/actions.txt"), kept.page("/actions.md")
    assert "- [A-1] sweep *all* of [it] by 2026-04-20\n  bo; due 2026-04-20 (overdue); Weekly Meeting\n" in text
    assert "  weekly/2026-04-08.html#A-1\n" in text
    rendered = MarkdownIt().render(markdown)
    assert '<a href="weekly/2026-04-08.html#A-1">A-1</a>: sweep *all* of [it]' in rendered


def test_the_short_name_of_a_series_leads_to_its_forms(kept: Held) -> None:
    for path, there in (("json", "weekly/index.json"), ("atom", "weekly/atom.xml"), ("ics", "weekly/calendar.ics")):
        (answer,) = kept.get(f"/weekly.{path}")
        assert (answer.status_code, answer.headers["location"]) == (301, there)


def test_what_is_not_there_is_not_there_in_any_form(kept: Held) -> None:
    for path in (
        "/none/index.json",
        "/actions.2025.json",
        "/people/eve.json",
        "/2026/05/index.md",
        "/actions.2026-05.md",
        "/actions.exe",
    ):
        assert kept.get(path)[0].status_code == 404


def test_nobody_else_reads_of_private_meetings_in_any_form(held: Held) -> None:
    held.play("-!- only by invitation", *TASKS, on=APRIL[0])
    found = [f"/{form_of(page, form)}" for page, kind in PAGES.items() for form in LISTED[kind]]
    for answer in held.get(*found):
        assert answer.status_code in {200, 404}
        assert "2026-04-08" not in answer.text
        assert "sweep" not in answer.text


async def test_the_archive_has_them_too(kept: Held, tmp_path) -> None:
    await kept.deliver(tmp_path / "tree")
    there = {path.relative_to(tmp_path / "tree").as_posix() for path in (tmp_path / "tree").rglob("*")}
    assert {form_of(page, form) for page, kind in PAGES.items() for form in LISTED[kind]} <= there
    for file in ("index.txt", "actions.json", "people/bo.ics"):
        assert (tmp_path / "tree" / file).read_bytes().decode() == find(kept.site(live=False), file).text
