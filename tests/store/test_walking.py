"""A search finds what looking at everything finds, in that order, however it gets there."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.finding import Query, terms
from bot.app.reading import EVERY_ROOM, PUBLIC, Scope
from bot.store import finding, gathering, walking
from bot.store.finding import Finder
from bot.store.searching import first_id, spaced, take_in_lines
from bot.store.stretches import Stretch, joined
from bot.store.walking import Road, walk
from tests.web.held import Held

SIZES = {"FIRST": 3, "LEAST": 1, "STEP": 4, "PIECE": 7, "MANY": 4, "LEAP": 2, "HEAP": 3}
IDS = st.integers(min_value=1, max_value=400)


@pytest.fixture(scope="module", autouse=True)
def small_steps() -> Iterator[None]:
    """So that a little is much."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SIZES.items():
            patch.setattr(walking, name, value)
        for name, value in {"HANDFUL": 3, "OFTEN": 2, "SIFTED": 9, "PIECE": 2, "NEAR": 30, "SPELLINGS": 1}.items():
            patch.setattr(finding, name, value)
        for name, value in {"FEW": 2, "MANY": 5}.items():
            patch.setattr(gathering, name, value)
        yield


@given(
    hits=st.sets(IDS, max_size=200).map(sorted),
    stretches=st.lists(st.tuples(IDS, st.integers(0, 30)), max_size=12),
    passes=st.integers(1, 9),
    enough=st.integers(1, 9),
    budget=st.integers(1, 60),
)
def test_every_way_leads_to_the_same_hits(hits, stretches, passes: int, enough: int, budget: int) -> None:
    where = joined(Stretch(first, first + length) for first, length in stretches)
    right = {id_ for id_ in hits if id_ % passes == 0 and any(one.first <= id_ <= one.last for one in where)}

    def read(stretch: Stretch, most: int) -> list[int]:
        return [id_ for id_ in reversed(hits) if stretch.first <= id_ <= stretch.last][:most]

    def passing(ids: Sequence[int], most: int) -> list[int]:
        return [id_ for id_ in ids if id_ in right][:most]

    def ways(most: int) -> list[Stretch] | None:
        return where if len(where) <= most else None

    found, before = list[int](), 500
    while before:
        road = Road(-1, before - 1, read, lambda stretch: read(stretch, 500), passing, ways)
        some, down_to = walk(road, enough, budget)
        assert len(some) == enough or not down_to or down_to < before
        found += some
        before = some[-1] if len(some) == enough else down_to
    assert found == sorted(right, reverse=True)


WORDS = ("kiln", "glaze", "cone", "shelf", "\u4f1a\u8b70", "Gr\u00fcn", "c", "colour")
PEOPLE = ("ada", "bo", "cy", "dmitri", "\u00c5sa")
SERIES = ("", " Board", " Glazes")


def script(number: int) -> list[str]:
    """A meeting, in which something else is said each time."""
    said = [f"{WORDS[(number * 7 + at * at) % 8]} {WORDS[(at + number) % 8]} {at}" for at in range(9)]
    kinds = ("", "#info ", "", "#action ", "#idea ", "#topic ", "", "#agreed ", "")
    who = [PEOPLE[(number * at + at) % (2 + number % 4)] for at in range(9)]
    who[5] = who[7] = "ada"
    lines = [f"{person}: {kind}{text}" for person, kind, text in zip(who, kinds, said, strict=True)]
    return [f"ada: #startmeeting{SERIES[number % 3]}", *lines, "ada: #endmeeting"]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    made = Held(tmp_path_factory.mktemp("walked"))
    for number in range(12):
        made.play(*(["-!- only by invitation"] if number == 6 else []), *script(number), on=date(2026, 4, 1 + number))
    while made.journal.now(take_in_lines):
        pass
    with closing(made.journal):
        yield made


