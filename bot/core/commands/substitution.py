"""`s/old/new/`: reading it, and finding what it may have meant."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

LIKE_ENOUGH = 0.6
_PIECES = {
    mark: re.compile(
        rf"s{re.escape(mark)}((?:\\.|[^\\{mark}])+){re.escape(mark)}((?:\\.|[^\\{mark}])*)(?:{re.escape(mark)}(g)?)?\s*",
        re.IGNORECASE,
    )
    for mark in "/|"
}


@dataclass(frozen=True, slots=True)
class Substitution:
    """`old` is literal, never empty. `everywhere`: each of them in each line, not the first in the newest."""

    old: str
    new: str
    everywhere: bool = False

    def apply(self, line: str) -> str:
        return line.replace(self.old, self.new, -1 if self.everywhere else 1)


def read_substitution(text: str) -> Substitution | None:
    r"""`s/old/new/`, `s/old/new/g`, `s/old/new`, or the same with `|`; a backslash makes `\/` a letter.

    None when it is no such thing, or when a mark too many leaves open where the old text ends.
    """
    match = _PIECES[text[1]].fullmatch(text) if text[1:2] in _PIECES else None
    if match is None:
        return None
    mark = text[1]
    old, new = (piece.replace(f"\\{mark}", mark) for piece in match.group(1, 2))
    return Substitution(old, new, everywhere=bool(match[3]))


def nearest(wanted: str, lines: Iterable[str]) -> str:
    """The run of words, as many as are wanted, that is most like what is wanted; "" when none is like it."""
    count = max(1, len(wanted.split()))
    best, likeness = "", LIKE_ENOUGH
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted.casefold())
    for words in (line.split() for line in lines):
        for start in range(len(words) - count + 1):
            run = " ".join(words[start : start + count])
            matcher.set_seq1(run.casefold())
            if matcher.quick_ratio() > likeness and (ratio := matcher.ratio()) > likeness:
                best, likeness = run, ratio
    return best
