"""The best match first: the oftener a passage has the words, and the less it has beside them, the better (BM25).

All that are ranked have all of the words, so that these count alike. FTS5's own `bm25` would first count how often each
word was ever said.
"""

import re
from collections.abc import Iterable

from bot.app.finding import terms

SATURATION, LENGTH = 1.2, 0.75  # as FTS5 has them
_WORD = re.compile(r"\w+")


def ranked(said: Iterable[tuple[int, str]], typed: str) -> list[int]:
    """The ids of these texts, the best first; of those that are equally good the newest."""
    patterns = [pattern for term in terms(typed) if (pattern := _pattern(term))]
    counted = [(id_, _counts(patterns, text.casefold()), text.count(" ") + 1) for id_, text in said]
    usual = sum(length for _, _, length in counted) / max(1, len(counted)) or 1
    scores = {id_: sum(_weight(count, length / usual) for count in counts) for id_, counts, length in counted}
    return sorted(scores, key=lambda id_: (-scores[id_], -id_))


def _pattern(term: str) -> re.Pattern[str] | None:
    pieces = _WORD.findall(term.casefold())
    if not pieces:
        return None
    whole = r"\W+".join(map(re.escape, pieces))
    edges = ("", "") if not whole.isascii() else (r"\b", "" if term.endswith("*") else r"\b")
    return re.compile(whole.join(edges))


def _counts(patterns: Iterable[re.Pattern[str]], text: str) -> list[int]:
    """How often each is there; that it is there at all is known, though it may be written otherwise."""
    return [len(pattern.findall(text)) or 1 for pattern in patterns]


def _weight(count: int, length: float) -> float:
    return count * (SATURATION + 1) / (count + SATURATION * (1 - LENGTH + LENGTH * length))
