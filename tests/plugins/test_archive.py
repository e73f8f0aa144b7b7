import asyncio
import json
import os
import re
from datetime import UTC, date, datetime

import pytest

from bot.api import NextMeeting, PermanentError, Standing, TemporaryError
from bot.testing import QUEUED_AT, FakeAttempt
from plugins.archive import desk, plugin
from tests.plugins.editions import edition, many


def settings(root, **values):
    return plugin.settings.model_validate({"directory": root, "title": "Kiln minutes", **values})


async def publish(root, *editions, attempt=None, **values):
    """Publish in turn; the last receipt."""
    async with plugin.open(settings(root, **values)) as publisher:
        for one in editions:
            receipt = await publisher.publish(one, attempt or FakeAttempt())
    return receipt


def files(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def listed(root):
    return {record["path"]: record for record in json.loads((root / "index.json").read_text())["meetings"]}


async def test_a_meeting_is_filed_in_every_form(tmp_path):
    one = edition(text="kiln")
    await publish(tmp_path, one)
    found = files(tmp_path)
    for form in ("html", "md", "txt", "json"):
        assert found[f"weekly/2026-04-08.{form}"].decode() == one.pages[form]
    for form in ("html", "txt"):
        assert found[f"weekly/2026-04-08.log.{form}"].decode() == "".join(one.transcript(form))


async def test_the_receipt_says_where_readers_find_it(tmp_path):
    receipt = await publish(tmp_path, edition("weekly/2026 04 é"), public_url="https://minutes.example.org/a/")
    assert receipt.standing is Standing.CONFIRMED
    assert receipt.url == "https://minutes.example.org/a/weekly/2026%2004%20%C3%A9.html"
    assert receipt.said == f"Minutes: {receipt.url}"


async def test_without_a_public_address_the_receipt_names_the_file(tmp_path):
    receipt = await publish(tmp_path, edition())
    assert receipt.url == str(tmp_path / "weekly/2026-04-08.html")
    assert "weekly/2026-04-08.html" in files(tmp_path)


async def test_without_transcripts_none_is_filed_or_linked(tmp_path):
    await publish(tmp_path, edition(), transcripts=False)
    assert not [name for name in files(tmp_path) if ".log." in name]
    assert listed(tmp_path)["weekly/2026-04-08"]["formats"] == ["html", "json", "md", "txt"]
    assert "log.html" not in (tmp_path / "weekly/index.html").read_text()


async def test_the_newest_meeting_is_listed_first(tmp_path):
    await publish(tmp_path, *reversed(list(many(3))), edition("weekly/2025-01-01", on=date(2025, 1, 1)))
    page = (tmp_path / "weekly/index.html").read_text()
    assert re.findall(r'class="name"><a href="(.*?)"', page) == [
        "2025-01-01.html",
        "2010-01-20.html",
        "2010-01-13.html",
        "2010-01-06.html",
    ]
    assert 'url=../2025-01-01.html"' in (tmp_path / "weekly/latest/index.html").read_text()
    assert 'url=../weekly/2025-01-01.html"' in (tmp_path / "latest/index.html").read_text()


async def test_a_record_of_the_index_says_what_the_meeting_had(tmp_path):
    await publish(tmp_path, edition(next_meeting=NextMeeting(date(2026, 4, 22), "16:00", "Europe/London")))
    record = listed(tmp_path)["weekly/2026-04-08"]
    assert record == {
        "path": "weekly/2026-04-08",
        "meeting_id": "weekly-2026-04-08",
        "series": "weekly",
        "name": "Weekly Meeting",
        "title": "Weekly Meeting: 2026-04-08",
        "date": "2026-04-08",
        "started_at": "2026-04-08T16:00:00Z",
        "ended_at": "2026-04-08T16:26:00Z",
        "updated": "2026-04-08T16:26:00Z",
        "room": "kiln-net/#kiln",
        "author": "Ada L.",
        "author_uri": "https://ada.example.org",
        "digest": "3.1 released, hack week and grants.",
        "attendees": 2,
        "decisions": 1,
        "actions": 1,
        "next_meeting": "2026-04-22, 16:00 Europe/London",
        "formats": ["html", "json", "md", "txt", "log.html", "log.txt"],
        "revision": 1,
        "earlier": [],
    }
    assert "The next is planned for 2026-04-22, 16:00 Europe/London." in (tmp_path / "weekly/index.html").read_text()


async def test_a_correction_takes_the_address_and_the_old_revision_stays_reachable(tmp_path):
    await publish(tmp_path, edition(text="with a tpyo"))
    before = files(tmp_path)
    corrected = FakeAttempt(queued_at=datetime(2026, 4, 9, 8, 0, tzinfo=UTC))
    again = edition(text="corrected", before="with a tpyo", revision=2, digest="Now right.")
    await publish(tmp_path, again, attempt=corrected)
    after = files(tmp_path)
    assert b"corrected" in after["weekly/2026-04-08.html"]
    for form in ("md", "txt", "log.html", "log.txt"):
        assert after[f"weekly/2026-04-08.r1.{form}"] == before[f"weekly/2026-04-08.{form}"]
    record = listed(tmp_path)["weekly/2026-04-08"]
    assert (record["revision"], record["digest"], record["updated"]) == (2, "Now right.", "2026-04-09T08:00:00Z")
    assert record["earlier"] == [{"revision": 1, "html": "weekly/2026-04-08.r1.html"}]
    assert 'href="2026-04-08.r1.html"' in (tmp_path / "weekly/index.html").read_text()


async def test_every_one_of_many_revisions_stays_reachable(tmp_path):
    await publish(tmp_path, edition(text="take 1"), edition(text="take 3", before="take 2", revision=3))
    assert [record["html"] for record in listed(tmp_path)["weekly/2026-04-08"]["earlier"]] == [
        "weekly/2026-04-08.r1.html",
        "weekly/2026-04-08.r2.html",
    ]
    assert "take 2" in (tmp_path / "weekly/2026-04-08.r2.html").read_text()


async def test_an_edition_that_comes_late_does_not_replace_a_newer_one(tmp_path):
    receipt = await publish(
        tmp_path,
        edition(text="new", before="old", revision=2),
        edition(text="old"),
        public_url="https://minutes.example.org",
    )
    assert "new" in (tmp_path / "weekly/2026-04-08.html").read_text()
    assert "old" in (tmp_path / "weekly/2026-04-08.r1.html").read_text()
    assert receipt.url == "https://minutes.example.org/weekly/2026-04-08.r1.html"
    assert listed(tmp_path)["weekly/2026-04-08"]["earlier"] == [{"revision": 1, "html": "weekly/2026-04-08.r1.html"}]


async def test_publishing_again_changes_nothing(tmp_path):
    editions = [*many(3), edition(revision=2)]
    await publish(tmp_path, *editions)
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in tmp_path.rglob("*") if path.is_file()}
    later = FakeAttempt(queued_at=datetime(2027, 1, 1, tzinfo=UTC))
    await publish(tmp_path, *editions, attempt=later)
    after = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before


