"""What became of earlier meetings' actions: a sentence for each that is open, and for each that was closed."""

from bot.core.minutes import Closed, Minutes, Record
from bot.render import language
from bot.render.sentences import Fixed, Sentence, Typed, owners, task, typed

CLOSED, OPEN = "Closed since last time", "Open from earlier meetings"
Group = tuple[str, tuple[Sentence, ...]]


def earlier(minutes: Minutes) -> tuple[Group, ...]:
    """Each title with its sentences, in this order; without those of which there is nothing to say."""
    groups = (
        (CLOSED, tuple(map(_closed, minutes.closed))),
        (OPEN, tuple(map(_open, minutes.open_before))),
    )
    return tuple((title, sentences) for title, sentences in groups if sentences)


def _open(record: Record) -> Sentence:
    """Say "A-7: BL will sweep (due 17th Apr 2026)"."""
    who = (Fixed(": "), *owners(record), Fixed(language.WILL)) if record.owners else (Fixed(", no owner yet: "),)
    due = (Fixed(f" (due {language.short_date(record.due)})"),) if record.due else ()
    return _stopped((Fixed(record.label), *who, *task(record), *due))


def _closed(closed: Closed) -> Sentence:
    """Say "A-7, done by BL: sweep (with a new broom)"."""
    record = closed.record
    by = (Fixed(" by "), *owners(record)) if record.owners and closed.state == "done" else ()
    note = (Fixed(" ("), Typed(typed(closed.note)), Fixed(")")) if closed.note else ()
    return _stopped((Fixed(f"{record.label}, {closed.state}"), *by, Fixed(": "), *task(record), *note))


def _stopped(sentence: Sentence) -> Sentence:
    return sentence if language.ends_a_sentence(sentence[-1].text) else (*sentence, Fixed("."))
