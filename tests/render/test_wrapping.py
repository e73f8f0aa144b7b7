"""Words -> lines: the fast way says what the plain one does."""

from hypothesis import given
from hypothesis import strategies as st

from bot.render.wrapping import fill, folded


@given(st.text(alphabet="ab -釉 ", max_size=60), st.integers(1, 20), st.sampled_from(["", "- ", "   "]))
def test_a_text_is_folded_as_its_words_are_filled(text: str, width: int, first: str) -> None:
    assert folded(text, width, first, "  ") == fill(text.split(" "), width, first, "  ")