async def test_another_meeting_never_takes_a_path(tmp_path):
    await publish(tmp_path, edition(text="first"))
    before = files(tmp_path)
    with pytest.raises(PermanentError, match=r"weekly/2026-04-08\.html already holds another meeting"):
        await publish(tmp_path, edition(text="second", meeting_id="weekly-of-another-bot"))
    assert files(tmp_path) == before


@pytest.mark.parametrize("lost", [None, b"", b"{", b'{"format": "minutebot-archive", "version": 1, "meetings": 3}'])
async def test_a_lost_or_spoilt_index_is_made_anew_from_the_pages(tmp_path, lost):
    await publish(tmp_path, *many(3), edition("hack/2026-05-01", on=date(2026, 5, 1)))
    await publish(tmp_path, edition(), edition(revision=2))
    os.utime(tmp_path / "weekly/2026-04-08.html", (QUEUED_AT.timestamp(), QUEUED_AT.timestamp()))
    whole = files(tmp_path)
    for name in whole:
        if name.endswith(("index.html", ".xml")):
            (tmp_path / name).unlink()
    (tmp_path / "index.json").unlink() if lost is None else (tmp_path / "index.json").write_bytes(lost)
    await publish(tmp_path, edition(revision=2))
    assert files(tmp_path) == whole


