"""Actions, decisions, people and days, over all series."""

import re
from datetime import date

import html5lib
import pytest

from bot.web.access import Allowed, Door
from tests.web.held import SMALL, Held

APRIL = [date(2026, 4, day) for day in (8, 15, 22)]
TASKS = [
    *SMALL[:-1],
    "ada: #action bo to sweep by 2026-04-20",
    "ada: #action cy, bo to rest",
    "ada: #agreed fire at night",
    SMALL[-1],
]


def links(text: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', text)


def test_the_register_of_actions_has_the_overdue_ones_first(held: Held) -> None:
    page = held.weekly(APRIL[0], script=TASKS).page("/actions.html")
    assert page.index(">Overdue<") < page.index("sweep") < page.index(">Open<") < page.index("rest")
    assert "weekly/2026-04-08.html#A-1" in links(page)


def test_actions_that_were_closed_are_on_the_page_of_their_month(held: Held) -> None:
    held.weekly(APRIL[0], script=TASKS).play(*SMALL[:-1], "bo: #done A-2 slept well", SMALL[-1], on=APRIL[1])
    now, month = held.page("/actions.html"), held.page("/actions.2026-04.html")
    assert "rest" not in now
    assert month.index(">Closed<") < month.index("rest") < month.index("slept well")
    for path in ("/actions.2025.html", "/actions.2026-05.html", "/actions.2026-13.html", "/actions.0000-01.html"):
        assert held.get(path)[0].status_code == 404


def test_the_years_of_a_register_lead_to_its_months_and_those_to_each_other(held: Held) -> None:
    held.weekly(date(2025, 12, 31), date(2026, 2, 4), *APRIL, script=TASKS)
    assert "actions.2026.html" in links(held.page("/actions.html"))
    held.play("ada: #startmeeting", "ada: #action bo to sweep", "ada: #undo", "ada: #endmeeting")
    counts = ("actions", "6 actions, 4 meetings", "A-5 to A-10"), ("decisions", "3 decisions, 4 meetings", "D-3 to D-5")
    for register, told, numbers in counts:
        year = held.page(f"/{register}.2026.html")
        assert year.index(f'href="{register}.2026-04.html">April') < year.index(told) < year.index(numbers)
        assert {f"{register}.2026-02.html", f"{register}.2025.html"} <= set(links(year))
        month = held.page(f"/{register}.2026-02.html")
        assert {f"{register}.2025-12.html", f"{register}.2026-04.html", f"{register}.2026.html"} <= set(links(month))
        assert "2026-04-08.html" not in month


def test_days_and_months_lead_to_those_before_and_after(held: Held) -> None:
    held.weekly(date(2025, 12, 31), *APRIL)
    month, day = held.page("/2026/04/"), held.page("/2026/04/15/")
    assert "../../2025/12/index.html" in links(month)
    assert {"../08/index.html", "../22/index.html"} <= set(links(day))
    assert "../../../2025/12/31/index.html" in links(held.page("/2026/04/08/"))


def test_decisions_are_listed_and_lead_to_where_they_were_made(held: Held) -> None:
    held.weekly(*APRIL[:2], script=TASKS)
    for path in ("/decisions.html", "/decisions.2026-04.html"):
        page = held.page(path)
        assert page.count("fire at night") == 2
        assert page.index("2026-04-15.html#D-2") < page.index("2026-04-08.html#D-1")


LATER = [*SMALL[:-1], "ada: #supersede D-1 with fire at dawn", "ada: #rejected to rest", SMALL[-1]]


def test_what_was_superseded_stands_apart_and_each_leads_to_the_other(held: Held) -> None:
    held.weekly(date(2025, 12, 31), script=TASKS).weekly(APRIL[0], script=LATER)
    now, then = held.page("/decisions.html"), held.page("/decisions.2025-12.html")
    order = [">In force<", "to rest", "fire at dawn", ">Superseded<", "fire at night"]
    assert sorted(order, key=now.index) == order
    assert 'superseded by <a href="weekly/2026-04-08.html#D-2">D-2</a>' in now
    assert 'supersedes <a href="weekly/2025-12-31.html#D-1">D-1</a>' in now
    assert ">In force<" not in then
    assert 'superseded by <a href="weekly/2026-04-08.html#D-2">D-2</a>' in then
    series = held.page("/weekly/")
    assert "fire at dawn" in series
    assert "fire at night" not in series
    html5lib.HTMLParser(strict=True).parse(now)


def test_the_other_forms_of_the_register_tell_it_too(held: Held) -> None:
    held.weekly(date(2025, 12, 31), script=TASKS).weekly(APRIL[0], script=LATER)
    told = held.get("/decisions.json")[0].json()
    assert [each["label"] for each in told["decisions"]] == ["D-3", "D-2"]
    assert told["decisions"][1]["supersedes"] == ["D-1"]
    assert [(each["label"], each["superseded_by"]) for each in told["superseded"]] == [("D-1", "D-2")]
    assert "agreed on 2025-12-31; superseded by D-2; Weekly Meeting" in held.page("/decisions.txt")
    feed = held.page("/decisions.atom")
    assert "agreed: fire at night (superseded by D-2)" in feed
    assert feed.count("<updated>2026-04-08T00:00:00Z</updated>") == 4


def test_one_that_is_taken_back_is_on_no_page_and_the_old_one_is_in_force_again(held: Held) -> None:
    held.weekly(APRIL[0], script=TASKS).play(*SMALL[:-1], "ada: #supersede D-1 with fire at dawn", on=APRIL[1])
    assert ">Superseded<" in held.page("/decisions.html")
    page = held.play("ada: #undo").page("/decisions.html")
    assert ">Superseded<" not in page
    assert "fire at night" in page
    assert "fire at dawn" not in page


def test_what_was_superseded_behind_closed_doors_is_told_to_those_who_may_see_it(held: Held) -> None:
    held.weekly(APRIL[0], script=TASKS).play("-!- only by invitation").weekly(APRIL[1], script=LATER)
    page = held.page("/decisions.html")
    assert "fire at night" in page
    assert ">Superseded<" not in page
    assert "superseded by" not in page
    assert "dawn" not in page
    allowed = Door((Allowed("for the board", rooms=frozenset({"kiln/#kiln"})),))
    assert "superseded by" in held.page(
        "/decisions.html", door=allowed, headers={"authorization": "Bearer for the board"}
    )


def test_a_superseded_decision_that_may_not_be_seen_is_named_without_a_way_to_it(held: Held) -> None:
    held.play("-!- only by invitation").weekly(APRIL[0], script=TASKS)
    held.stage.closed = False
    page = held.weekly(APRIL[1], script=LATER).page("/decisions.html")
    assert "<li>supersedes D-1</li>" in page


def test_a_person_has_a_page_with_what_they_are_to_do_and_where_they_were(held: Held) -> None:
    held.weekly(*APRIL, script=TASKS)
    people, minutes, page = held.get("/people.html", "/weekly/2026-04-08.html", "/people/bo.html")
    assert "people/bo.html" in links(people.text)
    assert "Bo Lindqvist" in people.text
    assert "minutebot" not in re.sub("Kept by minutebot|generator.*", "", people.text)
    assert "../people/bo.html" in links(minutes.text)
    assert page.text.count("sweep") == 3
    assert "3 meetings, the last on 22nd April 2026." in page.text
    assert {f"../weekly/{day}.html" for day in APRIL} <= set(links(page.text))


@pytest.mark.parametrize("nick", ["zoë[m]", ".hid", "a|b`c"])
def test_whatever_somebody_is_called_their_page_is_found(held: Held, nick: str) -> None:
    held.play(
        f"[16:00] <{nick}> #startmeeting", f"[16:01] <{nick}> #action {nick} to rest", f"[16:02] <{nick}> #endmeeting"
    )
    (link,) = [link for link in links(held.page("/people.html")) if link.startswith("people/")]
    assert re.fullmatch(r"people/[a-z0-9_~-]+\.html", link)
    assert "1 meeting, the last on" in held.page(f"/{link}")


def test_somebodys_page_has_what_they_did_last(held: Held) -> None:
    asked = [f"ada: #action bo to fire pot {number}" for number in range(1, 53)]
    held.play(*SMALL[:-1], *asked, "ada: #action cy to rest", SMALL[-1], on=APRIL[0])
    done = [f"bo: #done A-{number}" for number in range(1, 53)]
    held.play(*SMALL[:-1], *done, SMALL[-1], on=APRIL[1])
    bo = held.page("/people/bo.html")
    assert bo.count("done on") == 50
    assert "fire pot 52<" in bo
    assert "fire pot 2<" not in bo
    assert "rest" not in bo


def test_somebody_who_was_never_there_has_no_page(held: Held) -> None:
    for answer in held.weekly(APRIL[0]).get(
        "/people/eve.html", "/people/~zz.html", "/people/~ff~fe.html", "/people/.html"
    ):
        assert answer.status_code == 404


def test_meetings_are_found_by_their_day(held: Held) -> None:
    held.weekly(date(2025, 12, 31), *APRIL)
    year, month, day = held.get("/2026/", "/2026/04/", "/2026/04/15/")
    assert {"04/15/index.html", "04/index.html", "../2025/index.html"} <= set(links(year.text))
    assert [link for link in links(month.text) if "weekly/" in link] == [
        f"../../weekly/{on}.html" for on in APRIL[::-1]
    ]
    assert "../../../weekly/2026-04-15.html" in links(day.text)
    for path in ("/2024/", "/2026/03/", "/2026/04/09/", "/2026/13/", "/2026/02/30/", "/0000/", "/0000/01/"):
        assert held.get(path)[0].status_code == 404


def test_the_pages_are_strict_html(held: Held) -> None:
    held.weekly(*APRIL, script=TASKS)
    for path in (
        "/actions.html",
        "/actions.2026.html",
        "/actions.2026-04.html",
        "/decisions.2026-04.html",
        "/decisions.html",
        "/people.html",
        "/people/bo.html",
        "/2026/",
        "/2026/04/",
        "/2026/04/08/",
    ):
        html5lib.HTMLParser(strict=True).parse(held.page(path))
