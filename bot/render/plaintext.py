"""Text for mail and terminals: 72 columns, and no line that a mail program takes for its own."""

import re
from collections.abc import Iterable, Iterator

from bot.core.minutes import AgendaItem, Attendee, Break, Minutes, Record, Unrecorded
from bot.core.text import join_words, one_line
from bot.render import language, wrapping
from bot.render.inline import spans
from bot.render.register import owner_names
from bot.render.said import said
from bot.render.sentences import Sentence, plain, task, typed

WIDTH = 72
LABEL = 12
AROUND_URL = 10  # brackets and stops round a URL that stays whole
# mboxrd and mbox readers split at "From ", SMTP ends at ".", "-- " hides what follows (RFC 3676 4.3).
TAKEN = re.compile(r"From |\.|--\s*$")


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """The text in lines of at most 72 columns behind `first` and `rest`; only a URL may stand out."""
    return _folded(one_line(text), first, rest)


def _folded(line: str, first: str, rest: str) -> str:
    """The same with what is one line already."""
    if wrapping.is_narrow(line) and " ." not in line and not line.startswith("."):
        lines = wrapping.folded(line, WIDTH, first, rest)
        if max(map(len, lines)) <= WIDTH:
            return "\n".join(lines if rest else map(_own, lines)).rstrip()
    room = WIDTH - wrapping.columns(rest)
    words = [piece for word in line.split(" ") for piece in ([word] if 2 * len(word) < room else _pieces(word, room))]
    return "\n".join(map(_own, wrapping.fill(words, WIDTH, first, rest)))


def _pieces(word: str, room: int) -> Iterator[str]:
    if wrapping.columns(_own(word)) <= room or _is_url(word):
        yield word
        return
    cut = wrapping.pieces(word, room)
    yield from cut if not any(map(TAKEN.match, cut)) else wrapping.pieces(word, room - 1)  # a blank goes before it


def _is_url(word: str) -> bool:
    longest = max((len(span.text) for span in spans(word) if span.kind == "url"), default=0)
    return longest > 0 and len(word) - longest <= AROUND_URL


def _own(line: str) -> str:
    return f" {line}".rstrip() if line[:1] in "F.-" and TAKEN.match(line) else line.rstrip()


def title(text: str, rule: str = "-") -> str:
    """A heading, underlined."""
    heading = wrapped(text)
    widest = max(wrapping.columns(line) for line in heading.split("\n"))
    return f"{heading}\n{rule * min(max(3, widest), WIDTH)}"


def fact(text: str, label: str) -> str:
    return wrapped(text, f"{label}:".ljust(LABEL), " " * LABEL)


def bullets(records: Iterable[Record | Break], minutes: Minutes) -> str:
    """Records with those below them."""
    return "\n".join([_bullet(record, minutes) for record in records])


def _bullet(record: Record | Break, minutes: Minutes) -> str:
    if not isinstance(record, Record):
        mark = "* " if isinstance(record, Unrecorded) else "! "
        return wrapped(language.missing(record, minutes.date), mark, "  ")
    told = decision(record)
    below = [_folded(_labelled(child, said(child).text), "  - ", "    ") for child in record.children]
    return "\n".join([told, *below]) if below else told


def decision(record: Record) -> str:
    return _folded(_labelled(record, said(record).text), "* ", "  ")


def _labelled(record: Record, text: str) -> str:
    return f"[{record.label}] {text}" if record.label else text


def listed(sentence: Sentence) -> str:
    return wrapped(plain(sentence), "* ", "  ")


def action(record: Record, name: str) -> str:
    """An action in its owner's list, with who shares it and when it is due."""
    due = f" (due {language.long_date(record.due)})" if record.due else ""
    return wrapped(_labelled(record, plain(task(record)) + shared(record, name) + due), "  * ", "    ")


def shared(record: Record, name: str) -> str:
    others = [other for other in owner_names(record) if other != name] if len(record.owners) > 1 else ()
    return f" (with {join_words(others)})" if others else ""


def agenda_item(item: AgendaItem, number: int) -> str:
    note = language.agenda_note(item, language.long_date)
    return wrapped(typed(item.text) + note, f"{number}. ".rjust(4), "    ")


def attendee(who: Attendee) -> str:
    roles = [role for role, held in (("chair", who.chair), ("scribe", who.scribe)) if held]
    roles += map(one_line, who.rooms)
    name = one_line(who.name) or one_line(who.nick) or language.NO_NAME
    return f"{name} ({', '.join(roles)})" if roles else name


def chairs(minutes: Minutes) -> str:
    return ", ".join(one_line(who.name) for who in minutes.attendees if who.chair)


def edition(minutes: Minutes) -> str:
    """Which edition this is, in words; empty for the first one."""
    if minutes.draft:
        return "; ".join(provisional(minutes))
    number = language.revision(minutes.revision, minutes.revisions)
    return f"Revision {number}" if minutes.revision > 1 or minutes.superseded else ""


def provisional(minutes: Minutes) -> tuple[str, str]:
    """Why there is no revision of this yet, or ever: in a word, and in a sentence."""
    if minutes.aborted:
        return language.ABORTED, language.NO_MINUTES
    return language.DRAFT, language.NOT_ENDED


def next_meeting(minutes: Minutes) -> str:
    """When the series meets next, in words."""
    following = minutes.next_meeting
    if following is None:
        return "To be announced."
    clock = one_line(f"{following.time} {following.zone}") if following.time else ""
    return f"{', '.join(part for part in (language.long_date(following.on), clock) if part)}."
