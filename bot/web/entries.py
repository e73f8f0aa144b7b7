"""The entries of lists as HTML. Pages have hundreds of them, and a template would take ten times as long."""

from calendar import Calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from markupsafe import Markup, escape

from bot.app.reading import ActionEntry, DecisionEntry, MeetingEntry, Reference
from bot.core.people import Registry
from bot.core.text import one_line
from bot.web import wording
from bot.web.people import Profile, file_of, page_of
from bot.web.places import date_of
from bot.web.presences import Presence

LONGEST = 200
"""Letters of what a meeting was about."""

Way = Callable[[str], str]
"""From the page to a file."""
Typing = Callable[[str], str]
"""A typed line -> HTML."""


def ledger(meetings: Iterable[MeetingEntry], to: Way, *, named: bool, live: bool) -> Markup:
    """Meetings by their days; those of one series need not be `named`."""
    return _list("ol", "ledger", [_meeting(each, to, named=named, live=live) for each in meetings])


def actions(entries: Iterable[ActionEntry], to: Way, typed: Typing, today: date, *, series: bool = True) -> Markup:
    return _list("ul", "dues", [_action(each, to, typed, today, series=series) for each in entries])


def decisions(entries: Iterable[DecisionEntry], to: Way, typed: Typing, *, series: bool = True) -> Markup:
    return _list("ul", "dues", [_decision(each, to, typed, series=series) for each in entries])


def crowd(people: Iterable[Profile], to: Way) -> Markup:
    """People by their names, with how often and when they were there."""
    return _list("ul", "crowd", [_person(each, to(file_of(each.id))) for each in people])


def _person(each: Profile, way: str) -> str:
    told = f"{wording.counted(each.meetings, 'meeting')}, last {_time(each.latest)}"
    return f'<li><a href="{way}">{_line(each.name) or _line(each.id)}</a> <span>{told}</span></li>\n'


def days(year: int, month: int, held: Mapping[date, int], to: Way) -> Markup:
    """The days of a month in their weeks; those on which meetings were held lead there."""
    shown = (
        _day(each, held.get(each, 0), to) if each.month == month else ""
        for each in _MONDAYS.itermonthdates(year, month)
    )
    return Markup("\n".join([f"<li>{each}</li>" for each in shown]))  # noqa: S704 - of numbers


def _day(day: date, held: int, to: Way) -> str:
    if not held:
        return f"<span>{day.day}</span>"
    way, told = to(date_of(day.year, day.month, day.day)), f"{wording.day(day)}, {wording.counted(held, 'meeting')}"
    return f'<a href="{way}" aria-label="{told}">{day.day}</a>'


_MONDAYS = Calendar()


def roll(present: Iterable[Presence], to: Way, registry: Registry, log: str) -> Markup:
    """Who was in a meeting; `log` is the page of its transcript, if there is one."""
    way = to(log) if log else ""
    return _list("ul", "crowd", [_present(each, to, registry, way) for each in present])


def _list(tag: str, kind: str, entries: Sequence[str]) -> Markup:
    return Markup(f'<{tag} class="{kind}">\n{"".join(entries)}</{tag}>')  # noqa: S704 - escaped below, piece by piece


def _meeting(each: MeetingEntry, to: Way, *, named: bool, live: bool) -> str:
    way, about = to(f"{each.path}.html"), _clipped(one_line(each.digest))
    if named:
        apart = f'<span class="apart">, {wording.day(each.day)}</span>'
        told = f'<h3><a href="{way}">{_line(each.name)}{apart}</a></h3>\n' + (f"<p>{about}</p>\n" if about else "")
    else:
        told = f'<h3><a href="{way}">{about or wording.day(each.day)}</a></h3>\n'
    return (
        f'<li class="entry">\n<time class="date" datetime="{each.day}"><b>{each.day.day}</b> '
        f"{wording.weekday(each.day)}</time>\n<div>\n{told}{_facts(_counts(each, live=live))}</div>\n</li>\n"
    )


def _counts(each: MeetingEntry, *, live: bool) -> list[str]:
    """What is known of a meeting, as items of a list."""
    since = f"running since {wording.clock(each.started_at)}" if live else "draft"
    known = [f'<li class="live">{since}</li>'] if each.running else []
    known.append(f"<li>{wording.counted(each.people, 'person')}</li>")
    known += [f'<li class="decided">{wording.counted(each.decisions, "decision")}</li>'] if each.decisions else []
    known += [f'<li class="todo">{wording.counted(each.actions, "action")}</li>'] if each.actions else []
    known += [f"<li>revision {each.revision}</li>"] if each.revision > 1 else []
    return known + (['<li class="private">private</li>'] if each.private else [])


