"""The words of the minutes: every fixed phrase, and how dates and lists of names are said."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.lengths import in_words
from bot.core.minutes import (
    AgendaItem,
    Attendance,
    Break,
    Interruption,
    Kind,
    Minutes,
    Outcome,
    Undecrypted,
    Unrecorded,
)
from bot.core.text import join_words, one_line

NO_TEXT = "(no text)"
NO_TITLE = "(untitled)"
NO_NAME = "(unknown)"
NOBODY = "nobody"
NO_AGENDA = "None set beforehand"
NO_TOPICS = "Topics"
NO_TOPIC_OPENED = "No topic was opened."
NO_DIGEST = "No topics."
NO_OWNER = "No owner yet"
SUPERSEDES, SUPERSEDED = "supersedes {}", "superseded by {}"
CARRIED = "carried over from {}"
LEFT_OVER = "left over {} times"
CARRIED_OVER = "Carried over to the next agenda: "
DRAFT, NOT_ENDED = "Draft", "the meeting had not ended when this was written"
ABORTED, NO_MINUTES = "Aborted", "there are no minutes of this meeting"
CORRECTED, CORRECTED_AGAIN, CORRECTED_FROM = " Corrected by ", "), then by ", " (was: "
INTERRUPTED = "Recording was interrupted: lines{} between {} and {} UTC may be missing."
ENDED_BY_ITSELF = "The meeting ended automatically: nothing was said after {} UTC."
OFF_THE_RECORD = "(off the record, {})"
UNDECRYPTED = "{} could not be decrypted ({} UTC)."
ENDINGS = (".", "!", "?", "\u2026", ":", "\u3002", "\uff01", "\uff1f")
CLOSERS = "\"')]}\u00bb\u201d\u2019"

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """How a kind of record is said.

    `openings` are tried first: a text that starts with that word goes on from the phrase. `lead` opens all others.
    `signed`: the page names who said it. `stop`: the sentence is ours and ends with a full stop.
    """

    lead: str = ""
    openings: Mapping[str, str] | None = None
    signed: bool = False
    stop: bool = True


WORDINGS: Mapping[Kind | None, Wording] = {
    None: Wording(stop=False),
    Kind.INFO: Wording(signed=True, stop=False),
    Kind.AGREED: Wording("Decision: ", {"to": "Decision to ", "that": "Decision that "}),
    Kind.ACCEPTED: Wording("Accepted: "),
    Kind.REJECTED: Wording("Rejected: "),
    Kind.ACTION: Wording("Action, no owner yet: "),
    Kind.IDEA: Wording("Suggestion: ", {"to": "Suggestion to ", "about": "Suggestion about "}, signed=True),
    Kind.HELP: Wording("Help wanted: "),
    Kind.LINK: Wording(stop=False),
    Kind.VOTE: Wording("Vote: "),
    Kind.PROPOSED: Wording("Proposal: ", {"to": "Proposal to ", "that": "Proposal that "}, signed=True),
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.OPEN: "Still open",
    Outcome.CARRIED: "Carried",
    Outcome.NOT_CARRIED: "Not carried",
    Outcome.CHOSEN: "Chosen: ",
    Outcome.TIE: "A tie, so not carried",
    Outcome.NO_BALLOTS: "No ballots, so not carried",
    Outcome.BELOW_QUORUM: "Below quorum ({present} of the {needed} needed were there), so not carried",
}
WILL = " will "
ALREADY_SAID = ("to ", "will ", "i will ", "i'll ")  # "bo to write", "bo will write": the phrase says "will" itself
LONGEST_SAID = max(map(len, ALREADY_SAID))


def titled(title: str) -> str:
    return one_line(title) or NO_TITLE


def named(name: str) -> str:
    return one_line(name) or NO_NAME


def ordinal(number: int) -> str:
    """`22` -> `"22nd"`."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if 10 < number % 100 < 14 else endings.get(number % 10, 'th')}"  # noqa: PLR2004 (the teens)


