"""Searching the passages. Whatever a person types is words, never the language of FTS5."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Select, and_, case, column, exists, func, or_, select, table
from sqlalchemy import text as sql

from bot.app.finding import Hit, Query, terms
from bot.app.reading import Scope
from bot.store.addresses import path_of
from bot.store.search_tables import passages
from bot.store.searching import LINE, TOPIC, first_id, spaced
from bot.store.seen import seen
from bot.store.sqlite import open_reader
from bot.store.tables import attendance, items, meetings, messages, topics

NEWEST = 2000
"""Among so many of the newest the best match is looked for: ranking all would take a second."""
REACH = 3_000
"""Of so many of the newest hits those are found that are narrowed down to: looking at all could take a second."""
words = table("passage_words", column("rowid"))
MATCHES = sql("passage_words MATCH :typed")


def matching(typed: str) -> str:
    """What was typed as FTS5 reads it: all of the words; "" when there is none."""
    return " ".join(f'"{spaced(term.rstrip("*"))}"{"*" if term.endswith("*") else ""}' for term in terms(typed))


class Finder:
    """Implements `bot.app.finding.Finder`."""

    def __init__(self, record: str | Engine) -> None:
        self._engine: Engine = open_reader(record)

    def close(self) -> None:
        self._engine.dispose()

    def find(self, scope: Scope, query: Query) -> list[Hit]:
        """What a reader may see of what has all the words; nothing where there are none."""
        typed = matching(query.words)
        if not typed:
            return []
        wanted = _best(scope, query) if query.best else _newest(scope, query)
        with self._engine.begin() as connection:
            return [_hit(row) for row in connection.execute(wanted, {"typed": typed})]

    def reach(self, query: Query) -> int:
        typed = matching(query.words)
        if not typed or query.best or not narrowed(query):
            return 0
        looked_at = select(words.c.rowid).where(MATCHES, *_span(query, words.c.rowid)).order_by(words.c.rowid.desc())
        with self._engine.begin() as connection:
            return connection.scalar(looked_at.limit(1).offset(REACH - 1), {"typed": typed}) or 0


def narrowed(query: Query) -> bool:
    """Whether hits are passed over that have the words: then there may be very many for each that is shown."""
    return bool(query.series or query.people or query.kinds)


def _newest(scope: Scope, query: Query) -> Select[Any]:
    found = _shown().join(words, words.c.rowid == passages.c.id)
    return found.where(MATCHES, *_wanted(scope, query, words.c.rowid)).order_by(words.c.rowid.desc()).limit(query.limit)


def _best(scope: Scope, query: Query) -> Select[Any]:
    rank = func.bm25(sql("passage_words")).label("rank")
    newest = select(words.c.rowid.label("passage"), rank).where(MATCHES).order_by(words.c.rowid.desc()).limit(NEWEST)
    ranked = newest.cte("newest")
    found = _shown().join(ranked, ranked.c.passage == passages.c.id).where(*_wanted(scope, query, ranked.c.passage))
    return found.order_by(ranked.c.rank, ranked.c.passage.desc()).limit(query.limit)


def _shown() -> Select[Any]:
    """A passage with its text, who said it, and its meeting."""
    p = passages.c
    item = items.c.meeting_id == p.meeting_id, items.c.number == p.number
    topic = topics.c.meeting_id == p.meeting_id, topics.c.number == -p.number
    line = messages.c.meeting_id == p.meeting_id, messages.c.line == p.line
    by = attendance.c.meeting_id == p.meeting_id, attendance.c.person == p.person
    said = case(
        (p.kind == LINE, select(messages.c.text).where(*line).limit(1).scalar_subquery()),
        (p.kind == TOPIC, select(topics.c.title).where(*topic).scalar_subquery()),
        else_=select(items.c.text).where(*item).scalar_subquery(),
    )
    name = case((attendance.c.name != "", attendance.c.name), else_=attendance.c.nick)
    who = select(name).where(*by).limit(1).scalar_subquery()
    place = (meetings.c.series, meetings.c.permalink, meetings.c.name, meetings.c.day)
    return select(passages, *place, said.label("said"), who.label("who")).join(meetings)


def _wanted(scope: Scope, query: Query, passage: ColumnElement[int]) -> Iterator[ColumnElement[bool]]:
    """What narrows the search; a line that an item was recorded by is shown as the item alone."""
    p = passages.c
    yield seen(scope)
    twin = passages.alias("twin")
    recorded = exists().where(twin.c.meeting_id == p.meeting_id, twin.c.number != 0, twin.c.line == p.line)
    yield or_(p.kind != LINE, ~recorded)
    if query.series:
        yield meetings.c.series == query.series
    if query.kinds:
        yield p.kind.in_(query.kinds)
    if query.people:
        names = [name.casefold() for name in query.people]
        known = or_(_called(attendance.c.nick, names), _called(attendance.c.name, names))
        yield exists().where(attendance.c.meeting_id == p.meeting_id, attendance.c.person == p.person, known)
    yield from _span(query, passage)


def _called(column: ColumnElement[str], names: list[str]) -> ColumnElement[bool]:
    """Whether it is one of these, in any case; what is not ASCII alone is asked of Python, which takes its time."""
    beyond = column.op("GLOB")("*[^ -~]*")
    return or_(func.lower(column).in_(names), and_(beyond, func.casefold(column).in_(names)))


def _span(query: Query, passage: ColumnElement[int]) -> Iterator[ColumnElement[bool]]:
    """From when to when."""
    if query.since:
        yield passage >= first_id(query.since)
    if query.until:
        yield passage < first_id(query.until + timedelta(days=1))
    if query.before:
        yield passage < query.before
    if query.down_to:
        yield passage >= query.down_to


def _hit(row: Row[Any]) -> Hit:
    return Hit(
        id=row.id,
        path=path_of(row.series, row.permalink),
        title=row.name,
        series=row.series,
        day=row.day,
        at=row.at,
        kind=row.kind,
        number=abs(row.number),
        line=row.line,
        who=row.who or "",
        text=row.said or "",
    )
