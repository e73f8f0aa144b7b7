"""Searching the words of a million items and of two million lines; beside a bare query of FTS5."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from time import clock_gettime, perf_counter
from urllib.parse import urlencode

from benchmarks.serving import COUNT, Asking, Server, at, home, running, served, told
from benchmarks.shelves import CHINESE, FIRST, SERIES, VOCABULARY, shelves, vocabulary

ROUNDS = 40
BARE = "SELECT rowid FROM passage_words WHERE passage_words MATCH ? ORDER BY rowid DESC LIMIT 26"


def _asked(rng: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    """One search of each kind; of the words some are very common, and some are hardly ever said."""
    words = vocabulary()

    def word() -> str:
        return words[int(VOCABULARY ** rng.random())]

    yield "a word", {"q": word()}
    yield "two words", {"q": f"{word()} {word()}"}
    yield "a phrase", {"q": f'"{words[rng.randrange(20)]} {words[rng.randrange(20)]}"'}
    yield "the commonest", {"q": words[0]}
    yield "a rare one", {"q": words[-1 - rng.randrange(1000)]}
    yield "none such", {"q": f"x{rng.random()}"}
    yield "a beginning", {"q": f"{word()[:4]}*"}
    yield "Chinese", {"q": rng.choice(CHINESE)}
    yield "in a series", {"q": word(), "series": rng.choice(SERIES)}
    yield "by a person", {"q": word(), "person": f"nick{rng.randrange(300)}"}
    yield "of a kind", {"q": word(), "kind": rng.choice(("agreed", "action", "link", "vote", "line"))}
    yield "before a day", {"q": word(), "until": f"{FIRST.year}-03-01"}


async def main() -> None:
    rng = random.Random(4)
    with home() as path, closing(sqlite3.connect(shelves(COUNT))) as connection:
        async with running(*served(path)) as site:
            asking = Asking(site)
            for order in ("", "best"):
                print(f"{'best match' if order else 'newest first'}:")
                found: dict[str, list[float]] = {}
                cpu: dict[str, list[float]] = {}
                bare: list[float] = []
                for _ in range(ROUNDS if not order else ROUNDS // 4):
                    for kind, asked in _asked(rng):
                        target, used = f"/search?{urlencode({**asked, 'order': order})}", _used(site)
                        found.setdefault(kind, []).append(asking(target)[0])
                        cpu.setdefault(kind, []).append(_used(site) - used)
                        bare.append(_bare(connection, asked["q"]))
                for kind, values in found.items():
                    print(f"{len(values):5} {kind:14} {told(values)}; {_told_cpu(cpu[kind])}")
                every = list(chain(*found.values()))
                print(f"{len(every):5} all of these   {told(every, bare)}; {_told_cpu(list(chain(*cpu.values())))}")


def _used(site: Server) -> float:
    """Milliseconds of the processor that a process has used (its clock, clock_getcpuclockid(3))."""
    return clock_gettime(~site.pid << 3 | 2) * 1000


def _told_cpu(values: list[float]) -> str:
    return f"CPU {at(0.5, values):.1f} and {at(0.99, values):.1f} ms"


def _bare(connection: sqlite3.Connection, typed: str) -> float:
    began = perf_counter()
    connection.execute(BARE, (f'"{typed.strip(chr(34)).removesuffix("*")}"',)).fetchall()
    return (perf_counter() - began) * 1000
