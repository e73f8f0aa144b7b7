"""Revisions on the command line: asked for, listed, published again."""

import json
import shutil

import pytest

from tests.cli.conftest import LOG, hold_meetings

MEETING = "weekly-2026-04-08"
CORRECTED = """\
[16:11] <ada> #edit 1 bo to fire the big kiln by 2026-04-20
[16:12] <ada> #amend
"""
RETRACTED = """\
[16:11] <bo> #retract
[16:12] <ada> #amend
"""


@pytest.fixture
def corrected(home, monkeypatch):
    """`home`, with a meeting that was corrected when it was over."""
    monkeypatch.setattr("tests.cli.conftest.LOG", LOG + CORRECTED)
    hold_meetings(home, "2026-04-08")
    return home


def test_each_revision_can_be_asked_for(minutebot, corrected):
    first, second, newest = (
        minutebot("render", MEETING, *words).output for words in (("--revision", "1"), ("--revision", "2"), ())
    )
    assert "bo will fire the kiln" in first
    assert "Revision" not in first
    assert "bo will fire the big kiln" in second
    assert "(was: " in second
    assert second == newest


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((MEETING, "--revision", "3"), "weekly-2026-04-08 has no revision 3; the last one is 2"),
        (("nope",), "there is no meeting nope; `minutebot meetings` lists them"),
    ],
)
def test_what_is_not_there_is_said(minutebot, corrected, words, complaint):
    result = minutebot("render", *words)
    assert (result.exit_code, result.output) == (1, f"minutebot: {complaint}\n")


def test_deliveries_are_listed_with_their_revision(minutebot, corrected):
    listed = minutebot("deliveries").output
    assert listed.count(f"{MEETING} (revision 2)") == 2
    rows = json.loads(minutebot("deliveries", "--json").output)
    assert sorted((row["publisher"], row["revision"], row["state"]) for row in rows) == [
        ("archive", 1, "confirmed"),
        ("archive", 2, "confirmed"),
        ("list", 1, "sent"),
        ("list", 2, "sent"),
    ]


def test_publishing_again_says_which_revision_it_was(minutebot, corrected):
    assert f"{MEETING} (revision 2): archive: " in minutebot("publish", MEETING, "--to", "archive").output


def test_a_lost_archive_is_made_anew_with_every_revision(minutebot, corrected):
    archive = corrected / "m" / "archive"
    before = {path.relative_to(archive): path.read_bytes() for path in archive.rglob("*.*") if path.is_file()}
    shutil.rmtree(archive)
    assert minutebot("publish", "--all", "--to", "archive").exit_code == 0
    after = {path.relative_to(archive): path.read_bytes() for path in archive.rglob("*.*") if path.is_file()}
    assert after == before
    assert {f"2026-04-08{old}.html" for old in ("", ".r1", ".r1-r2")} <= {path.name for path in after}


def test_what_was_retracted_is_in_no_page_and_no_mail(home, monkeypatch):
    monkeypatch.setattr("tests.cli.conftest.LOG", LOG.replace("cone 6 is enough", "the safe is 1234") + RETRACTED)
    hold_meetings(home, "2026-04-08")
    written = [path for path in (home / "m").rglob("*") if path.suffix in {".html", ".md", ".txt", ".json", ".eml"}]
    assert len(written) > 10
    assert not [path for path in written if b"1234" in path.read_bytes()]
