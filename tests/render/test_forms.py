"""The four pages and two transcripts, in outline; what each must always hold has a file of its own."""

import json
from datetime import UTC, datetime

import pytest

from bot.core.minutes import TranscriptLine


@pytest.fixture
def lines():
    def line(number, second, nick, kind, text, command=""):
        return TranscriptLine(number, datetime(2026, 4, 8, 16, 0, second, tzinfo=UTC), nick, kind, text, command)

    return [
        line(1, 0, "ada", "text", "#startmeeting Weekly Meeting", "startmeeting"),
        line(2, 5, "elif", "emote", "waves"),
        line(3, 9, "news", "notice", "see https://kiln.example.org/?a=1&b=<2>"),
    ]


def test_there_are_four_pages(renderer, kiln):
    assert set(renderer.pages(kiln)) == {"md", "txt", "html", "json"}


def test_a_meeting_without_anything_has_all_pages(renderer, bare):
    assert all(renderer.pages(bare).values())


def test_the_json_page_names_its_format(renderer, kiln):
    page = json.loads(renderer.pages(kiln)["json"])
    assert (page["format"], page["version"], page["id"]) == ("minutebot-minutes", 1, "weekly-2026-04-08")


def test_the_transcript_as_text(renderer, kiln, lines):
    assert "".join(renderer.transcript(kiln, iter(lines), "txt")).splitlines() == [
        "# 2026-04-08 kiln-net/#kiln",
        "[16:00:00] <ada> #startmeeting Weekly Meeting",
        "[16:00:05] * elif waves",
        "[16:00:09] -news- see https://kiln.example.org/?a=1&b=<2>",
    ]


def test_the_transcript_as_html_has_an_anchor_per_line_and_escapes(renderer, kiln, lines):
    page = "".join(renderer.transcript(kiln, iter(lines), "html"))
    assert [f'id="l-{number}"' in page for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert '<a href="https://kiln.example.org/?a=1&amp;b=" rel="nofollow noopener">' in page
    assert "&lt;2&gt;" in page
