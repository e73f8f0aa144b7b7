"""The archive writes the site as files: what is there, and what becomes of it."""

import asyncio
import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import urlopen

import feedparser
import pytest

from bot.api import Standing
from bot.web.routes import find
from plugins.archive import plugin
from tests.plugins.wholeness import complaints, links
from tests.web.held import SMALL, Held

APRIL = [date(2026, 4, day) for day in (8, 15, 22)]
SECRET = [*SMALL[:-1], "bo: #info a secret", SMALL[-1]]


def files(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def written(root):
    """When each file that is shown was written."""
    shown = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in shown}


@pytest.fixture
def root(tmp_path):
    return tmp_path / "archive"


async def test_a_meeting_is_filed_in_every_form_just_as_the_site_shows_it(held: Held, root) -> None:
    await held.weekly(*APRIL).deliver(root)
    found = files(root)
    site = held.site(live=False)
    for form in ("html", "md", "txt", "json", "log.html", "log.txt"):
        assert found[f"weekly/2026-04-15.{form}"].decode() == find(site, f"weekly/2026-04-15.{form}").text
    for file in ("index.html", "weekly/index.html", "weekly/2026/index.html", "style.css"):
        assert found[file].decode() == find(site, file).text
    assert complaints(root) == []


async def test_the_receipt_says_where_readers_find_it(held: Held, root) -> None:
    (receipt,) = await held.weekly(APRIL[0]).deliver(root, public_url="https://minutes.example.org/a/")
    assert receipt.standing is Standing.CONFIRMED
    assert receipt.url == "https://minutes.example.org/a/weekly/2026-04-08.html"
    assert receipt.said == f"Minutes: {receipt.url}"
    assert held.said == [receipt.said]


async def test_without_a_public_address_the_receipt_names_the_file(held: Held, root) -> None:
    (receipt,) = await held.weekly(APRIL[0]).deliver(root)
    assert receipt.url == str(root / "weekly/2026-04-08.html")


async def test_without_transcripts_none_is_filed_or_linked(held: Held, root) -> None:
    await held.weekly(APRIL[0]).deliver(root, transcripts=False)
    assert not [name for name in files(root) if ".log." in name]
    assert 'href="2026-04-08.log.html"' not in (root / "weekly/2026-04-08.html").read_text()


async def test_the_newest_meeting_is_listed_first_and_those_beside_it_lead_to_it(held: Held, root) -> None:
    await held.weekly(*APRIL[:2]).deliver(root)
    await held.weekly(APRIL[2]).deliver(root)
    front, before = ((root / name).read_text() for name in ("index.html", "weekly/2026-04-15.html"))
    listed = re.findall(r'<h3><a href="weekly/(.*?)\.html"', front)
    assert listed == ["2026-04-22", "2026-04-15", "2026-04-08"]
    assert '<link rel="next" href="2026-04-22.html">' in before
    for page in ("latest/index.html", "weekly/latest/index.html", "latest/weekly/index.html"):
        assert "2026-04-22.html" in (root / page).read_text()
    assert complaints(root) == []


async def test_publishing_again_writes_nothing_that_is_shown(held: Held, root) -> None:
    await held.weekly(*APRIL).deliver(root)
    before = written(root)
    held.journal.now(lambda connection: connection.exec_driver_sql("UPDATE deliveries SET state = 'pending'"))
    assert len(await held.deliver(root)) == 3
    assert written(root) == before


async def test_a_correction_takes_the_address_and_every_revision_stays_reachable(held: Held, root) -> None:
    await held.weekly(APRIL[0]).deliver(root, public_url="https://minutes.example.org")
    held.play("ada: #edit 1 the blue one walks", "ada: #amend", "ada: #edit 1 the blue one stands", "ada: #amend")
    receipts = await held.deliver(root, public_url="https://minutes.example.org")
    assert [receipt.said for receipt in receipts] == [
        "",  # revision 2: the third has its place already
        "Corrected minutes (revision 3): https://minutes.example.org/weekly/2026-04-08.html",
    ]
    assert receipts[0].url == "https://minutes.example.org/weekly/2026-04-08.r2.html"
    found = {name: data.decode() for name, data in files(root).items()}
    assert "stands" in found["weekly/2026-04-08.html"]
    assert "walks" in found["weekly/2026-04-08.r2.md"]
    assert "runs" in found["weekly/2026-04-08.r1.log.html"]
    assert "<ins>" in found["weekly/2026-04-08.r1-r2.html"]
    assert "weekly/2026-04-08.r2-r3.html" in found
    assert complaints(root) == []


@pytest.mark.parametrize("later", [{}, {"transcripts": False}])
async def test_retracted_text_leaves_every_file(held: Held, root, later) -> None:
    held.play(*SECRET, "ada: #edit 1 it runs", "ada: #amend", on=APRIL[0])
    await held.deliver(root)
    assert [name for name, data in files(root).items() if b"secret" in data]
    held.play("bo: #retract", "ada: #amend")
    await held.deliver(root, **later)
    assert not [name for name, data in files(root).items() if b"secret" in data]


