"""The records of a section -> HTML. Plain strings throughout, for there may be hundreds of them."""

from markupsafe import Markup, escape

from bot.core.minutes import Break, Minutes, Record, Section
from bot.render import language, markup
from bot.render.sentences import sentence

NOTHING = '<p class="aside">Nothing was recorded.</p>\n'


def records(section: Section, minutes: Minutes, file: str) -> Markup:
    """A list of a section's records; `file` is the name that the page's siblings share."""
    listed = _listed(section.records, minutes, file) if section.records else NOTHING
    return Markup(listed)  # noqa: S704 - escaped below, piece by piece


def kind(record: Record) -> str:
    return record.kind.value if record.kind else "subtopic"


def _listed(those: tuple[Record | Break, ...], minutes: Minutes, file: str) -> str:
    bullets = "".join(f"{_bullet(record, minutes, file)}\n" for record in those)
    return f'<ul class="records">\n{bullets}</ul>\n'


def _bullet(record: Record | Break, minutes: Minutes, file: str) -> str:
    if not isinstance(record, Record):
        return f'<li class="record interruption"><p>{escape(language.missing(record, minutes.date))}</p></li>\n'
    number = f' id="item-{record.number}"' if record.number else ""
    label = f'<a class="label" id="{record.label}" href="#{record.label}">{record.label}</a> ' if record.label else ""
    settles = f' <a class="aside" href="#item-{record.settles}">(the proposal)</a>' if record.settles else ""
    below = _listed(record.children, minutes, file) if record.children else ""
    return (
        f'<li class="record {kind(record)}"{number}>\n'
        f"<p>{label}{markup.plain(sentence(record))}{settles}</p>\n"
        f"{_when(record, file)}\n{below}</li>\n"
    )


def _when(record: Record, file: str) -> str:
    if not record.line:
        return ""
    instant = record.at.isoformat(timespec="seconds") if record.at else ""
    clock = instant[11:16]
    told = f'<time datetime="{instant}">{clock}</time>' if instant else "log"
    named = f"{clock}, line" if clock else "line"
    return (
        f'<a class="when" href="{file}.log.html#l-{record.line}" '
        f'aria-label="{named} {record.line} of the transcript">{told}</a>\n'
    )
