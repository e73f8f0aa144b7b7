"""Searching: what was said is found by its words, whatever people type, and only what they may see."""

import html
import re
import sqlite3
from contextlib import closing
from datetime import date, timedelta

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from bot.app.finding import Query, terms
from bot.app.reading import PUBLIC, Scope
from bot.store import finding, walking
from bot.store.finding import Finder, matching
from bot.store.rebuilding import rebuild
from bot.store.searching import take_in
from bot.web.search import marked, read
from tests.meetings.stage import PEOPLE
from tests.web.held import Held

APRIL = [date(2026, 4, day) for day in (8, 15)]
SCRIPT = (
    "ada: #startmeeting",
    "bo: hello, the kiln is warm",
    "ada: #topic Glazes",
    "bo: #info the blue glaze runs on the kiln shelf",
    "ada: #action bo to clean the kiln",
    "cy: 今日の会議は延期",
    "cy: Größe and naïveté",
    "ada: #endmeeting",
)


@pytest.fixture
def found(held: Held):
    """`found("kiln")`: (kind, text) of what is found, newest first."""
    held.weekly(*APRIL, script=SCRIPT)

    def find(words: str, scope: Scope = PUBLIC, **more) -> list[tuple[str, str]]:
        while held.journal.now(take_in):
            pass
        with closing(Finder(held.url)) as finder:
            return [(hit.kind, hit.text) for hit in finder.find(scope, Query(words, **more)).hits]

    return find


BLUE = ("info", "the blue glaze runs on the kiln shelf")
CLEAN = ("action", "clean the kiln")
HELLO = ("line", "hello, the kiln is warm")


def test_items_lines_and_topics_are_found_the_newest_first_and_a_recorded_line_once(found) -> None:
    assert found("kiln") == [CLEAN, BLUE, HELLO] * 2
    assert found("glazes") == [("topic", "Glazes")] * 2
    assert found("kiln blue", until=APRIL[0]) == [BLUE]


def test_filters_narrow_it(found) -> None:
    assert found("kiln", kinds=("action",), since=APRIL[1]) == [CLEAN]
    assert found("kiln", people=("Bo",), limit=2) == [BLUE, HELLO]
    assert found("kiln", people=("x", "BO"), limit=2) == [BLUE, HELLO]
    assert found("kiln", series="weekly", limit=1) == [CLEAN]
    assert found("kiln", series="board") == []
    assert found("kiln", since=date(2026, 4, 16)) == []


@pytest.mark.parametrize("typed", ["Åsa", "åsa", "ÅSA"])
def test_people_are_found_by_their_names_in_any_case_and_alphabet(held: Held, found, typed: str) -> None:
    held.play("ada: #startmeeting", "Åsa: #info zebras", "ada: #endmeeting", on=date(2026, 4, 22))
    assert found("zebras", people=(typed,)) == [("info", "zebras")]


def test_the_best_match_comes_first_on_demand(found) -> None:
    assert found("kiln", best=True, limit=2)[0] == CLEAN


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("会議", 1),
        ("議会", 0),
        ("今日", 1),
        ("grosse", 0),
        ("größe", 1),
        ("grosze", 0),
        ("Groesse", 0),
        ("naivete", 1),
        ('"blue glaze"', 1),
        ('"glaze blue"', 0),
        ("gla*", 2),
        ("gla", 0),
        ("kiln-shelf", 1),
        ("#info", 0),
        ("hello,", 1),
        ("", 0),
        ("*", 0),
        ('"', 0),
        ("AND", 1),
        ("kiln NOT blue", 0),
        ("words:kiln", 0),
        ("NEAR(kiln blue)", 0),
        ("kiln) OR (x", 0),
        ("'; DROP TABLE passages; --", 0),
        ("\0kiln\0 warm", 1),
        ("a" * 5000, 0),
    ],
)
def test_what_is_typed_is_words(found, typed, hits) -> None:
    assert len(found(typed, until=APRIL[0])) == hits


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_nothing_that_is_typed_is_an_error(searchable, typed: str) -> None:
    searchable.find(PUBLIC, Query(typed))
    searchable.find(PUBLIC, Query(f"{typed}*", before=2**60))
    searchable.find(PUBLIC, Query(typed, best=True, people=(typed,), series=typed))
    for text in ("the kiln", typed, typed * 9):
        assert "".join(part.text for part in marked(text, typed)).strip("…") in text


