"""What was erased in one place is erased where it came from there."""

from datetime import datetime

from bot.app.batch import Quoted
from bot.app.draft import Draft
from bot.core.events import LineRetracted, TextsRetracted
from bot.core.meeting import Meeting
from bot.core.register import numbers_of
from bot.core.retracting import Erased, erased, inherited, traced, unsaid


def follow(draft: Draft, before: Meeting, after: Meeting, typed: str = "") -> None:
    """A retraction took `before` to `after`: its texts go from other meetings, and from where the bot spoke of them."""
    gone, last = erased(before, after), after.history[-1]
    by = last.event.by if isinstance(last.event, LineRetracted | TextsRetracted) else ""
    heirs = pass_on(draft, gone, last.at, by)
    texts = gone.texts | ({typed} if typed else frozenset())
    draft.batch.erasures.quoted.append(Quoted(texts, frozenset({after.id, *heirs})))
    draft.batch.erasures.republished[after.id] = draft.meeting(after.id)


def pass_on(draft: Draft, gone: Erased, at: datetime, by: str) -> list[str]:
    """Erase it in every meeting and series that has it from elsewhere; gives the meetings' ids.

    `at` is when, and `by` (a person's key) who did it.
    """
    found = []
    gone = traced(gone, draft.everything(), draft.takers)
    for meeting in draft.everything():
        places = inherited(meeting, gone)
        if places:
            after = draft.correct(meeting, at, TextsRetracted(places, by))
            draft.batch.erasures.republished[after.id] = after
            found.append(after.id)
    for slug in {slug for slug, _ in gone.actions | gone.agenda} & draft.state.series.keys():
        draft.to_series(unsaid(draft.state.series[slug], gone))
    return found


def show_again(draft: Draft, gone: Erased) -> None:
    """Have the meetings published again that recorded these actions: with them the registers, which showed a note."""
    for meeting in draft.everything():
        if any(called & gone.actions for called in numbers_of(meeting).values()):
            draft.batch.erasures.republished[meeting.id] = meeting
