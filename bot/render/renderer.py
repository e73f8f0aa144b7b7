"""The renderer the application is given: one Jinja2 environment, a template for each form."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from bot.app.listing import Listing
from bot.core.appointments import Appointment
from bot.core.links import linkable
from bot.core.minutes import (
    Minutes,
)
from bot.core.text import one_line
from bot.core.transcript import TranscriptLine
from bot.render import data, language, markup, page, plaintext, register, transcript
from bot.render.calendar import calendar
from bot.render.earlier import earlier
from bot.render.environment import environment
from bot.render.listing import FORMS as FORMS_OF_LISTS
from bot.render.pages import Pages

FORMS = ("md", "txt", "html")
LINK_TEXTS = {page.AGENDA_LINK: "agenda items", page.LIST_LINK: "mailing list"}


class JinjaRenderer:
    """Implements `bot.app.ports.Renderer` and `bot.app.reading.Writer`."""

    @cached_property
    def _environment(self) -> Environment:
        """Made for the first page: a bot that starts has none to draw yet."""
        return environment()

    def pages(self, minutes: Minutes) -> Mapping[str, str]:
        """The minutes by format: "md", "txt", "html", "json"; each is made when it is asked for."""
        return Pages((*FORMS, "json"), partial(self.form, minutes))

    def form(self, minutes: Minutes, form: str) -> str:
        """The minutes as "md", "txt", "html" or "json"."""
        return data.document(minutes) if form == "json" else self._filled(f"minutes.{form}", minutes, CONTEXTS[form])

    def typed(self, text: str) -> Markup:
        """A typed line as HTML, its URLs links."""
        return markup.typed(text)

    def listing(self, listing: Listing, form: str) -> str:
        """What a page of the archive lists, as "md", "txt" or "json"."""
        return FORMS_OF_LISTS[form](listing)

    def calendar(self, name: str, appointments: Iterable[Appointment]) -> str:
        """Meetings as RFC 5545 has them."""
        return calendar(name, appointments).decode("utf-8")

    def article(self, minutes: Minutes) -> Markup:
        """What the HTML page says between its head and its foot."""
        return Markup(self._filled("article.html", minutes, _shared))  # noqa: S704 - a template's, which escapes

    def _filled(self, template: str, minutes: Minutes, context: Callable[[Minutes], dict[str, Any]]) -> str:
        return self._environment.get_template(template).render(minutes=minutes, **context(minutes))

    def transcript(self, minutes: Minutes, lines: Iterator[TranscriptLine], form: str) -> Iterator[str]:
        """The transcript in pieces of some hundred lines; `form` is "html" or "txt"."""
        if form == "txt":
            return transcript.text(minutes, lines)
        context = {
            "minutes": minutes,
            "rooms": language.rooms(minutes),
            "file": _file(minutes),
            "edition": plaintext.edition(minutes),
            "pieces": self.conversation(minutes, lines),
        }
        return self._environment.get_template("transcript.html").generate(context)

    def conversation(self, minutes: Minutes, lines: Iterator[TranscriptLine]) -> Iterator[Markup]:
        """The transcript as HTML to be put into a page, in pieces."""
        return transcript.html(minutes, lines, _file(minutes))

    def utterance(self, minutes: Minutes, line: TranscriptLine) -> Markup:
        """One line of it, without what stands between lines."""
        return transcript.html_line(minutes, line, _file(minutes))


def _shared(minutes: Minutes) -> dict[str, Any]:
    """What the text and the HTML page are filled with."""
    records = minutes.records
    return {
        "file": _file(minutes),
        "newest": _name(minutes),
        "decisions": register.decisions(records),
        "actions": register.actions_by_person(records),
        "earlier": earlier(minutes),
        "next_meeting": plaintext.next_meeting(minutes),
        "links": _links(minutes),
    }


def _whole(minutes: Minutes) -> dict[str, Any]:
    return {
        **_shared(minutes),
        "rooms": language.rooms(minutes),
        "heading": _heading(minutes),
        "edition": plaintext.edition(minutes),
        "digest": one_line(minutes.digest),
        "chairs": plaintext.chairs(minutes),
        "regrets": language.regrets(minutes.regrets),
        "quorum": language.quorum(minutes.quorum) if minutes.quorum else "",
    }


CONTEXTS: Mapping[str, Callable[[Minutes], dict[str, Any]]] = {
    "md": lambda minutes: {"page": page.page(minutes)},
    "txt": _whole,
    "html": lambda minutes: {**_whole(minutes), "description": page.description(minutes)},
}


def _heading(minutes: Minutes) -> str:
    return f"{plaintext.provisional(minutes)[0].upper()}: {minutes.title}" if minutes.draft else minutes.title


def _file(minutes: Minutes) -> str:
    """The name the page's siblings share, as a URL spells it."""
    return f"{_name(minutes)}.r{minutes.revision}" if minutes.superseded else _name(minutes)


def _name(minutes: Minutes) -> str:
    """The name of the newest edition's pages."""
    return quote(minutes.path.rpartition("/")[2], errors="replace")


def _links(minutes: Minutes) -> tuple[tuple[str, str], ...]:
    known = ((text, one_line(minutes.links.get(key, ""))) for key, text in LINK_TEXTS.items())
    return tuple((text, url) for text, url in known if linkable(url))
