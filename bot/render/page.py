"""Minutes -> the blocks of the Markdown page (docs/format.md), laid out; the template puts them in order."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.links import linkable
from bot.core.minutes import AgendaItem, Attendee, Break, Minutes, NextMeeting, Record, Section
from bot.core.text import clip, one_line
from bot.render import escape, language, plaintext
from bot.render.earlier import earlier
from bot.render.escape import TIED
from bot.render.said import said
from bot.render.sentences import Fixed, Sentence, Typed, typed

# What readers of the format take for the closing section.
CLOSING_TITLE = re.compile(r"AoB|Any other business|Other(?: things)?", re.IGNORECASE)
AGENDA_LINK, LIST_LINK = "call-agenda", "mir-mail"
LONGEST_DIGEST = 67


@dataclass(frozen=True, slots=True)
class Topic:
    heading: str
    bullets: str


@dataclass(frozen=True, slots=True)
class Page:
    digest: str
    permalink: str
    agenda: tuple[str, ...]
    attendees: str
    topics: tuple[Topic, ...]
    aob: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


def page(minutes: Minutes) -> Page:
    """The page's blocks; whatever was typed, each record is one bullet."""
    topics = tuple(section for section in minutes.sections if not is_closing(section))
    links = _links(minutes.links)
    return Page(
        digest=description(minutes),
        permalink=permalink(minutes),
        agenda=tuple(_agenda(minutes, topics)),
        attendees=_attendees(minutes.attendees),
        topics=tuple(_topic(section, minutes) for section in topics) or (_no_topic(),),
        aob=(*_aob(minutes), _next_call(minutes.next_meeting, dict(links))),
        links=links,
    )


def description(minutes: Minutes) -> str:
    """The day, and what the meeting was about."""
    return f"{language.short_date(minutes.date)}: {_draft(minutes)}{digest(minutes)}"


def permalink(minutes: Minutes) -> str:
    """What names the page: the meeting's id, unless it was renamed."""
    return minutes.permalink or minutes.meeting_id


def _draft(minutes: Minutes) -> str:
    return f"{plaintext.provisional(minutes)[0]}. " if minutes.draft else ""


def is_closing(section: Section) -> bool:
    return CLOSING_TITLE.fullmatch(one_line(section.title)) is not None


def digest(minutes: Minutes) -> str:
    """What the meeting was about: as its chair put it, else as many topics as fit in 67 characters."""
    given = one_line(minutes.digest)
    if given:
        return given
    titles = [language.titled(section.title) for section in minutes.sections if not is_closing(section)]
    if not titles:
        return language.NO_DIGEST
    while len(titles) > 1 and len(", ".join(titles)) > LONGEST_DIGEST:
        titles.pop()
    return clip(", ".join(titles), LONGEST_DIGEST)


def _agenda(minutes: Minutes, topics: Sequence[Section]) -> list[str]:
    if minutes.agenda:
        return [_agenda_item(item) for item in minutes.agenda]
    titles = [escape.bullet(escape.typed(language.titled(topic.title))) for topic in topics]
    return titles or [escape.bullet(language.NO_AGENDA)]


def _agenda_item(item: AgendaItem) -> str:
    note = language.agenda_note(item, language.short_date)
    return escape.bullet(escape.markdown([Typed(typed(item.text)), Fixed(note)]))


def _attendees(attendees: Sequence[Attendee]) -> str:
    names = ", ".join(_attendee(attendee) for attendee in attendees) or language.NOBODY
    return escape.paragraph(names if names.endswith(".") else f"{names}.")


def _attendee(attendee: Attendee) -> str:
    name = escape.words(one_line(attendee.name) or one_line(attendee.nick) or language.NO_NAME)
    roles = {"(chair)": attendee.chair, "(secretary)": attendee.scribe and not attendee.chair}
    return " ".join([name, *(role for role, held in roles.items() if held)])