async def test_a_draft_says_so_and_the_minutes_replace_it_under_its_address(held: Held, root) -> None:
    held.play(*SMALL[:-1], "ada: #save", on=APRIL[0])
    (receipt,) = await held.deliver(root, public_url="https://minutes.example.org")
    assert receipt.said == "Draft: https://minutes.example.org/weekly/2026-04-08.html"
    assert "<strong>Draft.</strong>" in (root / "weekly/2026-04-08.html").read_text()
    assert "draft" in (root / "index.html").read_text()
    held.play("ada: #endmeeting")
    (receipt,) = await held.deliver(root, public_url="https://minutes.example.org")
    assert receipt.said == "Minutes: https://minutes.example.org/weekly/2026-04-08.html"
    for page in ("index.html", "weekly/2026-04-08.html"):
        assert "raft" not in (root / page).read_text()
    assert complaints(root) == []


async def test_a_meeting_that_runs_and_was_not_saved_is_not_in_the_archive(held: Held, root) -> None:
    held.weekly(APRIL[0]).play(*SMALL[:-1], on=APRIL[1])
    await held.deliver(root)
    assert not [name for name, data in files(root).items() if b"2026-04-15" in data]


async def test_of_an_aborted_meeting_whose_draft_was_there_stays_that_it_was_aborted(held: Held, root) -> None:
    held.weekly(APRIL[0]).play(*SECRET[:-1], "ada: #save", on=APRIL[1])
    await held.deliver(root)
    held.play("ada: #abortmeeting")
    (receipt,) = await held.deliver(root)
    assert (receipt.url, receipt.said) == ("", "")
    found = files(root)
    assert not [name for name, data in found.items() if b"secret" in data]
    assert b"was aborted" in found["weekly/2026-04-15.html"]
    assert "weekly/2026-04-15.md" not in found
    assert not [name for name, data in found.items() if b"2026-04-15" in data and name != "weekly/2026-04-15.html"]
    assert complaints(root) == []


async def test_of_an_aborted_meeting_whose_draft_never_came_nothing_is_filed(held: Held, root) -> None:
    held.play(*SMALL[:-1], "ada: #save", "ada: #abortmeeting", on=APRIL[0])
    await held.deliver(root)
    assert [name for name in files(root) if not name.startswith(".")] == []


@pytest.mark.parametrize("others", [(), (APRIL[1],)])
async def test_a_meeting_renamed_after_it_was_published_leads_from_its_old_address_to_the_new(
    held: Held, root, others
) -> None:
    held.weekly(*others).play(*SECRET, on=APRIL[0])
    await held.deliver(root)
    held.play("ada: #reopen", "bo: #retract", "ada: #meetingname Glaze Clinic", "ada: #endmeeting")
    await held.deliver(root)
    found = {name: data.decode() for name, data in files(root).items()}
    assert "the blue one" in found["glaze-clinic/2026-04-08.html"]
    for old in ("", ".log"):
        assert f'url=../glaze-clinic/2026-04-08{old}.html"' in found[f"weekly/2026-04-08{old}.html"]
    assert "weekly/2026-04-08.json" not in found
    if not others:
        assert 'url=../glaze-clinic/index.html"' in found["weekly/index.html"]
        assert 'url=../../glaze-clinic/index.html"' in found["weekly/2026/index.html"]
        assert "weekly/atom.xml" not in found
    assert complaints(root) == []


async def test_what_is_done_later_is_closed_in_the_month_that_asked_for_it_and_with_who_was_to_do_it(
    held: Held, root
) -> None:
    await held.weekly(
        date(2025, 12, 31), script=[*SMALL[:-1], "dmitri: hi", "ada: #action dmitri to rest", SMALL[-1]]
    ).deliver(root)
    await held.weekly(APRIL[0], script=[*SMALL[:-1], "ada: #done A-1", SMALL[-1]]).deliver(root)
    for file in ("actions.2025-12.html", "people/dmitri.html"):
        assert "done on" in (root / file).read_text(), file
    assert complaints(root) == []


async def test_the_register_of_an_earlier_month_tells_what_was_superseded_since_and_what_no_more(
    held: Held, root
) -> None:
    old, new = "ada: #agreed fire at night", "ada: #supersede D-1 with fire at dawn"
    await held.weekly(date(2025, 12, 31), script=[*SMALL[:-1], old, SMALL[-1]]).deliver(root)
    await held.weekly(APRIL[0], script=[*SMALL[:-1], new, SMALL[-1]]).deliver(root)
    assert "superseded by" in (root / "decisions.2025-12.html").read_text()
    assert complaints(root) == []
    await held.play("ada: #undo", "ada: #amend").deliver(root)
    assert "superseded by" not in (root / "decisions.2025-12.html").read_text()
    assert "fire at night" in (root / "decisions.html").read_text()
    assert complaints(root) == []


async def test_a_title_that_changed_reaches_every_list(held: Held, root) -> None:
    await held.weekly(date(2025, 4, 9), *APRIL[:2]).deliver(root)
    await held.weekly(APRIL[2]).deliver(root, title="Oven minutes", public_url="https://oven.example.org")
    for page in ("index.html", "weekly/index.html", "weekly/2025/index.html", "weekly/2026/index.html"):
        text = (root / page).read_text()
        assert "Oven minutes" in text
        assert "Kiln minutes" not in text
    assert 'href="https://oven.example.org/weekly/2025/">' in (root / "weekly/2025/index.html").read_text()


