"""The renderer the application is given: one Jinja2 environment, a template for each form."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from bot.core.links import linkable
from bot.core.minutes import Minutes, TranscriptLine
from bot.core.text import one_line
from bot.render import data, language, page, plaintext, register, transcript
from bot.render.earlier import earlier
from bot.render.environment import environment

FORMS = ("md", "txt", "html")
LINK_TEXTS = {page.AGENDA_LINK: "agenda items", page.LIST_LINK: "mailing list"}


class JinjaRenderer:
    """Implements `bot.app.ports.Renderer`."""

    def __init__(self) -> None:
        self._environment = environment()

    def pages(self, minutes: Minutes) -> Mapping[str, str]:
        """The minutes by format: "md", "txt", "html", "json"."""
        context = {
            "minutes": minutes,
            "page": page.page(minutes),
            "file": _file(minutes),
            "newest": _name(minutes),
            "heading": _heading(minutes),
            "edition": plaintext.edition(minutes),
            "digest": one_line(minutes.digest),
            "chairs": plaintext.chairs(minutes),
            "decisions": register.decisions(minutes),
            "actions": register.actions_by_person(minutes),
            "earlier": earlier(minutes),
            "next_meeting": plaintext.next_meeting(minutes),
            "links": _links(minutes),
            "regrets": language.regrets(minutes.regrets),
            "quorum": language.quorum(minutes.quorum) if minutes.quorum else "",
        }
        forms = {form: self._environment.get_template(f"minutes.{form}").render(context) for form in FORMS}
        return {**forms, "json": data.document(minutes)}

    def transcript(self, minutes: Minutes, lines: Iterator[TranscriptLine], form: str) -> Iterator[str]:
        """The transcript in pieces of some hundred lines; `form` is "html" or "txt"."""
        if form == "txt":
            return transcript.text(minutes, lines)
        file = _file(minutes)
        pieces = transcript.html(minutes, lines, file)
        context = {"minutes": minutes, "file": file, "edition": plaintext.edition(minutes), "pieces": pieces}
        return self._environment.get_template("transcript.html").generate(context)


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