@pytest.fixture(scope="module")
def searchable(tmp_path_factory):
    made = Held(tmp_path_factory.mktemp("searchable"))
    made.weekly(APRIL[0], script=SCRIPT)
    made.journal.now(take_in)
    with closing(made.journal), closing(Finder(made.url)) as finder:
        yield finder


def test_private_meetings_are_found_by_those_who_may_see_them(held: Held) -> None:
    held.play("-!- only by invitation", *SCRIPT, on=APRIL[0])
    held.journal.now(take_in)
    with closing(Finder(held.url)) as finder:
        assert finder.find(PUBLIC, Query("blue")).hits == ()
        assert len(finder.find(Scope(rooms=frozenset({"kiln/#kiln"})), Query("blue")).hits) == 1
    assert "<mark>" not in held.page("/search?q=blue")


def test_aborted_meetings_are_not_found(held: Held, found) -> None:
    held.play("ada: #startmeeting", "ada: #info zebras", "ada: #abortmeeting", on=date(2026, 4, 22))
    assert found("zebras") == []


@pytest.mark.parametrize("undo", ["ada: #retract", "ada: #undo"])
def test_what_was_taken_back_is_not_found(held: Held, found, undo) -> None:
    held.play("ada: #startmeeting", "ada: #info zebras", undo, on=date(2026, 4, 22))
    assert [kind for kind, _ in found("zebras")] == ([] if undo.endswith("retract") else ["line"])


def test_a_correction_is_found_and_what_it_replaced_is_not(held: Held, found) -> None:
    held.play("ada: #startmeeting", "ada: #info zebras", "ada: s/zebras/horses/", on=date(2026, 4, 22))
    assert ("info", "horses") in found("horses")
    assert "info" not in [kind for kind, _ in found("zebras")]


def test_no_byte_of_a_retracted_word_is_left_in_the_file(held: Held, found) -> None:
    held.play("ada: #startmeeting", "ada: #info zebraqua", on=date(2026, 4, 22))
    assert found("zebraqua")
    assert {"kiln", "zebraqua"} <= indexed(held)
    held.play("ada: #retract")
    assert found("zebraqua") == []
    assert "kiln" in indexed(held)
    assert "zebraqua" not in indexed(held)


def indexed(held: Held) -> set[str]:
    """The words in the index; its blocks have but the endings of words that begin alike."""
    with closing(sqlite3.connect(held.home / "minutebot.db")) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, passage_words, row)")
        return {term for (term,) in connection.execute("SELECT term FROM words")}


def test_the_words_are_the_same_after_a_rebuild(held: Held, found) -> None:
    before = found("kiln")
    held.journal.now(rebuild)
    assert found("kiln") == before


def test_what_is_said_in_the_same_instant_as_the_meeting_began_is_kept_and_found(held: Held, found) -> None:
    held.stage.play("ada: #startmeeting")
    began = held.stage.now
    for number in range(1, 30):
        held.stage.now = began + timedelta(milliseconds=number) - timedelta(minutes=1)
        held.stage.play(f"ada: #topic zebra {number}", f"ada: #info zebra {number}")
        held.stage.now = began
    assert len(found("zebra", limit=99)) == 58


def test_the_page_shows_marked_words_and_leads_to_where_they_were_said(held: Held, found) -> None:
    assert found("kiln")
    page = held.page("/search?q=kiln")
    assert "clean the <mark>kiln</mark>" in page
    assert 'href="weekly/2026-04-15.html#item-2"' in page
    assert 'href="weekly/2026-04-15.log.html#l-2"' in page
    html5lib.HTMLParser(strict=True).parse(page)
    there = held.page("/weekly/2026-04-15.log.html")
    assert 'id="l-2"' in there
    assert 'id="item-2"' in held.page("/weekly/2026-04-15.html")


