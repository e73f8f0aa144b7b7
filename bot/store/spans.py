"""How often each series met in each year: all that lists ask of every meeting there is, in one look through them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Integer, func, literal_column, select

from bot.app.reading import Scope
from bot.store.seen import seen
from bot.store.tables import meetings

Mark = tuple[int | datetime, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A year of a series. `mark` changes with the meetings in it that a reader sees, `began` is when the last did."""

    series: str
    year: int
    meetings: int
    first: date
    latest: date
    began: datetime
    running: int
    mark: Mark


def spans(connection: Connection, scope: Scope) -> list[Span]:
    """Those in which there was a meeting that is seen."""
    day, place = meetings.c.day, literal_column("meetings.rowid", Integer)
    year = func.substr(day, 1, 4).label("year")
    told = (
        func.count().label("meetings"),
        func.min(day).label("first"),
        func.max(day).label("latest"),
        func.max(meetings.c.started_at).label("began"),
        func.sum(func.iif(meetings.c.state == "running", 1, 0)).label("running"),
        func.sum(place).label("places"),
        func.sum(place * meetings.c.revision).label("revisions"),
        func.max(meetings.c.updated_at).label("updated"),
    )
    query = select(meetings.c.series, year, *told).where(seen(scope)).group_by(meetings.c.series, year)
    return [
        Span(
            row.series,
            int(row.year),
            row.meetings,
            row.first,
            row.latest,
            row.began,
            row.running,
            mark=(row.meetings, row.places, row.revisions, row.updated),
        )
        for row in connection.execute(query)
    ]


def by_year(found: Iterable[Span]) -> dict[int, list[Span]]:
    """The last year first."""
    years: dict[int, list[Span]] = {}
    for span in sorted(found, key=lambda span: (-span.year, span.series)):
        years.setdefault(span.year, []).append(span)
    return years