def day_and_month(day: date) -> str:
    return f"{ordinal(day.day)} {MONTHS[day.month - 1]}"


def short_date(day: date) -> str:
    """`"8th Apr 2026"`."""
    return f"{ordinal(day.day)} {MONTHS[day.month - 1][:3]} {day.year}"


def long_date(day: date) -> str:
    return f"{day_and_month(day)} {day.year}"


def moment(at: datetime, day: date) -> str:
    """The minute, with its date when that is not `day`."""
    return f"{at:%H:%M}" if at.date() == day else f"{at:%Y-%m-%d %H:%M}"


def missing(gap: Break, day: date) -> str:
    """What stands where there are no lines."""
    match gap:
        case Interruption():
            return interruption(gap, day)
        case Unrecorded(since, until):
            return OFF_THE_RECORD.format(in_words(until - since))
        case Undecrypted():
            return undecrypted(gap, day)


def interruption(gap: Interruption, day: date) -> str:
    where = f" of {one_line(gap.room)}" if gap.room else ""
    return INTERRUPTED.format(where, moment(gap.since, day), moment(gap.until, day))


def rooms(minutes: Minutes) -> str:
    """Where the meeting was held, in words."""
    return join_words(minutes.rooms or (minutes.room,))


def undecrypted(gap: Undecrypted, day: date) -> str:
    times = dict.fromkeys((moment(gap.since, day), moment(gap.until, day)))
    messages = "1 message" if gap.count == 1 else f"{gap.count} messages"
    return UNDECRYPTED.format(messages, " to ".join(times))


def agenda_note(item: AgendaItem, date_of: Callable[[date], str]) -> str:
    """What is known of an agenda item, in brackets behind it: `" (15 min, carried over from 8th Apr 2026)"`."""
    notes = [f"{item.minutes} min"] if item.minutes else []
    if item.carried_from:
        notes.append(CARRIED.format(date_of(item.carried_from)))
    if item.times > 1:
        notes.append(LEFT_OVER.format(item.times))
    return f" ({', '.join(notes)})" if notes else ""


def revision(number: int, made: Sequence[datetime]) -> str:
    """`"2, 2026-04-08 17:10 UTC"`; without the time where it is not known."""
    at = made[number - 1] if 0 < number <= len(made) else None
    return f"{number}, {at:%Y-%m-%d %H:%M} UTC" if at else str(number)


def regrets(names: Iterable[str]) -> str:
    return join_words([named(name) for name in names])


def quorum(counted: Attendance) -> str:
    """Whether enough were there, and how many that is."""
    members, needed = counted.members, counted.needed
    if members:
        share = f"{counted.share} of them, which is {needed}" if "/" in counted.share else f"{needed} of them"
        rule = f"The roster has {_people(members)}; a quorum is {share}."
    else:
        rule = f"A quorum is {_people(needed)}."
    return f"{rule} {counted.present} attended: {'quorate' if counted.present >= needed else 'not quorate'}."


def _people(count: int) -> str:
    return "one person" if count == 1 else f"{count} people"


def ends_a_sentence(text: str) -> bool:
    return text.rstrip(CLOSERS).endswith(ENDINGS)


def ended_by_itself(minutes: Minutes) -> str:
    """A sentence, where nobody ended the meeting."""
    if not minutes.timed_out or minutes.ended_at is None:
        return ""
    return ENDED_BY_ITSELF.format(moment(minutes.ended_at, minutes.date))


def span(start: datetime, end: datetime | None) -> str:
    """`"8th April 2026, 16:00 to 16:26 UTC"`; the second date only where it is another one."""
    opening = f"{long_date(start.date())}, {start:%H:%M}"
    if end is None:
        return f"{opening} UTC, not ended yet"
    day = "" if end.date() == start.date() else f"{long_date(end.date())}, "
    return f"{opening} to {day}{end:%H:%M} UTC"
