"""Record -> the sentence the minutes say, in parts that each format writes its own way."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from bot.core.links import linkable
from bot.core.minutes import Kind, Outcome, Poll, Record, Voter
from bot.core.text import join_words, one_line
from bot.render import language


@dataclass(frozen=True, slots=True)
class Fixed:
    """Words of ours."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody, as the page signs; `full` is the name behind it, or empty."""

    text: str
    full: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """Words of theirs, in which code and URLs are found."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A URL that may be linked, and its title or nothing."""

    text: str
    url: str


Part = Fixed | Name | Typed | Link
Sentence = tuple[Part, ...]
TRACED = {Kind.AGREED, Kind.ACCEPTED, Kind.REJECTED, Kind.ACTION}  # what people rely on: never corrected silently
STOP, COLON, WILL = Fixed("."), Fixed(": "), Fixed(language.WILL)


def sentence(record: Record) -> Sentence:
    return _SAID[record.kind](record)


def _worded(wording: language.Wording, record: Record) -> Sentence:
    """As the table of wordings has it."""
    text = typed(record.text)
    trace = _corrections(record) if record.corrections and record.kind in TRACED else ()
    stop = _seconded(record) if record.seconder else _superseding(record) or _stop(text, wording)
    return (*_signature(record, wording), *_opened(text, wording), *stop, *trace)


def in_short(record: Record) -> tuple[Name | None, str] | None:
    """The sentence as plain text, in a third of the time, and the only name in it, with which it begins.

    None of what takes more than a name and some words.
    """
    wording = _SHORT.get(record.kind)
    if wording is None or record.corrections or record.seconder or record.supersedes or record.superseded_by:
        return None
    text = typed(record.text)
    signature, (lead, rest) = _signature(record, wording), _opening(text, wording)
    words = f"{lead}{rest}{STOP.text if _stop(text, wording) else ''}"
    if not signature:
        return None, words
    name, colon = signature
    return name, f"{name.text}{colon.text}{words}"


def task(record: Record) -> Sentence:
    """An action without its owner, as it stands in a list: what is to be done."""
    return (Typed(_task_text(record)),)


def plain(parts: Iterable[Part]) -> str:
    """The sentence as plain text; a titled link reads `title <url>` (RFC 3986, appendix C)."""
    return "".join([_plain(part) if type(part) is Link else part.text for part in parts])


def typed(text: str) -> str:
    return one_line(text) or language.NO_TEXT


def _plain(link: Link) -> str:
    return f"{link.text} <{link.url}>" if link.text else link.url


def _link(record: Record) -> Sentence:
    text, url = one_line(record.text), one_line(record.url)
    if linkable(url):
        return (Link("" if text == url else text, url),)
    return (Typed(typed(f"{text} {url}")),)


def _action(record: Record) -> Sentence:
    wording, text = language.WORDINGS[record.kind], _task_text(record)
    who = (*owners(record), WILL) if record.owners else (Fixed(wording.lead),)
    return (*who, Typed(text), *_stop(text, wording), *_corrections(record))


def owners(record: Record) -> Sentence:
    """Whose action it is: "BL, GK and cy"."""
    parts: list[Part] = []
    for place, owner in enumerate(record.owners):
        if place:
            parts.append(Fixed(" and " if place == len(record.owners) - 1 else ", "))
        full = record.owner_names[place] if place < len(record.owner_names) else ""
        parts.append(Name(one_line(owner) or language.NO_NAME, one_line(full)))
    return tuple(parts)


def _seconded(record: Record) -> Sentence:
    return (Fixed(" (seconded by "), _name(record.seconder, record.seconder_name), Fixed(")."))


def _superseding(record: Record) -> Sentence:
    """Which decisions it takes the place of, and which took its own in the same meeting."""
    if not record.supersedes and not record.superseded_by:
        return ()
    old = [language.SUPERSEDES.format(join_words(record.supersedes))] if record.supersedes else []
    new = [language.SUPERSEDED.format(record.superseded_by)] if record.superseded_by else []
    return (Fixed(f" ({'; '.join([*old, *new])})."),)


def _name(signature: str, full: str) -> Name:
    return Name(one_line(signature) or language.NO_NAME, one_line(full))


