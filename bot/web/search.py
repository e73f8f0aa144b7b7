"""The search page: a form, and what is found. Works without script, and whatever is typed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app.finding import KINDS, LONGEST, Finder, Hit, Query, terms
from bot.app.reading import Scope
from bot.core.people import Registry
from bot.web.access import Door
from bot.web.answers import headers, sent
from bot.web.site import Site

FILE = "search.html"
PIECE = 25
CLIP, LEAD = 320, 80
"""Letters shown of a long passage, and of those at most so many before the first hit."""
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a passage; `hit`: it is one of the words that were looked for."""

    text: str
    hit: bool = False


def search(site: Site, finder: Finder, door: Door) -> Route:
    """The route of the search page."""

    async def answer(request: Request) -> Response:
        scope = door.scope(request.headers, request.cookies)
        text = await run_in_threadpool(_page, site, finder, scope, request.query_params)
        return sent(request, text.encode("utf-8", "replace"), headers(scope, FILE))

    return Route("/search", answer, methods=["GET", "HEAD"])


def _page(site: Site, finder: Finder, scope: Scope, asked: QueryParams) -> str:
    query = read(asked, site.registry)
    found = finder.find(scope, query)
    hits, more = found.hits[:PIECE], len(found.hits) > PIECE and not query.best
    return site.look.render(
        "search.html",
        FILE,
        site=site,
        query=query,
        hits=[(hit, target(hit), list(marked(hit.text, query.words)), _name(site, hit.who)) for hit in hits],
        person=next(iter(query.people), ""),
        older=address_of(query, hits[-1].id if more else found.down_to) if more or found.down_to else "",
        cut=found.down_to and not more,
        other=address_of(query, 0, best=not query.best),
        series=site.reader.series(scope),
        kinds=KINDS,
    )


def read(asked: QueryParams, registry: Registry) -> Query:
    """What an address asks; what makes no sense in it is left out."""
    return Query(
        words=asked.get("q", "").strip()[:LONGEST],
        series=asked.get("series", "")[:LONGEST],
        people=_people(asked.get("person", "").strip()[:LONGEST], registry),
        kinds=tuple(kind for kind in asked.getlist("kind") if kind in KINDS),
        since=_day(asked.get("since", "")),
        until=_day(asked.get("until", "")),
        best=asked.get("order") == "best",
        before=_number(asked.get("before", "")),
        limit=PIECE + 1,
    )


def _people(typed: str, registry: Registry) -> tuple[str, ...]:
    """What was typed, and the nicks of those the config calls so."""
    known = [entry for entry in registry.entries if entry.name.casefold() == typed.casefold()]
    return (typed, *(nick for entry in known for nick in (entry.nick, *entry.nicks))) if typed else ()


def _number(text: str) -> int:
    return min(int(text), LARGEST) if re.fullmatch(r"[0-9]{1,19}", text) else 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _name(site: Site, nick: str) -> str:
    entry = site.registry.find(nick) if nick else None
    return entry.name if entry else nick


def address_of(query: Query, before: int, *, best: bool = False) -> str:
    """The address that asks the same of what is older, or in the other order."""
    asked = [("q", query.words), ("series", query.series), ("person", next(iter(query.people), ""))]
    asked += [("kind", kind) for kind in query.kinds]
    asked += [("since", query.since.isoformat())] if query.since else []
    asked += [("until", query.until.isoformat())] if query.until else []
    asked += [("order", "best")] if best else []
    asked += [("before", str(before))] if before else []
    return "search?" + urlencode([(name, value) for name, value in asked if value])


def target(hit: Hit) -> str:
    """Where a hit is to be read: the item on the minutes' page, or the line of the transcript."""
    match hit.kind:
        case "line":
            return f"{hit.path}.log.html#l-{hit.line}"
        case "topic":
            return f"{hit.path}.html#topic-{hit.number}"
        case _:
            return f"{hit.path}.html#item-{hit.number}"


def marked(text: str, typed: str) -> Iterator[Part]:
    """A passage in pieces, the words that were looked for marked; of a long one what is around the first of them."""
    pattern = _pattern(typed)
    shown = _clipped(text, pattern)
    at = 0
    for match in pattern.finditer(shown) if pattern else ():
        if match.end() > match.start():
            yield from _plain(shown[at : match.start()])
            yield Part(match[0], hit=True)
            at = match.end()
    yield from _plain(shown[at:])


def _plain(text: str) -> Iterable[Part]:
    return (Part(text),) if text else ()


def _pattern(typed: str) -> re.Pattern[str] | None:
    """Any of the words typed, from where a word begins to where it ends; to be found in any case."""
    found = [part for each in terms(typed) if (part := _word(each))]
    return re.compile("|".join(sorted(found, key=len, reverse=True)), re.IGNORECASE) if found else None


def _word(term: str) -> str:
    """Its letters and digits, whatever stands between them in the text."""
    open_end, pieces = term.endswith("*"), re.findall(r"\w+", term)
    if not pieces:
        return ""
    whole = r"\W+".join(map(re.escape, pieces))
    if not whole.isascii():
        return whole
    return rf"\b{whole}\w*" if open_end else rf"\b{whole}\b"


def _clipped(text: str, pattern: re.Pattern[str] | None) -> str:
    if len(text) <= CLIP:
        return text
    first = pattern.search(text) if pattern else None
    begin = max(0, first.start() - LEAD) if first else 0
    end = begin + CLIP
    return ("…" if begin else "") + text[begin:end] + ("…" if end < len(text) else "")
