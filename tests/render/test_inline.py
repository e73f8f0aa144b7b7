import pytest

from bot.core.links import linkable
from bot.render.inline import Span, spans


def urls(line):
    return [span.text for span in spans(line) if span.kind == "url"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("see https://x.example/a.", ["https://x.example/a"]),
        ("(see https://x.example/a_(b), or ftp://x)", ["https://x.example/a_(b)", "ftp://x"]),
        ("[https://x.example/[a]]", ["https://x.example/[a]"]),
        ("https://x.example/?)(", ["https://x.example/?)("]),
        ("'https://x.example'?!", ["https://x.example"]),
        ("HTTP://X.EXAMPLE/A and ssh://h and ircs://h/c", ["HTTP://X.EXAMPLE/A", "ssh://h", "ircs://h/c"]),
        ("mailto:a@b.example, xmpp:r@b.example?join", ["mailto:a@b.example", "xmpp:r@b.example?join"]),
        ("matrix:r/kiln:example.org", ["matrix:r/kiln:example.org"]),
        ("https:// and http:/x and mailto: and matrix: and xmpp:x", []),
        ("javascript:alert(1) data:text/html,x file:///etc/passwd vbscript:x xhttps://x", []),
        ("`https://x.example` is code", []),
    ],
)
def test_urls_are_found_without_the_punctuation_around_them(line, found):
    assert urls(line) == found


def test_code_loses_its_backquotes_and_one_blank_of_padding():
    assert list(spans("`a` `` b`c `` ` `")) == [
        Span("code", "a"),
        Span("text", " "),
        Span("code", "b`c"),
        Span("text", " ` `"),
    ]


@pytest.mark.parametrize("line", ["`" + "x" * 71 + "`", "``a`", "```b```", "` `", "`"])
def test_code_that_is_long_empty_or_not_closed_is_text(line):
    assert list(spans(line)) == [Span("text", line)]


LONG = ("https://x.example/" + ")" * 60_000, "mailto:" * 9_000, "`a" * 30_000, "matrix:a" * 8_000)


@pytest.mark.parametrize("line", LONG)
def test_a_very_long_line_takes_no_long_time(line):
    assert "".join(span.text for span in spans(line)).replace("`", "") == line.replace("`", "")


def test_only_known_schemes_are_links():
    assert linkable("https://x.example")
    assert not any(map(linkable, ("javascript:alert(1)", "https:// x", "//x.example", "", "x https://x")))
