"""The records of a section as HTML."""

import pytest
from markupsafe import escape

from bot.render.markup import safe, typed


@pytest.mark.parametrize("said", ["plain", "a < b", "a & b", 'say "x"', "it's", "釉薬 > 窯", ""])
def test_what_is_typed_is_escaped_as_the_templates_do_it(said: str) -> None:
    assert safe(said) == str(escape(said))


def test_urls_are_links_and_code_is_code_and_both_are_escaped() -> None:
    assert typed("see https://kiln.example.org/?a=1&b=2, or `<x>`") == (
        'see <a href="https://kiln.example.org/?a=1&amp;b=2" rel="nofollow noopener">'
        "https://kiln.example.org/?a=1&amp;b=2</a>, or <code>&lt;x&gt;</code>"
    )
