"""The Jinja2 environment: the templates, and the filters they may use."""

from base64 import b64encode
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from bot.compiled import Compiled
from bot.core import text
from bot.core.minutes import AgendaItem
from bot.render import language, markup, plaintext, records, scalars


def environment() -> Environment:
    """Templates with autoescape for HTML; a name the template does not know is an error."""
    made = Environment(
        loader=PackageLoader("bot.render"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=Compiled(),
    )
    style = made.get_template("style.css").render()
    made.globals |= {"style": Markup(style), "style_hash": _style_hash(style)}  # noqa: S704 - ours
    made.globals |= {"span": language.span, "revision": language.revision}
    made.filters |= {
        "scalar": scalars.scalar,
        "quoted": scalars.quoted,
        "line": text.one_line,
        "titled": language.titled,
        "named": language.named,
        "long_date": language.long_date,
        "agenda_note": _agenda_note,
        "records": records.records,
        "decided": records.decided,
        "owned": records.owned,
        "attendee": plaintext.attendee,
        "title": plaintext.title,
        "wrapped": plaintext.wrapped,
        "fact": plaintext.fact,
        "bullets": plaintext.bullets,
        "decision": plaintext.decision,
        "action": plaintext.action,
        "agenda_item": plaintext.agenda_item,
        "listed": plaintext.listed,
        "html": markup.html,
        "typed": markup.typed,
    }
    return made


def _style_hash(style: str) -> str:
    """The style sheet as a Content-Security-Policy names it (CSP 3, 2.3.1)."""
    return "sha256-" + b64encode(sha256(style.encode()).digest()).decode("ascii")


def _agenda_note(item: AgendaItem) -> str:
    return language.agenda_note(item, language.long_date).lstrip()
