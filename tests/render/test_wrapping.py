"""Words in lines: told line by line where every letter is narrow, it is what it is word by word."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.render import escape
from bot.render.wrapping import columns, fill, folded, is_narrow

WORDS = st.text(alphabet="aé-1.)#>窯\u0301\u2026", max_size=14)
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)
OPENINGS = st.sampled_from(["", "- ", "   - ", "Attendees:  "])


@given(TEXTS, st.integers(1, 30), OPENINGS, OPENINGS)
def test_a_text_is_folded_as_its_words_fill_lines(text: str, width: int, first: str, rest: str) -> None:
    assert folded(text, width, first, rest) == fill(text.split(" "), width, first, rest)
    assert folded(text, width, first, rest, escape.guard) == fill(text.split(" "), width, first, rest, escape.guard)


def test_narrow_letters_take_a_column_each() -> None:
    assigned = [letter for letter in map(chr, range(0x3000)) if unicodedata.category(letter) != "Cn"]
    narrow = [letter for letter in assigned if is_narrow(letter)]
    assert len(narrow) > 1000
    assert [letter for letter in narrow if columns(f"{letter}窯") != 3] == []
