"""Pages of a site of ten thousand meetings, none of them kept from before; beside a bare server of the same bytes."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.ground import cpu_seconds, memory
from benchmarks.serving import COUNT, Asking, forget, home, running, served, told
from benchmarks.shelves import shelves

PAGES, LISTS = 1000, 20


def _paths() -> list[str]:
    with closing(sqlite3.connect(shelves(COUNT))) as connection:
        return [row[0] for row in connection.execute("SELECT path FROM addresses ORDER BY path")]


async def main() -> None:
    chosen = random.Random(1).sample(_paths(), min(PAGES, COUNT))
    with home() as path:
        async with running(*served(path)) as site:
            asking = Asking(site)
            example = path / "page.html"
            example.write_bytes(asking(f"/{chosen.pop()}.html")[1])
            async with running("-m", "benchmarks.bare_site", str(example)) as bare:
                began = cpu_seconds(site.pid)
                values, ground = _in_turn(asking, Asking(bare), chosen)
                spent = (cpu_seconds(site.pid) - began) * 1000 / len(chosen)
            print(f"{len(chosen):5} meetings' pages      {told(values, ground)}; CPU {spent:.1f} ms each")
            for form in (".log.html", ".txt", ".json"):
                some = [asking(f"/{each}{form}")[0] for each in chosen[:100]]
                print(f"{len(some):5} {form:20} {told(some)}")
            for name, values in _lists(asking, path, chosen[0]):
                print(f"{len(values):5} {name:20} {told(values)}")
            print(f"      memory of the server  {memory(site.pid, 'VmRSS'):.0f} MiB, {memory(site.pid):.0f} at most")


def _in_turn(asking: Asking, bare: Asking, paths: list[str]) -> tuple[list[float], list[float]]:
    """Each page once, and the bare server in between."""
    pairs = [(asking(f"/{each}.html")[0], bare("/page")[0]) for each in paths]
    return [site for site, _ in pairs], [ground for _, ground in pairs]


def _lists(asking: Asking, path: Path, meeting: str) -> Iterator[tuple[str, list[float]]]:
    """The pages that list: made anew each time, for something is written in between."""
    series, _, day = meeting.partition("/")
    year, month = day.split("-")[:2]
    targets = {
        "front": "/", "series": f"/{series}/", "year of a series": f"/{series}/{year}/", "year": f"/{year}/",
        "month": f"/{year}/{month}/", "actions": "/actions.html", "actions of a year": f"/actions.{year}.html",
        "actions of a month": f"/actions.{year}-{month}.html",
        "decisions": "/decisions.html", "people": "/people.html", "a person": "/people/nick3.html",
        "feed": "/atom.xml", "calendar": f"/{series}/calendar.ics",
    }  # fmt: skip
    for name, target in targets.items():
        values = []
        for _ in range(LISTS):
            forget(path)
            values.append(asking(target)[0])
        yield name, values
