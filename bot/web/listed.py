"""What a page lists, and how its entries are said in other forms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from bot.app.listing import Listing, Part, Row
from bot.app.reading import ActionEntry, DecisionEntry, MeetingEntry, SeriesEntry
from bot.core.text import join_words
from bot.web.people import Profile, file_of
from bot.web.places import page_of, reached, series_of
from bot.web.site import Site
from bot.web.wording import counted, month, stamp


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a register: the page, how many meetings there were, and how many `what` ("action") they made.

    `numbers` are the first and the last that were made, of each series.
    """

    file: str
    first: date
    meetings: int
    entries: int
    what: str
    numbers: Sequence[tuple[str, int, int]] = ()

    @property
    def labels(self) -> list[str]:
        """`weekly: A-12 to A-31`; who looks for a number sees in which month it is."""
        sign = self.what[0].upper()
        return [
            f"{slug}: {sign}-{first}" + (f" to {sign}-{last}" if last > first else "")
            for slug, first, last in self.numbers
        ]


Entry = Month | MeetingEntry | SeriesEntry | ActionEntry | DecisionEntry | Profile
PARTS = {
    "running": "Running now",
    "meetings": "Meetings",
    "overdue": "Overdue",
    "open": "Open",
    "closed": "Closed",
    "decisions": "Decisions in force",
    "superseded": "Superseded decisions",
    "series": "Series",
    "people": "People",
    "months": "Months",
}
"""What a page may list, with its heading."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The page `file`, and its entries by part; None where a page of its kind has no such part.

    `cut`: there are more.
    """

    file: str
    title: str
    cut: bool = False
    running: Sequence[MeetingEntry] | None = None
    meetings: Sequence[MeetingEntry] | None = None
    overdue: Sequence[ActionEntry] | None = None
    open: Sequence[ActionEntry] | None = None
    closed: Sequence[ActionEntry] | None = None
    decisions: Sequence[DecisionEntry] | None = None
    superseded: Sequence[DecisionEntry] | None = None
    series: Sequence[SeriesEntry] | None = None
    people: Sequence[Profile] | None = None
    months: Sequence[Month] | None = None

    @property
    def parts(self) -> dict[str, Sequence[Entry]]:
        """Its parts by their names, in the order in which they are read."""
        return {key: entries for key in PARTS if (entries := getattr(self, key)) is not None}


def listing(site: Site, listed: Listed, file: str) -> Listing:
    """It, as it is said in a file beside the page."""

    @cache
    def at(target: str) -> str:
        return reached(site.look.public_url, target, file)

    titles = PARTS if site.look.live else {**PARTS, "running": "Drafts"}
    parts = tuple(
        Part(key, titles[key], tuple(_row(site, entry, at) for entry in entries))
        for key, entries in listed.parts.items()
    )
    return Listing(listed.title, at(listed.file), parts, listed.cut)


def _row(site: Site, entry: Entry, at: Callable[[str], str]) -> Row:
    match entry:
        case MeetingEntry():
            return _meeting(entry, at)
        case SeriesEntry():
            last = f"last on {entry.latest.isoformat()}"
            data = {"series": entry.slug, "name": entry.name, "meetings": entry.meetings}
            data |= {"first": entry.first.isoformat(), "latest": entry.latest.isoformat()}
            return Row(entry.name, at(series_of(entry.slug)), "", (counted(entry.meetings, "meeting"), last), data)
        case ActionEntry():
            return _action(site, entry, at)
        case DecisionEntry():
            return _decision(entry, at)
        case Profile():
            return _person(entry, at)
        case Month():
            return _month(entry, at)


