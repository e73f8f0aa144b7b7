import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.minutes import (
    Interruption,
    Section,
    Undecrypted,
    Unrecorded,
)
from bot.core.transcript import TranscriptLine
from bot.render.renderer import JinjaRenderer
from tests.render import nasty

RENDERER = JinjaRenderer()
START = nasty.START


def line(number, text, nick="ada", kind="text", at=START, command=""):
    return TranscriptLine(number, at, nick, kind, text, command)


def text(minutes, *lines):
    return "".join(RENDERER.transcript(minutes, iter(lines), "txt"))


def page(minutes, *lines):
    """The transcript's tree; an error for anything the HTML standard does not allow."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse("".join(RENDERER.transcript(minutes, iter(lines), "html")))


def element(tree, name):
    return next(node for node in tree.iter() if node.get("id") == name)


def seen(node):
    return " ".join("".join(node.itertext()).split())


def test_text_has_a_line_each(kiln):
    assert text(
        kiln,
        line(1, "#startmeeting Weekly Meeting", command="startmeeting"),
        line(2, "waves  twice", nick="elif", kind="emote"),
        line(3, "", nick="bo"),
        line(4, "news", nick="feed", kind="notice", at=START + timedelta(hours=9)),
    ) == (
        "# 2026-04-08 kiln-net/#kiln\n"
        "[16:00:00] <ada> #startmeeting Weekly Meeting\n"
        "[16:00:00] * elif waves  twice\n"
        "[16:00:00] <bo>\n"
        "# 2026-04-09 kiln-net/#kiln\n"
        "[01:00:00] -feed- news\n"
    )


def test_html_has_an_anchor_a_line_and_a_heading_a_day(kiln):
    tree = page(
        kiln,
        line(1, "#info <b>", command="info"),
        line(2, "waves", nick="elif", kind="emote"),
        line(3, "see (https://x.example/?a=1&b=2).", at=START + timedelta(days=1)),
    )
    assert seen(element(tree, "l-1")) == "16:00:00 ada #info <b>"
    assert element(tree, "l-1").get("class") == "c"
    assert seen(element(tree, "l-2")) == "16:00:00 * elif waves"
    assert [node.get("href") for node in element(tree, "l-3").iter("a")] == ["#l-3", "https://x.example/?a=1&b=2"]
    assert [seen(node) for node in tree.iter("h2")] == ["8th April 2026", "9th April 2026"]


def test_a_recorded_line_leads_to_its_record(kiln):
    tree = page(kiln, line(12, "#action bo to write", command="action"))
    assert [node.get("href") for node in element(tree, "l-12").iter("a")] == ["#l-12", "2026-04-08.html#item-4"]


def test_interruptions_are_marked_where_they_were(bare):
    def at(minute):
        return datetime(2026, 4, 8, 16, minute, tzinfo=UTC)

    gaps = (Interruption(at(9), at(10)), Interruption(at(1), at(2)))
    minutes = replace(bare, sections=(Section("Topic", gaps),))
    shown = text(minutes, line(1, "a"), line(2, "b", at=at(2)), line(3, "c", at=at(3))).splitlines()
    assert shown[1:] == [
        "[16:00:00] <ada> a",
        "# Recording was interrupted: lines between 16:01 and 16:02 UTC may be missing.",
        "[16:02:00] <ada> b",
        "[16:03:00] <ada> c",
        "# Recording was interrupted: lines between 16:09 and 16:10 UTC may be missing.",
    ]
    assert "between 16:01 and 16:02" in seen(page(minutes, line(1, "a"), line(2, "b", at=at(2))))


def test_off_the_record_is_marked_after_the_line_that_says_so(bare):
    def at(minute):
        return datetime(2026, 4, 8, 16, minute, tzinfo=UTC)

    minutes = replace(bare, sections=(Section("Topic", (Unrecorded(at(2), at(6)),)),))
    chat = (line(1, "a"), line(2, "#off", at=at(2)), line(3, "#on", at=at(6)))
    assert text(minutes, *chat).splitlines()[1:] == [
        "[16:00:00] <ada> a",
        "[16:02:00] <ada> #off",
        "# (off the record, 4 min)",
        "[16:06:00] <ada> #on",
    ]
    assert "(off the record, 4 min)" in seen(page(minutes, *chat))


def test_what_could_not_be_decrypted_is_a_line_like_any_other(bare):
    missing = Undecrypted(nasty.START, nasty.START, 1)
    minutes = replace(bare, sections=(Section("Topic", (missing,)),))
    chat = (line(1, "(could not be decrypted)", kind="sealed"), line(2, "b"))
    assert text(minutes, *chat).splitlines()[1:] == [
        "[16:00:00] <ada> (could not be decrypted)",
        "[16:00:00] <ada> b",
    ]
    assert "messages could not" not in seen(page(minutes, *chat))


def test_a_line_leads_to_where_it_was_said(bare):
    minutes = replace(bare, event_links=(("k/#r", "https://matrix.to/#/!x/{}?via=a&via=b"),))
    said = line(1, "hi")._replace(room="k/#r", native_id="$e/2")
    (link,) = page(minutes, said).findall(".//a[@class='item']")
    assert (link.text, link.get("href")) == ("in the room", "https://matrix.to/#/!x/$e?via=a&via=b")
    assert not page(minutes, line(1, "hi")).findall(".//a[@class='item']")


def test_an_empty_transcript_is_a_page(bare):
    assert text(bare) == ""
    assert "Nothing was said." in seen(page(bare))


@pytest.mark.parametrize("form", ["html", "txt"])
def test_it_comes_in_pieces_and_memory_does_not_grow_with_it(bare, form):
    def peak(count):
        tracemalloc.start()
        lines = (line(number, "a line of talk, as long as most of them are") for number in range(count))
        longest = max(len(piece) for piece in RENDERER.transcript(bare, lines, form))
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size, longest

    peak(10)
    (small, _), (large, longest) = peak(1_000), peak(6_000)
    assert large < small * 1.5
    assert longest < 200_000


@settings(nasty.few)
@given(st.lists(nasty.lines, max_size=5))
def test_whatever_is_typed_a_line_is_a_line(lines):
    written = text(nasty.EMPTY, *lines)
    assert len([shown for shown in written.split("\n") if shown.startswith("[")]) == len(lines)
    assert not set(written) & {chr(code) for code in (*range(10), *range(11, 32), *range(127, 160))}
    tree = page(nasty.EMPTY, *lines)
    assert len([node for node in tree.iter("p") if (node.get("id") or "").startswith("l-")]) == len(lines)
    assert not {node.tag for node in tree.iter()} & {"script", "img", "i", "code"}