async def test_a_json_file_that_is_not_ours_is_left_out_of_the_index(tmp_path):
    for name, text in {"own.json": "{}", "own.html": "", "weekly/odd.json": "[", "weekly/odd.html": ""}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    await publish(tmp_path, edition())
    assert list(listed(tmp_path)) == ["weekly/2026-04-08"]


async def test_a_page_that_is_not_the_archives_own_is_never_written_over(tmp_path):
    (tmp_path / "weekly").mkdir()
    (tmp_path / "weekly/2026-04-08.html").write_text("written by hand")
    with pytest.raises(PermanentError, match=r"weekly/2026-04-08\.html is there and not the archive's own; move it"):
        await publish(tmp_path, edition())
    assert (tmp_path / "weekly/2026-04-08.html").read_text() == "written by hand"


async def test_a_new_title_or_address_reaches_every_page(tmp_path):
    await publish(tmp_path, *many(2), edition("hack/2026-05-01"))
    await publish(tmp_path, edition("hack/2026-05-01"), title="Oven minutes", public_url="https://oven.example.org")
    for page in ("index.html", "weekly/index.html", "weekly/2010/index.html"):
        text = (tmp_path / page).read_text()
        assert "Oven minutes" in text
        assert f'<link rel="canonical" href="https://oven.example.org/{page}">' in text
        assert "Kiln" not in text


async def test_a_series_may_be_called_latest(tmp_path):
    await publish(tmp_path, edition("latest/2026-04-08"), edition("weekly/2026-04-15", on=date(2026, 4, 15)))
    assert "2026-04-08.html" in (tmp_path / "latest/index.html").read_text()
    assert 'http-equiv="refresh"' not in (tmp_path / "latest/index.html").read_text()
    assert 'http-equiv="refresh"' in (tmp_path / "latest/latest/index.html").read_text()


async def test_editions_published_at_once_are_all_listed_and_share_the_listing(tmp_path, monkeypatch):
    calls = []
    real = desk.listings
    monkeypatch.setattr(desk, "listings", lambda *values: calls.append(values) or real(*values))
    async with plugin.open(settings(tmp_path)) as publisher, asyncio.TaskGroup() as tasks:
        for one in many(40):
            tasks.create_task(publisher.publish(one, FakeAttempt()))
    assert len(listed(tmp_path)) == 40
    assert len(calls) <= 3


async def test_an_edition_cut_off_while_it_is_published_leaves_the_archive_whole(tmp_path):
    async with plugin.open(settings(tmp_path)) as publisher:
        async with asyncio.TaskGroup() as tasks:
            cut = [tasks.create_task(publisher.publish(one, FakeAttempt())) for one in many(10)]
            await asyncio.sleep(0)
            for task in cut:
                task.cancel()
        await publisher.publish(edition(), FakeAttempt())
    assert set(listed(tmp_path)) == {name.removesuffix(".md") for name in files(tmp_path) if name.endswith(".md")}


async def test_files_can_be_read_by_a_web_server(tmp_path):
    before = os.umask(0o022)
    try:
        await publish(tmp_path / "made" / "here", edition())
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*") if path.is_file()}
    assert modes == {0o644}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "made").rglob("*") if path.is_dir()} == {0o755}


async def test_a_transcript_that_breaks_off_fails_the_edition_and_leaves_no_half(tmp_path):
    def broken(form):
        yield "16:00 <ada> hello\n"
        raise ConnectionError("the store went away")

    one = edition()
    halfway = type(one)(one.minutes, one.revision, one.pages, broken, one.instance)
    with pytest.raises(TemporaryError, match="the store went away"):
        await publish(tmp_path, halfway)
    assert [name for name in files(tmp_path) if not name.startswith(".")] == []
    await publish(tmp_path, one)
    assert list(listed(tmp_path)) == ["weekly/2026-04-08"]
