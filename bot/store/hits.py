"""What a search may show: which of some passages pass, what they say, and what is shown of them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, case, exists, func, or_, select

from bot.app.finding import Hit, Query
from bot.app.reading import Scope
from bot.store.addresses import path_of
from bot.store.search_tables import passages
from bot.store.searching import LINE, TOPIC
from bot.store.seen import seen
from bot.store.tables import attendance, items, meetings, messages, topics

p = passages.c
GIVEN = p.id.in_(select(func.json_each(bindparam("ids")).table_valued("value").c.value))


def passing(connection: Connection, scope: Scope, query: Query, ids: Sequence[int], most: int) -> list[int]:
    """Those of `ids` that a reader may see and that are asked for, newest first, but the newest `most` alone.

    Where the best match is asked for, lines by which an item was recorded are among them.
    """
    if not ids:
        return []
    wanted = _passing(scope, bool(query.series), bool(query.people), bool(query.kinds), query.best)
    names = [name.casefold() for name in query.people]
    asked = {"series": query.series, "names": names, "kinds": query.kinds}
    given = {name: value for name, value in asked.items() if value}
    return list(connection.scalars(wanted, {"ids": json.dumps(ids), "most": most, **given}))


@lru_cache(maxsize=64)
def _passing(scope: Scope, *asked: bool) -> Select[Any]:
    """By what is quickest to be looked at; nothing but their ids may lead to the passages."""
    series, people, kinds, best = asked
    where: list[ColumnElement[bool]] = [GIVEN]
    where += [p.kind.in_(bindparam("kinds", expanding=True))] if kinds else []
    where += [_by(bindparam("names", expanding=True))] if people else []
    place = [meetings.c.series == bindparam("series")] if series else []
    where += [exists().where(meetings.c.id == p.meeting_id, *place, seen(scope))]
    where += [] if best else [or_(p.kind != LINE, ~_recorded())]
    return select(p.id).where(*where).order_by(p.id.desc()).limit(bindparam("most"))


def alone(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Those of `ids`, in their order, that are no lines by which an item was recorded: these are shown as the items."""
    left = set(connection.scalars(ALONE, {"ids": json.dumps(ids)}))
    return [id_ for id_ in ids if id_ in left]


def _by(names: Any) -> ColumnElement[bool]:
    """What somebody said who is called one of these, in any case."""
    known = or_(_called(attendance.c.nick, names), _called(attendance.c.name, names))
    return exists().where(attendance.c.meeting_id == p.meeting_id, attendance.c.person == p.person, known)


def _called(column: ColumnElement[str], names: Any) -> ColumnElement[bool]:
    """What is not ASCII alone is asked of Python, which takes its time."""
    beyond = column.op("GLOB")("*[^ -~]*")
    return or_(func.lower(column).in_(names), and_(beyond, func.casefold(column).in_(names)))


def _recorded() -> ColumnElement[bool]:
    """Whether an item or a topic is of this line."""
    twin = passages.alias("twin")
    here = exists().where(twin.c.meeting_id == p.meeting_id, twin.c.line == p.line)
    return or_(here.where(twin.c.number > 0), here.where(twin.c.number < 0))  # in the index, lines are between the two


ALONE = select(p.id).where(GIVEN, or_(p.kind != LINE, ~_recorded()))


def _said(item: ColumnElement[str]) -> ColumnElement[str]:
    """The text of a line, of a topic's title, or what is asked of an item."""
    of_line = messages.c.meeting_id == p.meeting_id, messages.c.line == p.line
    of_topic = topics.c.meeting_id == p.meeting_id, topics.c.number == -p.number
    of_item = items.c.meeting_id == p.meeting_id, items.c.number == p.number
    return case(
        (p.kind == LINE, select(messages.c.text).where(*of_line).limit(1).scalar_subquery()),
        (p.kind == TOPIC, select(topics.c.title).where(*of_topic).scalar_subquery()),
        else_=select(item).where(*of_item).scalar_subquery(),
    )


TEXTS = select(p.id, _said(items.c.text + " " + items.c.url)).where(GIVEN)


def texts(connection: Connection, ids: Sequence[int]) -> list[tuple[int, str]]:
    """What was said, as it was put into the index; of each passage its id and text."""
    return [(id_, text or "") for id_, text in connection.execute(TEXTS, {"ids": json.dumps(ids)})]


def _with_address() -> ColumnElement[str]:
    """An item's text, and where it links to, if the text doesn't say so: what was looked for may be in either."""
    told = or_(items.c.url == "", func.instr(items.c.text, items.c.url) > 0)
    return case((told, items.c.text), else_=func.trim(items.c.text + " " + items.c.url))


def _shown() -> Select[Any]:
    """A passage with its text, who said it, and its meeting."""
    by = attendance.c.meeting_id == p.meeting_id, attendance.c.person == p.person
    name = case((attendance.c.name != "", attendance.c.name), else_=attendance.c.nick)
    who = select(name).where(*by).limit(1).scalar_subquery()
    place = (meetings.c.series, meetings.c.permalink, meetings.c.name, meetings.c.day)
    shown = select(passages, *place, _said(_with_address()).label("said"), who.label("who"))
    return shown.join(meetings).where(GIVEN)


SHOWN = _shown()


def show(connection: Connection, ids: Sequence[int]) -> Iterator[Hit]:
    """These passages, in their order."""
    rows: Iterable[Row[Any]] = connection.execute(SHOWN, {"ids": json.dumps(ids)}) if ids else ()
    known = {row.id: row for row in rows}
    return (_hit(known[id_]) for id_ in ids if id_ in known)


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