def _meeting(entry: MeetingEntry, at: Callable[[str], str]) -> Row:
    numbers = [counted(entry.people, "person")]
    numbers += [counted(entry.decisions, "decision")] if entry.decisions else []
    numbers += [counted(entry.actions, "action")] if entry.actions else []
    data = {
        "id": entry.id,
        "path": entry.path,
        "series": entry.series,
        "name": entry.name,
        "date": entry.day.isoformat(),
        "room": entry.room,
        "private": entry.private,
        "state": entry.state,
        "started_at": stamp(entry.started_at),
        "ended_at": stamp(entry.ended_at) if entry.ended_at else None,
        "updated_at": stamp(entry.updated_at),
        "revision": entry.revision,
        "digest": entry.digest,
        "author": entry.author_name or entry.author,
        "people": entry.people,
        "decisions": entry.decisions,
        "actions": entry.actions,
    }
    facts = ([entry.digest] if entry.digest else []) + numbers
    return Row(entry.title, at(page_of(entry.path)), "", tuple(facts), data)


def _action(site: Site, entry: ActionEntry, at: Callable[[str], str]) -> Row:
    late = is_late(site, entry)
    facts = [", ".join(entry.owners) or "no owner yet"]
    facts += [f"due {entry.due.isoformat()}{' (overdue)' if late else ''}"] if entry.due else []
    by = f" by {entry.closed_by}" if entry.closed_by else ""
    facts += [f"{entry.state} on {entry.closed_on.isoformat()}{by}"] if entry.closed_on else []
    facts += [*([entry.note] if entry.note else []), entry.series_name]
    data = {
        "series": entry.series,
        "series_name": entry.series_name,
        "label": f"A-{entry.number}",
        "text": entry.text,
        "owners": list(entry.owners),
        "due": entry.due.isoformat() if entry.due else None,
        "overdue": late,
        "state": entry.state,
        "date": entry.day.isoformat(),
        "closed_on": entry.closed_on.isoformat() if entry.closed_on else None,
        "closed_by": entry.closed_by,
        "note": entry.note,
    }
    return Row(entry.text, f"{at(page_of(entry.path))}#A-{entry.number}", f"A-{entry.number}", tuple(facts), data)


def _decision(entry: DecisionEntry, at: Callable[[str], str]) -> Row:
    facts = [f"{entry.kind} on {entry.day.isoformat()}"]
    old = [f"D-{other.number}" for other in entry.supersedes]
    facts += [f"superseded by D-{entry.superseded_by.number}"] if entry.superseded_by else []
    facts += [f"supersedes {join_words(old)}"] if old else []
    data = {
        "series": entry.series,
        "series_name": entry.series_name,
        "label": f"D-{entry.number}",
        "kind": entry.kind,
        "text": entry.text,
        "date": entry.day.isoformat(),
        "supersedes": old,
        "superseded_by": f"D-{entry.superseded_by.number}" if entry.superseded_by else None,
    }
    place = f"{at(page_of(entry.path))}#D-{entry.number}"
    return Row(entry.text, place, f"D-{entry.number}", (*facts, entry.series_name), data)


def _person(entry: Profile, at: Callable[[str], str]) -> Row:
    data = {"id": entry.id, "name": entry.name, "nicks": list(entry.nicks), "meetings": entry.meetings}
    data["latest"] = entry.latest.isoformat()
    facts = counted(entry.meetings, "meeting"), f"last on {entry.latest.isoformat()}"
    return Row(entry.name or entry.id, at(file_of(entry.id)), "", facts, data)


def _month(entry: Month, at: Callable[[str], str]) -> Row:
    data: dict[str, object] = {
        "month": f"{entry.first:%Y-%m}",
        "meetings": entry.meetings,
        f"{entry.what}s": entry.entries,
    }
    data["numbers"] = {slug: [first, last] for slug, first, last in entry.numbers}
    facts = counted(entry.entries, entry.what), counted(entry.meetings, "meeting"), *entry.labels
    return Row(f"{month(entry.first.month)} {entry.first.year}", at(entry.file), "", facts, data)


def is_late(site: Site, action: ActionEntry) -> bool:
    return action.state == "open" and action.due is not None and action.due < site.today()
