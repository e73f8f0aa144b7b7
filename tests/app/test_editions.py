"""From the record to an edition."""

import json

import pytest

from bot.app.editions import Editor
from bot.core.compose import Composer
from bot.render.renderer import JinjaRenderer
from bot.store.journal import write
from tests.meetings.stage import LINKS, PEOPLE, stage


@pytest.fixture
def editor(journal, library) -> Editor:
    on = stage()
    on.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
    on.play(
        "ada: #startmeeting", "bo: #info a fact", "ada: #endmeeting", "-!- tomorrow", "ada: #startmeeting", "bo: hi"
    )
    return Editor(library, Composer(PEOPLE, LINKS), JinjaRenderer(), "5eed")


def test_an_edition_has_every_page_and_a_transcript_that_can_be_read_twice(editor) -> None:
    edition = editor.edition("weekly-2026-04-08", 3)
    assert (edition.revision, edition.instance, edition.minutes.lines) == (3, "5eed", 3)
    assert set(edition.pages) == {"md", "txt", "html", "json"}
    assert "BL: a fact" in edition.pages["md"]
    first, second = ("".join(edition.transcript("txt")) for _ in range(2))
    assert first == second
    assert "#info a fact" in first


def test_an_edition_has_its_lines_with_who_said_them(editor) -> None:
    edition = editor.edition("weekly-2026-04-08")
    first, second = (list(edition.lines()) for _ in range(2))
    assert first == second
    assert [(line.number, line.nick, line.text) for line in first][1] == (2, "bo", "#info a fact")
    ada, bo = edition.minutes.attendees
    assert [line.person in ada.keys for line in first] == [True, False, True]
    assert [line.person in bo.keys for line in first] == [False, True, False]


def test_a_running_meeting_gives_a_draft(editor) -> None:
    edition = editor.edition("weekly-2026-04-09")
    assert edition.minutes.ended_at is None
    assert json.loads(edition.pages["json"])["ended_at"] is None


def test_the_same_record_gives_the_same_pages(editor) -> None:
    assert editor.edition("weekly-2026-04-08").pages == editor.edition("weekly-2026-04-08").pages


def test_a_meeting_that_is_not_there_is_said_so(editor) -> None:
    with pytest.raises(LookupError, match="there is no meeting weekly-1999-01-01"):
        editor.edition("weekly-1999-01-01")
