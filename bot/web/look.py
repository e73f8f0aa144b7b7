"""How pages look: the templates, and what every one of them may ask for."""

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.compiled import Compiled
from bot.core.text import one_line
from bot.web import entries, wording
from bot.web.people import file_of, page_of
from bot.web.places import (
    ACTIONS,
    DECISIONS,
    FORM_NAMES,
    HOME,
    PEOPLE,
    address,
    date_of,
    form_of,
    link,
    media,
    of_part,
)

ROOMS = ((HOME, "Meetings"), (ACTIONS, "Actions"), (DECISIONS, "Decisions"), (PEOPLE, "People"))
"""What the head of each page leads to."""
ASSETS = ("style.css", "site.js", "icon.svg")


class Templates(Environment):
    """What all know is a plain mapping here: Jinja2's is a chain of two, and to copy that takes a third of a page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


@dataclass(frozen=True, slots=True)
class Look:
    """`live`: there is a program behind the pages, so that they may be searched. `mark` changes with what all show."""

    templates: Environment
    title: str
    public_url: str
    live: bool
    transcripts: bool
    mark: str

    def render(self, template: str, file: str, **values: Any) -> str:
        """A page, from where it stands."""
        return self.templates.get_template(template).render(
            file=file, to=cache(partial(link, page=file)), absolute=partial(address, self.public_url), **values
        )


def make_look(title: str, public_url: str, *, live: bool, transcripts: bool = True) -> Look:
    """A look with its templates read."""
    templates = Templates(
        loader=PackageLoader("bot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=Compiled(),
    )
    marks = {name: _mark(asset(name)) for name in ASSETS}
    templates.globals |= {"site_title": title, "public_url": public_url, "live": live, "marks": marks}
    templates.globals["transcripts"] = transcripts
    templates.filters |= {
        "line": one_line,
        "day": wording.day,
        "weekday": wording.weekday,
        "month": wording.month,
        "short_month": wording.short_month,
        "clock": wording.clock,
        "stamp": wording.stamp,
        "counted": wording.counted,
    }
    templates.globals |= {"span": wording.span, "rooms": ROOMS}
    templates.globals |= {"date_of": date_of, "of_part": of_part, "person_file": file_of, "person_page": page_of}
    templates.globals |= {"entries": entries, "forms": (), "form_of": form_of, "form_names": FORM_NAMES, "media": media}
    templates.globals["shared"] = partial(_shared, lru_cache(maxsize=64)(partial(_drawn, templates)))
    sources = sorted(path.read_text(encoding="utf-8") for path in _folder().iterdir() if path.is_file())
    return Look(
        templates,
        title,
        public_url,
        live,
        transcripts,
        _mark("\0".join([title, public_url, str(transcripts), *sources])),
    )


def _shared(drawn: Callable[[str, int, str], Markup], template: str, file: str) -> Markup:
    """What all pages as deep as this one have in common, but those that are themselves in the head of each."""
    return drawn(template, file.count("/"), file if file in _LED_TO else "")


def _drawn(templates: Environment, template: str, depth: int, file: str) -> Markup:
    """It leads to nothing but files of the root."""
    shared = templates.get_template(template).render(file=file, to=partial(link, page="-/" * depth))
    return Markup(shared)  # noqa: S704 - a template's, which escapes


_LED_TO = frozenset(file for file, _ in ROOMS)


def asset(name: str) -> str:
    """A file that pages use as it is."""
    text: str = (_folder() / name).read_text(encoding="utf-8")
    return text


def _folder() -> Any:
    return files("bot.web") / "templates"


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]