def _vote(record: Record) -> Sentence:
    """The question, what came of it, who voted what, and what they said beside that."""
    poll = record.poll
    if poll is None:
        return _worded(language.WORDINGS[Kind.VOTE], record)
    question = typed(record.text)
    asked = (Fixed("Vote: "), Typed(question), Fixed(" " if language.ends_a_sentence(question) else ". "))
    return (
        *asked,
        *_outcome(poll),
        *_counts(poll),
        Fixed("."),
        *(part for one in poll.voters for part in _remark(one)),
    )


def _outcome(poll: Poll) -> Sentence:
    said = Fixed(language.OUTCOMES[poll.outcome].format(present=poll.present, needed=poll.needed))
    return (said, Typed(typed(poll.chosen))) if poll.outcome is Outcome.CHOSEN else (said,)


def _counts(poll: Poll) -> Sentence:
    if not poll.voters:
        return ()
    parts: list[Part] = []
    for option in poll.options:
        names = [_name(voter.signature, voter.name) for voter in poll.voters if voter.choice == option]
        parts += [Fixed(f"{', ' if parts else ': '}{len(names)} "), Typed(typed(option)), *_in_brackets(names)]
    required = (Fixed(f"; {poll.required} in favour were required"),) if poll.required else ()
    return (*parts, *required)


def _in_brackets(names: list[Name]) -> Sentence:
    listed = [part for name in names for part in (Fixed(", "), name)][1:]
    return (Fixed(" ("), *listed, Fixed(")")) if names else ()


def _remark(voter: Voter) -> Sentence:
    """What somebody had chosen before, and the reason they gave."""
    who = _name(voter.signature, voter.name)
    parts: list[Part] = []
    if voter.before:
        way = " to ".join((*voter.before, voter.choice))
        parts += [Fixed(" "), who, Fixed(" changed from "), Typed(typed(way)), Fixed(".")]
    if voter.reason:
        reason = typed(voter.reason)
        stop = () if language.ends_a_sentence(reason) else (Fixed("."),)
        parts += [Fixed(" "), who, Fixed(": "), Typed(reason), *stop]
    return tuple(parts)


def _signature(record: Record, wording: language.Wording) -> tuple[Name, Fixed] | tuple[()]:
    return _signed(record.signature, record.speaker) if wording.signed and record.signature else ()


@lru_cache(maxsize=1024)
def _signed(signature: str, speaker: str) -> tuple[Name, Fixed] | tuple[()]:
    name = one_line(signature)
    return (Name(name, one_line(speaker)), COLON) if name else ()


def _opened(text: str, wording: language.Wording) -> Sentence:
    lead, rest = _opening(text, wording)
    return (_fixed(lead), Typed(rest)) if lead else (Typed(rest),)


def _opening(text: str, wording: language.Wording) -> tuple[str, str]:
    """Words of ours, and what of theirs goes on from there."""
    if wording.openings:
        word, _, rest = text.partition(" ")
        phrase = wording.openings.get(word.casefold())
        if phrase and rest:
            return phrase, rest
    return wording.lead, text


_fixed = lru_cache(maxsize=64)(Fixed)


def _stop(text: str, wording: language.Wording) -> Sentence:
    return (STOP,) if wording.stop and not language.ends_a_sentence(text) else ()


def _corrections(record: Record) -> Sentence:
    parts: list[Part] = []
    for each in record.corrections:
        parts.append(Fixed(language.CORRECTED_AGAIN if parts else language.CORRECTED))
        parts += [Name(one_line(each.by) or language.NO_NAME), Fixed(language.CORRECTED_FROM), Typed(typed(each.was))]
    return (*parts, Fixed(").")) if parts else ()


def _task_text(record: Record) -> str:
    text = typed(record.text)
    opening = text[: language.LONGEST_SAID].casefold()
    if not opening.startswith(language.ALREADY_SAID):
        return text
    return next(text[len(word) :] for word in language.ALREADY_SAID if opening.startswith(word))


_OWN: Mapping[Kind | None, Callable[[Record], Sentence]] = {Kind.LINK: _link, Kind.ACTION: _action, Kind.VOTE: _vote}
"""What is said in a way of its own."""
_SHORT: Mapping[Kind | None, language.Wording] = {
    kind: wording for kind, wording in language.WORDINGS.items() if kind not in _OWN
}
_SAID: Mapping[Kind | None, Callable[[Record], Sentence]] = {
    **{kind: partial(_worded, wording) for kind, wording in language.WORDINGS.items()},
    **_OWN,
}