def _topic(section: Section, minutes: Minutes) -> Topic:
    bullets = [_bullet(record, minutes) for record in section.records]
    return Topic(escape.heading(language.titled(section.title)), "\n".join(bullets))


def _no_topic() -> Topic:
    return Topic(language.NO_TOPICS, escape.bullet(language.NO_TOPIC_OPENED))


def _bullet(record: Record | Break, minutes: Minutes) -> str:
    if not isinstance(record, Record):
        return escape.bullet(escape.words(language.missing(record, minutes.date)))
    told = escape.bullet(escape.said(said(record)))
    below = [escape.nested(escape.said(said(child))) for child in record.children]
    return "\n".join([told, *below]) if below else told


def _aob(minutes: Minutes) -> list[str]:
    closing = [section for section in minutes.sections if is_closing(section)]
    bullets = [_bullet(record, minutes) for section in (*closing, minutes.aob) for record in section.records]
    bullets += [_group(title, sentences) for title, sentences in earlier(minutes)]
    if minutes.carried_over:
        bullets.append(escape.bullet(escape.markdown(carried_over(minutes.carried_over))))
    by_itself = language.ended_by_itself(minutes)
    return [*bullets, *_who_came(minutes), *([escape.bullet(by_itself)] if by_itself else []), *_edition(minutes)]


def _who_came(minutes: Minutes) -> Iterator[str]:
    """Who could not come, and whether enough did."""
    if minutes.regrets:
        yield escape.bullet(escape.words(f"Regrets: {language.regrets(minutes.regrets)}."))
    if minutes.quorum:
        yield escape.bullet(escape.words(language.quorum(minutes.quorum)))


def _edition(minutes: Minutes) -> Iterator[str]:
    """Which edition this is, unless it is the first."""
    if minutes.draft:
        yield escape.bullet(f"{': '.join(plaintext.provisional(minutes))}.")
    elif minutes.revision > 1:
        yield escape.bullet(f"Revision {language.revision(minutes.revision, minutes.revisions)}.")


def _group(title: str, sentences: Sequence[Sentence]) -> str:
    below = [escape.nested(escape.markdown(each)) for each in sentences]
    return "\n".join([escape.bullet(f"{title}:"), *below])


def carried_over(items: Sequence[AgendaItem]) -> Sentence:
    """What the next meeting inherits, in one sentence."""
    parts = [part for item in items for part in _left_over(item)]
    stop = () if language.ends_a_sentence(parts[-1].text) else (Fixed("."),)
    return (Fixed(language.CARRIED_OVER), *parts[1:], *stop)


def _left_over(item: AgendaItem) -> Sequence[Fixed | Typed]:
    """The item behind a semicolon, with how often it was left over by now unless this is the first time."""
    often = (Fixed(f" ({language.LEFT_OVER.format(item.times)})"),) if item.times > 1 else ()
    return (Fixed("; "), Typed(typed(item.text)), *often)


def _links(links: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    known = ((key, one_line(links.get(key, ""))) for key in (AGENDA_LINK, LIST_LINK))
    return tuple((key, escape.target(url)) for key, url in known if linkable(url))


def _next_call(meeting: NextMeeting | None, links: Mapping[str, str]) -> str:
    def linked(text: str, key: str) -> str:
        return f"[{text}][{key}]".replace(" ", TIED) if key in links else text

    return escape.bullet(
        f"{_when(meeting)} Please add any {linked('agenda items', AGENDA_LINK)} you wish to discuss in advance and "
        f"refer to the {linked('mailing list', LIST_LINK)} for actual details a day or so in advance."
    )


def _when(meeting: NextMeeting | None) -> str:
    if meeting is None:
        return f"The next call will be {escape.strong('announced')}."
    time = one_line(f"{meeting.time} {meeting.zone if meeting.time else ''}")
    clock = f", {escape.words(time)}" if time else ""
    return f"The next call is scheduled for {escape.strong(language.day_and_month(meeting.on))}{clock}."
