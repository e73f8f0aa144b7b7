"""An edition as MeetBot's minutes say it, before either form."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.api import Edition, Kind, Minutes, Record, one_line
from plugins.meetbot_files.hearing import Heard, hear, one_word
from plugins.meetbot_files.notes import NO_TEXT, Note, Scribe, moment, nicks_by_name
from plugins.meetbot_files.pattern import channel_of

NOBODY = "UNASSIGNED"


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a list with those below it; a `strong` one is a word of ours."""

    text: str
    below: tuple[str, ...] = ()
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list under a heading; an empty one says "(none)"."""

    heading: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The minutes. `started` and `ended` are moments in words, `ended` is empty in a draft."""

    title: str
    owner: str
    started: str
    ended: str
    topics: tuple[Note, ...]
    listings: tuple[Listing, ...]
    meeting_id: str
    revision: int


@dataclass(frozen=True, slots=True)
class _Facts:
    minutes: Minutes
    heard: Heard
    scribe: Scribe


def make_sheet(edition: Edition) -> Sheet:
    """Reads the transcript once."""
    minutes = edition.minutes
    heard = hear(minutes, edition.lines())
    facts = _Facts(minutes, heard, Scribe(heard, nicks_by_name(minutes.attendees)))
    listings = (make(facts) for make in LISTINGS)
    return Sheet(
        title=title_of(minutes),
        owner=_owner(facts),
        started=moment(minutes.started_at),
        ended=moment(minutes.ended_at) if minutes.ended_at else "",
        topics=facts.scribe.topics(minutes),
        listings=tuple(listing for listing in listings if listing),
        meeting_id=one_line(minutes.meeting_id),
        revision=edition.revision,
    )


def title_of(minutes: Minutes) -> str:
    """`"#kiln: Weekly Meeting"`, or `"#kiln Meeting"` where the meeting is named after its room."""
    channel, name = channel_of(minutes), one_line(minutes.name)
    if name.strip("#").casefold() in {"", channel.strip("#").casefold()}:
        return f"{channel} Meeting"
    return f"{channel}: {name}"


def _owner(facts: _Facts) -> str:
    """The nick that said the first line; if that was a bot's, a chair's."""
    present = facts.minutes.attendees
    first = facts.heard.lines.get(1)
    if first and any(first.person in who.keys for who in present):
        return one_word(first.nick)
    chairs = [who.nick for who in present if who.chair]
    return one_word(chairs[0] if chairs else facts.scribe.called(facts.minutes.author.name))


def _actions(facts: _Facts) -> tuple[Record, ...]:
    return tuple(record for record in facts.minutes.records if record.kind is Kind.ACTION)


def _action_items(facts: _Facts) -> Listing:
    return Listing("Action items", tuple(Point(facts.scribe.words(one) or NO_TEXT) for one in _actions(facts)))


def _by_person(facts: _Facts) -> Listing | None:
    """By the owners that were recorded, not by nicks found in the text; also when all are nobody's."""
    found: dict[str, list[str]] = {}
    orphans: list[str] = []
    for action in _actions(facts):
        text, owners = facts.scribe.words(action) or NO_TEXT, facts.scribe.owners(action)
        for lot in [found.setdefault(owner, []) for owner in owners] or [orphans]:
            lot.append(text)
    points = [Point(owner, tuple(found[owner])) for owner in sorted(found, key=str.casefold)]
    points += [Point(NOBODY, tuple(orphans), strong=True)] if orphans else []
    return Listing("Action items, by person", tuple(points)) if points else None


def _people(facts: _Facts) -> Listing:
    """Who said how many lines, under all the nicks they had; no bots, and nobody who said none."""
    said = [(sum(facts.heard.said[key] for key in who.keys), one_word(who.nick)) for who in facts.minutes.attendees]
    said.sort(key=lambda one: -one[0])
    return Listing("People present (lines said)", tuple(Point(f"{nick} ({lines})") for lines, nick in said if lines))


LISTINGS: tuple[Callable[[_Facts], Listing | None], ...] = (_by_person, _action_items, _people)
"""What follows the summary; whatever else minutes come to hold is a row here, before the action items.

For there is a program that takes the action items to last until the last heading of the text.
"""