def _present(each: Presence, to: Way, registry: Registry, log: str) -> str:
    who = each.who
    page = to(page_of(registry, who.keys[0] if who.keys else "", who.nick))
    role = "chair, " if who.chair else "scribe, " if who.scribe else ""
    rooms = f", in {_line(' and '.join(who.rooms))}" if who.rooms else ""
    return (
        f'<li><a href="{page}">{_line(who.name) or _line(who.nick)}</a> '
        f"<span>{role}{wording.counted(each.lines, 'line')}{_while(each, log)}{rooms}</span></li>\n"
    )


def _while(each: Presence, log: str) -> str:
    """From when to when; nothing of who wrote no line."""
    if each.since is None or each.until is None:
        return ""
    since, until = wording.clock(each.since), wording.clock(each.until)
    begun = f'<a href="{log}#l-{each.first}">{since}</a>' if log else since
    ended = f' to <time datetime="{wording.stamp(each.until)}">{until}</time>' if until != since else ""
    return f', <time datetime="{wording.stamp(each.since)}">{begun}</time>{ended}'


def _action(each: ActionEntry, to: Way, typed: Typing, today: date, *, series: bool) -> str:
    is_open, label = each.state == "open", f"A-{each.number}"
    late = is_open and each.due is not None and each.due < today
    facts = [f"<li>{', '.join(map(_line, each.owners)) or 'no owner yet'}</li>"]
    if each.due:
        facts.append(f'<li class="when-due">due {_time(each.due)}{" (overdue)" if late else ""}</li>')
    if each.closed_on:
        by = f" by {_line(each.closed_by)}" if each.closed_by else ""
        facts.append(f"<li>{each.state} on {_time(each.closed_on)}{by}</li>")
    facts += [f"<li>{_line(each.series_name)}</li>"] if series else []
    note = f'<p class="note">{typed(each.note)}</p>\n' if each.note else ""
    kind = f"due todo-item{' late' if late else ''}{'' if is_open else ' closed'}"
    return _entry(kind, each.series, label, to(f"{each.path}.html"), f"<p>{typed(each.text)}</p>\n", facts, note)


def _decision(each: DecisionEntry, to: Way, typed: Typing, *, series: bool) -> str:
    facts = [f"<li>{each.kind} on {_time(each.day)}</li>"]
    facts += [f"<li>superseded by {_reference(each.superseded_by, to)}</li>"] if each.superseded_by else []
    old = ", ".join(_reference(other, to) for other in each.supersedes)
    facts += [f"<li>supersedes {old}</li>"] if old else []
    facts += [f"<li>{_line(each.series_name)}</li>"] if series else []
    kind, text = f"due {each.kind}{' closed' if each.superseded_by else ''}", f"<p>{typed(each.text)}</p>\n"
    return _entry(kind, each.series, f"D-{each.number}", to(f"{each.path}.html"), text, facts)


def _entry(kind: str, series: str, label: str, way: str, text: str, facts: list[str], note: str = "") -> str:
    return (
        f'<li class="{kind}" id="{series}-{label}">\n<a class="label" href="{way}#{label}">{label}</a>\n'
        f"<div>\n{text}{_facts(facts)}{note}</div>\n</li>\n"
    )


def _facts(known: list[str]) -> str:
    told = "\n".join(known)
    return f'<ul class="facts">\n{told}\n</ul>\n'


def _reference(other: Reference, to: Way) -> str:
    label = f"D-{other.number}"
    return f'<a href="{to(f"{other.path}.html")}#{label}">{label}</a>' if other.path else label


@lru_cache(maxsize=1024)
def _time(day: date) -> str:
    return f'<time datetime="{day}">{wording.day(day)}</time>'


@lru_cache(maxsize=1024)
def _line(text: str) -> str:
    """A name, which many entries have."""
    return str(escape(one_line(text)))


def _clipped(text: str) -> str:
    """As much as fits, to the end of a word."""
    if len(text) > LONGEST + 5:
        text = text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
    return str(escape(text))