async def test_an_archive_that_was_lost_is_written_anew_with_the_next_meeting(held: Held, root, tmp_path) -> None:
    await held.weekly(*APRIL[:2]).deliver(root)
    await held.weekly(APRIL[2]).deliver(tmp_path / "new")
    assert complaints(tmp_path / "new") == []
    assert {f"weekly/{day}.html" for day in APRIL} <= set(files(tmp_path / "new"))


async def test_the_ids_in_the_feeds_stay_when_the_archive_moves(held: Held, root) -> None:
    await held.weekly(APRIL[0]).deliver(root)
    before = feedparser.parse((root / "atom.xml").read_bytes())
    (root / ".site.json").unlink()
    await held.weekly(APRIL[1]).deliver(root, public_url="https://minutes.example.org")
    after = feedparser.parse((root / "atom.xml").read_bytes())
    assert after.feed.id == before.feed.id
    assert after.entries[1].id == before.entries[0].id
    assert after.entries[0].link == "https://minutes.example.org/weekly/2026-04-15.html"
    assert not after.bozo


async def test_another_bots_meeting_never_takes_a_path(held: Held, root, tmp_path) -> None:
    await held.weekly(APRIL[0]).deliver(root)
    before = files(root)
    other = Held(_made(tmp_path / "other"))
    other.stage.now = datetime(2026, 4, 8, 20, 0, tzinfo=UTC)
    other.play(*SMALL, on=APRIL[0])
    (receipt,) = await other.deliver(root)
    assert receipt is None
    assert "weekly/2026-04-08.html already holds another meeting" in other.said[0]
    assert files(root) == before
    other.journal.close()


async def test_a_page_that_is_not_the_archives_own_is_never_written_over(held: Held, root) -> None:
    _made(root / "weekly")
    (root / "weekly/2026-04-08.html").write_text("written by hand")
    await held.weekly(APRIL[0]).deliver(root)
    assert "weekly/2026-04-08.html is there and not the archive's own; move it away" in held.said[0]
    assert (root / "weekly/2026-04-08.html").read_text() == "written by hand"


async def test_files_can_be_read_by_a_web_server(held: Held, root) -> None:
    before = os.umask(0o022)
    try:
        await held.weekly(APRIL[0]).deliver(root)
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in root.rglob("*") if path.is_file()} == {0o644}
    assert {path.stat().st_mode & 0o777 for path in root.rglob("*") if path.is_dir()} == {0o755}


async def test_minutes_of_a_private_room_are_in_the_archive_they_were_delivered_to(held: Held, root) -> None:
    held.play("-!- only by invitation", *SMALL, on=APRIL[0])
    assert plugin.drafts
    held.journal.now(
        lambda connection: connection.exec_driver_sql(
            "INSERT OR IGNORE INTO deliveries (meeting_id, revision, publisher, state, queued_at, next_at, updated_at) "
            "VALUES ('weekly-2026-04-08', 1, 'archive', 'pending', '2026-04-08', '1970-01-01', '2026-04-08')"
        )
    )
    await held.deliver(root)
    assert "the blue one" in (root / "weekly/2026-04-08.html").read_text()
    assert json.loads((root / ".site.json").read_text())["authority"]


def _made(path):
    path.mkdir(parents=True)
    return path


def crawl(start):
    """Every address under `start` that can be reached, with the text found there."""
    found, queue = {}, [start]
    while queue:
        address = queue.pop()
        if address in found:
            continue
        with urlopen(address) as answer:  # raises for anything but a success
            text = answer.read().decode()
        found[address] = text
        if address.endswith(("/", ".html")):
            targets = [urldefrag(urljoin(address, href.partition("?")[0]))[0] for href in links(text)]
            queue += [target for target in targets if target.startswith(start)]
    return found


def _visit(command):
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            return crawl(re.search(r"\((http://.*?/)\)", server.stdout.readline())[1])
        finally:
            server.kill()


async def test_served_by_a_plain_web_server_every_link_leads_somewhere(held: Held, root) -> None:
    held.weekly(date(2025, 12, 31), *APRIL).play("ada: #edit 1 it ran", "ada: #amend")
    held.play(*SMALL, "ada: #reopen", "ada: #meetingname 会議", "ada: #endmeeting", on=date(2026, 4, 23))
    await held.deliver(root)
    command = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(root), "0"]
    found = await asyncio.to_thread(_visit, command)
    reached = {unquote(urlsplit(address).path) for address in found}
    pages = {f"/{page.relative_to(root).as_posix()}" for page in root.rglob("*.html")}
    signposts = {page for page in pages if "/latest/" in page or page.startswith("/weekly/2026-04-23")}
    assert {"/atom.xml", "/weekly/atom.xml", "/weekly/2026-04-22.r1.html", "/会議/index.html"} < reached
    assert pages - reached - signposts == set()