def test_of_a_link_its_address_is_shown_for_that_may_have_the_word(held: Held) -> None:
    links = ("cy: #link https://kiln.example.org/oven how to fire", "cy: #link https://kiln.example.org/ash")
    held.play(SCRIPT[0], *links, SCRIPT[-1], on=APRIL[0])
    with closing(Finder(held.url)) as finder:
        (titled,), (bare,) = (finder.find(PUBLIC, Query(word)).hits for word in ("oven", "ash"))
    assert (titled.text, bare.text) == ("how to fire https://kiln.example.org/oven", "https://kiln.example.org/ash")
    assert [part.text for part in marked(titled.text, "oven") if part.hit] == ["oven"]


def test_older_hits_are_behind_a_link(held: Held) -> None:
    held.play("ada: #startmeeting", *[f"ada: #info kiln {number}" for number in range(60)], on=APRIL[0])
    address, seen = "/search?q=kiln", []
    while address:
        page = held.page(address)
        seen += re.findall(r"<mark>kiln</mark> (\d+)", page)
        following = re.search(r'href="(search[^"]*)" rel="next"', page)
        address = f"/{following[1].replace('&amp;', '&')}" if following else ""
    assert seen == [str(number) for number in reversed(range(60))]


@pytest.mark.parametrize(
    "asked", ["since=never", "until=2026-02-30", "kind=x", "before=-1", "before=9999999999999999999", "order=x"]
)
def test_what_makes_no_sense_in_an_address_is_left_out(held: Held, found, asked) -> None:
    plain, odd = held.get("/search?q=kiln", f"/search?q=kiln&{asked}")
    assert found("kiln")
    assert odd.text.count("<mark>") == plain.text.count("<mark>") > 0
    assert odd.status_code == 200


def test_where_no_word_is_typed_nothing_is_searched(held: Held, found) -> None:
    assert found("kiln")
    for answer in held.get("/search", "/search?q=", "/search?q=%00", "/search?q=%22+*"):
        assert (answer.status_code, answer.text.count("<mark>")) == (200, 0)


def test_a_search_that_found_the_same_is_not_sent_again(held: Held, found) -> None:
    assert found("kiln")
    (first,) = held.get("/search?q=kiln")
    (again,) = held.get("/search?q=kiln", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    (other,) = held.get("/search?q=blue", headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200


def test_markup_is_shown_and_not_run(held: Held) -> None:
    held.play("ada: #startmeeting", "ada: #info <script>alert(1)</script> kiln", on=APRIL[0])
    page = held.page("/search?q=script")
    assert "<script>alert" not in page
    assert "&lt;<mark>script</mark>&gt;" in page


def test_only_what_is_asked_is_read() -> None:
    asked = "q=a&series=weekly&kind=info&kind=no&since=2026-04-08&order=best&before=12&person=bo lindqvist"
    query = read(QueryParams(asked), PEOPLE)
    assert query.people == ("bo lindqvist", "bo")
    assert (query.words, query.series, query.kinds, query.since, query.best, query.before) == (
        *("a", "weekly", ("info",), date(2026, 4, 8), True, 12),
    )
    assert matching(terms("a  b*")) == '"a" "b"*'


def test_what_is_said_very_often_is_looked_at_piece_by_piece(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "BUDGET", 5)
    for name, value in {"FIRST": 3, "PIECE": 4, "LEAP": 1}.items():
        monkeypatch.setattr(walking, name, value)
    held.weekly(*(date(2026, 4, day) for day in range(1, 9)), script=SCRIPT)
    while held.journal.now(take_in):
        pass
    asked, pages = "search?q=kiln&person=cy", []
    while asked:
        pages.append(held.page(f"/{asked}"))
        further = re.search(r'href="(search[^"]*)" rel="next">Look further back<', pages[-1])
        asked = html.unescape(further[1]) if further else ""
    assert len(pages) > 3
    assert all("said so often that not all were looked at" in page for page in pages[:-1])
    assert "Nothing was found that is older" in pages[-1]
    assert "not all were looked at" not in held.page("/search?q=kiln&kind=vote")
    assert "Look further back" not in held.page("/search?q=kiln")
