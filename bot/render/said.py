"""What is said for a record: a sentence in parts, or one string where that is all there is to it."""

from typing import NamedTuple

from bot.core.minutes import Record
from bot.render.inline import is_plain
from bot.render.sentences import Link, Name, Sentence, in_short, plain, sentence

KEPT = 512


class Said(NamedTuple):
    """`text` is all of it, plainly. `bare`: there is no code in it, and no link, nor what could become one.

    `more` has its parts, where it is more than some words behind the `name` of who said them, or behind nothing.
    """

    record: Record
    text: str
    bare: bool
    name: Name | None = None
    more: Sentence = ()

    @property
    def parts(self) -> Sentence:
        return self.more or sentence(self.record)


def said(record: Record) -> Said:
    """What the page says for a record; every form of the minutes asks for it, most of them one after the other.

    What was said last is known by the record's id, which no other has as long as it is held here: to hash one takes as
    long as to say it anew.
    """
    made = _last.get(id(record))
    if made is None:
        if len(_last) >= KEPT:
            _last.clear()
        made = _last[id(record)] = _anew(record)
    return made


_last: dict[int, Said] = {}


def _anew(record: Record) -> Said:
    short = in_short(record)
    if short:
        name, text = short
        return Said(record, text, is_plain(text), name)
    parts = sentence(record)
    text = plain(parts)
    return Said(record, text, is_plain(text) and Link not in map(type, parts), more=parts)
