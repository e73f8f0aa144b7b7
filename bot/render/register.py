"""The meeting's decisions, and its actions by person: summaries the pages share."""

from collections.abc import Iterable

from bot.core.minutes import Kind, Record
from bot.core.text import one_line
from bot.render.language import NO_OWNER

DECISIONS = Kind.AGREED, Kind.ACCEPTED, Kind.REJECTED


def decisions(records: Iterable[Record]) -> tuple[Record, ...]:
    return tuple([record for record in records if record.kind in DECISIONS])


def actions_by_person(records: Iterable[Record]) -> tuple[tuple[str, tuple[Record, ...]], ...]:
    """Each owner's full name with their actions, in the order they come up; those without an owner last."""
    found: dict[str, list[Record]] = {}
    orphans: list[Record] = []
    for record in [record for record in records if record.kind is Kind.ACTION]:
        names = dict.fromkeys(owner_names(record))
        for name in names:
            found.setdefault(name, []).append(record)
        orphans += [] if names else [record]
    people = tuple([(name, tuple(those)) for name, those in found.items()])
    return (*people, (NO_OWNER, tuple(orphans))) if orphans else people


def owner_names(record: Record) -> tuple[str, ...]:
    """The owners' full names, or how they sign where the name is not known."""
    full = (*record.owner_names, *[""] * len(record.owners))
    return tuple([one_line(name) or one_line(owner) for owner, name in zip(record.owners, full, strict=False)])
