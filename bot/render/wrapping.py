"""Words -> lines of a width, greedily, as people see it: wide letters take two columns."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

Guard = Callable[[str], str]
"""What may change the word that a line starts with, if that is no letter's and in no brackets."""
_BRACKETS = "(", "["


def columns(text: str) -> int:
    """How wide the text is in a terminal."""
    return len(text) if is_narrow(text) else sum(_column(letter) for letter in text)


def is_narrow(text: str) -> bool:
    """Whether each letter takes a column, as one sees at a glance of those that European languages have."""
    return text.isascii() or not _OTHERS.search(text)


_OTHERS = re.compile("[^\x00-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0588\u2010-\u2027]")


def _column(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def folded(text: str, width: int, first: str = "", rest: str = "", guard: Guard | None = None) -> list[str]:
    """`fill` with the words of a text; where every letter is narrow it takes steps for each line, not for each word."""
    if not is_narrow(text):
        return fill(text.split(" "), width, first, rest, guard)
    lines: list[str] = []
    opening, start, (room, later) = first, 0, _rooms(width, first, rest)
    while True:
        if guard and not text[start : start + 1].isalpha() and not text.startswith(_BRACKETS, start):
            text = _guarded(text, start, guard)
        end = _end(text, start, room) if len(text) - start > room else -1
        if end < 0:
            lines.append(opening + text[start:])
            return lines
        lines.append(opening + text[start:end])
        opening, start, room = rest, end + 1, later


@lru_cache(maxsize=64)
def _rooms(width: int, *openings: str) -> tuple[int, ...]:
    """What the openings leave of a line; there are few of them."""
    return tuple(width - columns(opening) for opening in openings)


def _end(text: str, start: int, room: int) -> int:
    """The blank at which a line ends that begins at `start`, or -1 where there is none."""
    last = text.rfind(" ", start, start + room + 1) if room >= 0 else -1
    return last if last >= 0 else text.find(" ", start)


def _guarded(text: str, start: int, guard: Guard) -> str:
    end = text.find(" ", start)
    word = text[start : end if end >= 0 else len(text)]
    opening = guard(word)
    return text if opening == word else f"{text[:start]}{opening}{text[start + len(word) :]}"


def fill(words: Iterable[str], width: int, first: str = "", rest: str = "", guard: Guard | None = None) -> list[str]:
    """Lines of at most `width` columns, a longer word on a line alone.

    `first` and `rest` open the lines.
    """
    told = list(words)
    measure = len if all(map(is_narrow, told)) else columns
    lines: list[str] = []
    line, room = first, width - columns(first)
    for place, word in enumerate(told):
        wide = measure(word)
        if place and wide < room:
            line, room = f"{line} {word}", room - wide - 1
            continue
        if place:
            lines.append(line)
            line, room = rest, width - columns(rest)
        opening = guard(word) if guard else word
        line, room = line + opening, room - columns(opening)
    return [*lines, line]


def pieces(word: str, width: int) -> list[str]:
    """The word cut into pieces of at most `width` columns."""
    found, piece, wide = [], "", 0
    for letter in word:
        if wide + _column(letter) > width:
            found.append(piece)
            piece, wide = "", 0
        piece, wide = piece + letter, wide + _column(letter)
    return [*found, piece]
