"""Words -> lines of a width, greedily, as people see it: wide letters take two columns."""

import unicodedata
from collections.abc import Callable, Iterable


def columns(text: str) -> int:
    """How wide the text is in a terminal."""
    if text.isascii():
        return len(text)
    return sum(_column(letter) for letter in text)


def _column(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def fill(
    words: Iterable[str], width: int, first: str = "", rest: str = "", guard: Callable[[str], str] = lambda word: word
) -> list[str]:
    """Lines of at most `width` columns, a longer word on a line alone.

    `first` and `rest` open the lines; `guard` may change the word each starts with.
    """
    told = list(words)
    measure = len if all(map(str.isascii, told)) else columns
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
        opening = guard(word)
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
