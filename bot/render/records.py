"""The records of a section, and the lists of decisions and actions -> HTML.

Plain strings throughout, for there may be hundreds of them.
"""

from collections.abc import Iterable

from markupsafe import Markup, escape

from bot.core.minutes import Break, Minutes, Record, Section
from bot.render import language, markup, moments, plaintext
from bot.render.said import said
from bot.render.sentences import task

NOTHING = '<p class="aside">Nothing was recorded.</p>\n'


def records(section: Section, minutes: Minutes, file: str) -> Markup:
    """A list of a section's records; `file` is the name that the page's siblings share."""
    listed = _listed(section.records, minutes, file) if section.records else NOTHING
    return Markup(listed)  # noqa: S704 - escaped below, piece by piece


def decided(those: Iterable[Record]) -> Markup:
    """Decisions, each leading to where it is among the records."""
    return _register(_entry(record, markup.said(said(record))) for record in those)


def owned(those: Iterable[Record], name: str) -> Markup:
    """What somebody of that name is to do, with whom, and by when."""
    return _register(_entry(record, _task(record, name)) for record in those)


def _register(entries: Iterable[str]) -> Markup:
    return Markup(f'<ul class="register">\n{"".join(entries)}</ul>')  # noqa: S704 - likewise


def _entry(record: Record, told: str) -> str:
    shown, place = (record.label, record.label) if record.label else (str(record.number), f"item-{record.number}")
    return f'<li class="{_kind(record)}"><a class="label" href="#{place}">{shown}</a>\n<span>{told}</span></li>\n'


def _task(record: Record, name: str) -> str:
    told = markup.plain(task(record)) + markup.safe(plaintext.shared(record, name))
    if record.due is None:
        return told
    day = f'<time datetime="{record.due.isoformat()}">{language.long_date(record.due)}</time>'
    return f'{told} <span class="aside">(due {day})</span>'


def _kind(record: Record) -> str:
    return record.kind.value if record.kind else "subtopic"


def _listed(those: tuple[Record | Break, ...], minutes: Minutes, file: str) -> str:
    bullets = "".join([_bullet(record, minutes, file) for record in those])
    return f'<ul class="records">\n{bullets}</ul>\n'


def _bullet(record: Record | Break, minutes: Minutes, file: str) -> str:
    if not isinstance(record, Record):
        return f'<li class="record interruption"><p>{escape(language.missing(record, minutes.date))}</p></li>\n'
    number = f' id="item-{record.number}"' if record.number else ""
    label = f'<a class="label" id="{record.label}" href="#{record.label}">{record.label}</a> ' if record.label else ""
    settles = f' <a class="aside" href="#item-{record.settles}">(the proposal)</a>' if record.settles else ""
    below = _listed(record.children, minutes, file) if record.children else ""
    return (
        f'<li class="record {_kind(record)}"{number}>\n'
        f"<p>{label}{markup.said(said(record))}{settles}</p>\n"
        f"{_when(record, file) if record.line else ''}{below}</li>\n"
    )


def _when(record: Record, file: str) -> str:
    """The time, leading to the line of the transcript; who hears the page is told which line that is."""
    line, at = record.line, record.at
    opening = f'<a class="when" href="{file}.log.html#l-{line}" aria-label="'
    if not at:
        return f'{opening}line {line} of the transcript">log</a>\n'
    day, clock = moments.day(at.date()), moments.clock(at)
    minute = clock[:5]
    told = f'<time datetime="{day}T{clock}Z">{minute}</time>'
    return f'{opening}{minute}, line {line} of the transcript">{told}</a>\n'
