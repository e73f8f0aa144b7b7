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


def folded(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """`fill` of a text's words, in a tenth of the time where each letter takes a column and blanks stand alone."""
    if not text.isascii() or "  " in text or text[:1] == " ":
        return fill(text.split(" "), width, first, rest)
    lines: list[str] = []
    at, opening = 0, first
    while len(text) - at > (room := max(0, width - columns(opening))):
        end = text.rfind(" ", at, at + room + 1)
        end = text.find(" ", at + room) if end < 0 else end  # a word that is too long is alone on its line
        if end < 0:
            break
        lines.append(opening + text[at:end])
        at, opening = end + 1, rest
    return [*lines, opening + text[at:]]


def pieces(word: str, width: int) -> list[str]:
    """The word cut into pieces of at most `width` columns."""
    found, piece, wide = [], "", 0
    for letter in word:
        if wide + _column(letter) > width:
            found.append(piece)
            piece, wide = "", 0
        piece, wide = piece + letter, wide + _column(letter)
    return [*found, piece]