EVERYTHING = """
    SELECT passages.id, passages.kind, meetings.series, meetings.private, attendance.nick, attendance.name AS name, CASE
        WHEN passages.number > 0 THEN (SELECT text || ' ' || url FROM items AS i
            WHERE i.meeting_id = passages.meeting_id AND i.number = passages.number)
        WHEN passages.number < 0 THEN (SELECT title FROM topics AS t
            WHERE t.meeting_id = passages.meeting_id AND t.number = -passages.number)
        ELSE (SELECT text FROM messages AS m
            WHERE m.meeting_id = passages.meeting_id AND m.line = passages.line) END AS said,
        EXISTS (SELECT 1 FROM items AS i WHERE i.meeting_id = passages.meeting_id AND i.line = passages.line
            UNION SELECT 1 FROM topics AS t WHERE t.meeting_id = passages.meeting_id AND t.line = passages.line) AS twin
    FROM passages JOIN meetings ON meetings.id = passages.meeting_id LEFT JOIN attendance
        ON attendance.meeting_id = passages.meeting_id AND attendance.person = passages.person
    ORDER BY passages.id DESC
"""


def plainly(held: Held, scope: Scope, query: Query) -> list[int]:
    """The ids of what is to be found, by looking at everything."""
    with closing(sqlite3.connect(held.home / "minutebot.db")) as connection:
        connection.row_factory = sqlite3.Row
        return [row["id"] for row in connection.execute(EVERYTHING) if _passes(row, scope, query)]


def _passes(row: sqlite3.Row, scope: Scope, query: Query) -> bool:
    called = {(row["nick"] or "").casefold(), (row["name"] or "").casefold()}
    return (
        all(_said(row["said"], term) for term in terms(query.words))
        and (EVERY_ROOM in scope.rooms or not row["private"])
        and not (row["kind"] == "line" and row["twin"])
        and (not query.series or row["series"] == query.series)
        and (not query.kinds or row["kind"] in query.kinds)
        and (not query.people or not called.isdisjoint(name.casefold() for name in query.people))
        and (not query.since or row["id"] >= first_id(query.since))
    )


def _said(text: str, term: str) -> bool:
    words = " ".join(re.findall(r"\w+", spaced(term.casefold())))
    said = " ".join(re.findall(r"\w+", spaced(text.casefold())))
    return f" {words}" in f" {said}" if term.endswith("*") else f" {words} " in f" {said} "


TYPED = st.lists(
    st.sampled_from([*WORDS, *WORDS, "co*", "k*", "c*", "g*", "nothing", '"kiln glaze"', "\u8b70"]),
    min_size=1,
    max_size=2,
)
QUERIES = st.builds(
    Query,
    words=TYPED.map(" ".join),
    series=st.sampled_from(["", "", "board", "glazes", "none"]),
    people=st.sampled_from([(), (), ("ada",), ("DMITRI",), ("\u00e5sa", "cy"), ("nobody",)]),
    kinds=st.sampled_from([(), (), ("line",), ("action", "topic"), ("idea",), ("vote",)]),
    since=st.sampled_from([None, None, date(2026, 4, 5)]),
    limit=st.integers(1, 30),
)


@settings(max_examples=80, deadline=None)
@given(QUERIES, st.sampled_from([PUBLIC, Scope(rooms=frozenset({EVERY_ROOM}))]), st.sampled_from([1, 9, 1000]))
def test_a_search_finds_what_looking_at_everything_finds(held: Held, query: Query, scope: Scope, budget: int) -> None:
    found, before = list[int](), query.before
    with closing(Finder(held.url)) as finder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "BUDGET", budget)
        while True:
            some = finder.find(scope, replace(query, before=before))
            found += [hit.id for hit in some.hits]
            before = some.hits[-1].id if len(some.hits) == query.limit else some.down_to
            if not before:
                break
        best = finder.find(scope, replace(query, best=True, limit=99))
    assert found == plainly(held, scope, query)
    assert {hit.id for hit in best.hits} <= set(found)


def test_there_is_something_to_find(held: Held) -> None:
    assert {len(plainly(held, PUBLIC, Query(word))) > 5 for word in WORDS[:6]} == {True}
    assert any(plainly(held, PUBLIC, Query(word, people=("\u00e5sa",))) for word in WORDS)
    assert len(plainly(held, PUBLIC, Query("kiln"))) < len(plainly(held, Scope(rooms=frozenset({"*"})), Query("kiln")))
