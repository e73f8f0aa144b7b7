"""JSON as the standard library indents it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.render.indented import indented

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_it_is_what_the_standard_library_makes_of_it(value: object) -> None:
    assert indented(value) == json.dumps(value, ensure_ascii=False, indent=2)
