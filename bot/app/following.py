"""What was erased in one place is erased where it came from there."""

from bot.app.batch import Quoted
from bot.app.draft import Draft
from bot.core.events import Entry, LineRetracted, TextsRetracted
from bot.core.meeting import Meeting
from bot.core.retracting import Erased, erased, inherited


def follow(draft: Draft, before: Meeting, after: Meeting, typed: str = "") -> None:
    """A retraction took `before` to `after`: its texts go from other meetings, and from where the bot spoke of them."""
    gone, last = erased(before, after), after.history[-1]
    by = last.event.by if isinstance(last.event, LineRetracted | TextsRetracted) else ""
    heirs = pass_on(draft, gone, Entry(0, last.at, 0, TextsRetracted((), by)))
    texts = gone.texts | ({typed} if typed else frozenset())
    draft.batch.erasures.quoted.append(Quoted(texts, frozenset({after.id, *heirs})))
    draft.batch.erasures.republished[after.id] = draft.meeting(after.id)


def pass_on(draft: Draft, gone: Erased, entry: Entry) -> list[str]:
    """Erase it in every meeting that has it from elsewhere; gives their ids. The entry says when, and who did it."""
    found = []
    for meeting in draft.everything():
        places = inherited(meeting, gone)
        if places and isinstance(entry.event, TextsRetracted):
            event = TextsRetracted(places, entry.event.by)
            after = draft.correct(meeting, Entry(meeting.next_seq, entry.at, 0, event))
            draft.batch.erasures.republished[after.id] = after
            found.append(after.id)
    return found
