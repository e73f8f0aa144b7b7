"""What the archive keeps of earlier revisions, of drafts, and of a meeting's former name."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.testing import FakeAttempt
from plugins.archive import plugin
from tests.plugins.editions import edition, many
from tests.plugins.test_archive import files, listed, publish
from tests.plugins.wholeness import complaints, links

FIRST, SECOND = datetime(2026, 4, 8, 16, 26, tzinfo=UTC), datetime(2026, 4, 9, 8, 0, 0, 123, tzinfo=UTC)
RUNNING = {"ended_at": None}


def draft(text="", *, revisions=(), **values):
    return edition(text=text, revision=0, revisions=revisions, **{**RUNNING, **values})


def withdrawn(**values):
    return replace(edition(text="", revision=0, **values), withdrawn=True)


def corrected(text="right", **values):
    return edition(text=text, revision=2, revisions=(FIRST, SECOND), **values)


async def test_earlier_revisions_are_written_anew_without_what_was_retracted(tmp_path):
    await publish(tmp_path, edition(text="a secret"))
    await publish(tmp_path, corrected("a secret, well told"))
    await publish(tmp_path, edition(text="(retracted)", revision=3))
    found = files(tmp_path)
    assert not [name for name, data in found.items() if b"secret" in data]
    for form in ("html", "md", "txt", "json", "log.html", "log.txt"):
        assert {f"weekly/2026-04-08.r1.{form}", f"weekly/2026-04-08.r2.{form}"} < set(found)


async def test_transcripts_filed_before_are_written_anew_too(tmp_path):
    await publish(tmp_path, edition(text="a secret"), corrected("a secret"))
    await publish(tmp_path, edition(text="(retracted)", revision=3), transcripts=False)
    found = files(tmp_path)
    assert not [name for name, data in found.items() if b"secret" in data]
    assert "weekly/2026-04-08.r2.log.txt" not in found


async def test_what_changed_between_revisions_can_be_read(tmp_path):
    await publish(tmp_path, corrected("We buy a kiln & <b>", before="We by a kiln & <b>"))
    page = (tmp_path / "weekly/2026-04-08.r1-r2.html").read_text()
    assert "<del>-We by a kiln &amp; &lt;b&gt;\n</del><ins>+We buy a kiln &amp; &lt;b&gt;\n</ins>" in page
    assert {"2026-04-08.r1.html", "2026-04-08.html", "../index.html"} < set(links(page))


async def test_between_revisions_that_read_alike_nothing_changed(tmp_path):
    await publish(tmp_path, corrected())
    assert "The texts are the same." in (tmp_path / "weekly/2026-04-08.r1-r2.html").read_text()


async def test_an_archive_made_anew_has_every_revision_with_its_time(tmp_path):
    await publish(tmp_path / "old", edition(before="a"), corrected("b", before="a"))
    await publish(
        tmp_path / "new", corrected("b", before="a"), attempt=FakeAttempt(queued_at=datetime(2027, 1, 1, tzinfo=UTC))
    )
    assert files(tmp_path / "old") == files(tmp_path / "new")
    assert listed(tmp_path / "new")["weekly/2026-04-08"]["updated"] == "2026-04-09T08:00:00Z"
    assert "<updated>2026-04-09T08:00:00Z</updated>" in (tmp_path / "new/weekly/atom.xml").read_text()


async def test_an_index_made_anew_knows_revisions_and_drafts(tmp_path):
    await publish(tmp_path, *many(2), corrected("b"))
    later = {"series": "weekly", "on": date(2026, 4, 15), "path": "weekly/2026-04-15"}
    await publish(tmp_path, draft(**later))
    whole = json.loads((tmp_path / "index.json").read_text())
    (tmp_path / "index.json").unlink()
    await publish(tmp_path, draft(**later))
    assert json.loads((tmp_path / "index.json").read_text()) == whole


async def test_a_draft_says_so_and_is_replaced_by_the_minutes_under_its_address(tmp_path):
    receipt = await publish(tmp_path, draft("so far"), draft("further"), public_url="https://minutes.example.org")
    assert receipt.said == "Draft: https://minutes.example.org/weekly/2026-04-08.html"
    assert "further" in (tmp_path / "weekly/2026-04-08.html").read_text()
    assert listed(tmp_path)["weekly/2026-04-08"]["revision"] == 0
    assert '<span class="mark">draft</span>' in (tmp_path / "weekly/index.html").read_text()
    assert "<title>Draft: Weekly Meeting: 2026-04-08</title>" in (tmp_path / "atom.xml").read_text()
    final = await publish(tmp_path, edition(text="done"), public_url="https://minutes.example.org")
    assert final.said == "Minutes: https://minutes.example.org/weekly/2026-04-08.html"
    assert listed(tmp_path)["weekly/2026-04-08"] == listed(await _fresh(tmp_path))["weekly/2026-04-08"]
    assert not [name for name, data in files(tmp_path).items() if b"raft" in data and name.startswith("weekly/index")]


async def _fresh(tmp_path):
    await publish(tmp_path / "fresh", edition(text="done"))
    return tmp_path / "fresh"


async def test_a_correction_is_told_as_one(tmp_path):
    receipt = await publish(tmp_path, corrected(), public_url="https://minutes.example.org")
    assert receipt.said == "Corrected minutes (revision 2): https://minutes.example.org/weekly/2026-04-08.html"


async def test_a_draft_of_a_reopened_meeting_takes_the_address_and_the_last_revision_stays_reachable(tmp_path):
    await publish(tmp_path, edition(text="ended"), draft("going on", revisions=(FIRST,), before="ended"))
    assert "going on" in (tmp_path / "weekly/2026-04-08.html").read_text()
    assert "ended" in (tmp_path / "weekly/2026-04-08.r1.html").read_text()
    assert listed(tmp_path)["weekly/2026-04-08"]["earlier"] == [{"revision": 1, "html": "weekly/2026-04-08.r1.html"}]
    await publish(tmp_path, edition(text="ended"))  # it was aborted then
    assert "ended" in (tmp_path / "weekly/2026-04-08.html").read_text()
    assert listed(tmp_path)["weekly/2026-04-08"]["revision"] == 1


async def test_a_draft_that_comes_late_takes_no_revisions_place(tmp_path):
    await publish(tmp_path, corrected("right"), draft("long ago", revisions=(FIRST,)))
    assert "right" in (tmp_path / "weekly/2026-04-08.html").read_text()


async def test_the_draft_of_an_aborted_meeting_is_emptied_and_marked_and_no_news(tmp_path):
    await publish(tmp_path, edition("weekly/2026-04-01", on=date(2026, 4, 1)), draft("a secret"))
    receipt = await publish(tmp_path, withdrawn())
    assert receipt.said == ""
    assert not [name for name, data in files(tmp_path).items() if b"secret" in data]
    assert '<span class="mark">aborted</span>' in (tmp_path / "weekly/index.html").read_text()
    assert "2026-04-08" not in (tmp_path / "weekly/atom.xml").read_text()
    assert 'url=../2026-04-01.html"' in (tmp_path / "weekly/latest/index.html").read_text()
    assert complaints(tmp_path) == []


async def test_of_an_aborted_meeting_whose_draft_never_came_nothing_is_filed(tmp_path):
    receipt = await publish(tmp_path, withdrawn())
    assert (receipt.url, receipt.said) == ("", "")
    assert [name for name in files(tmp_path) if not name.startswith(".")] == []


async def test_an_archive_of_nothing_but_an_aborted_meeting_is_whole(tmp_path):
    await publish(tmp_path, draft("a secret"), withdrawn())
    assert complaints(tmp_path) == []


@pytest.mark.parametrize("others", [[], [edition("weekly/2026-04-01", on=date(2026, 4, 1))]])
async def test_a_meeting_renamed_after_it_was_published_leads_from_its_old_address_to_the_new(tmp_path, others):
    third = {"text": "(retracted)", "revision": 3, "revisions": (FIRST, SECOND, SECOND), "name": "Glaze Clinic"}
    third |= {"meeting_id": "weekly-2026-04-08", "permalink": "clinic-2026-04-08"}
    await publish(tmp_path, *others, edition(text="a secret"), corrected("a secret"))
    await publish(tmp_path, edition("clinic/2026-04-08", **third))
    found = files(tmp_path)
    assert not [name for name, data in found.items() if b"secret" in data]
    for old in ("", ".r1", ".r1-r2", ".log"):
        page = found[f"weekly/2026-04-08{old}.html"].decode()
        assert "These minutes have moved" in page
        assert 'url=../clinic/2026-04-08.html"' in page
    assert "weekly/2026-04-08.json" not in found
    assert sorted(listed(tmp_path)) == ["clinic/2026-04-08", *(["weekly/2026-04-01"] if others else [])]
    assert complaints(tmp_path) == []
    if not others:
        assert "These minutes have moved" in found["weekly/2026/index.html"].decode()
    (tmp_path / "index.json").unlink()
    await publish(tmp_path, edition("clinic/2026-04-08", **third))
    assert json.loads(found["index.json"]) == json.loads((tmp_path / "index.json").read_text())


async def test_the_times_of_the_day_do_not_mix_two_meetings_up(tmp_path):
    await publish(tmp_path, draft("one"), draft("two", path="weekly/2026-04-08-2", at=time(18)))
    assert plugin.drafts
    assert sorted(listed(tmp_path)) == ["weekly/2026-04-08", "weekly/2026-04-08-2"]
