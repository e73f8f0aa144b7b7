import re
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import feedparser
import pytest

from bot.testing import FakeAttempt
from plugins.archive import plugin
from tests.plugins.editions import edition, many

TAG = re.compile(r"tag:[\w.-]+,2\d{3}(-\d\d-\d\d)?:[\w%:/.~-]+")  # RFC 4151 2.1


async def publish(root, *editions, attempt=None, **values):
    given = plugin.settings.model_validate({"directory": root, "title": "Kiln minutes", **values})
    async with plugin.open(given) as publisher:
        for one in editions:
            await publisher.publish(one, attempt or FakeAttempt())


def feed(root, name="atom.xml"):
    data = (root / name).read_bytes()
    ET.fromstring(data)  # strict, where feedparser forgives
    found = feedparser.parse(data)
    assert not found.bozo
    return found


async def test_a_feed_has_what_rfc_4287_asks_for(tmp_path):
    await publish(tmp_path, edition(), public_url="https://minutes.example.org/kiln")
    found = feed(tmp_path, "weekly/atom.xml")
    assert found.feed.title == "Weekly Meeting - Kiln minutes"
    assert found.feed.updated == "2026-04-08T16:26:00Z"
    assert {link.rel: link.href for link in found.feed.links} == {
        "self": "https://minutes.example.org/kiln/weekly/atom.xml",
        "alternate": "https://minutes.example.org/kiln/weekly/index.html",
    }
    (entry,) = found.entries
    assert entry.title == "Weekly Meeting: 2026-04-08"
    assert entry.id == "tag:minutes.example.org,2026-04-08:weekly-2026-04-08"
    assert entry.link == "https://minutes.example.org/kiln/weekly/2026-04-08.html"
    assert entry.author_detail.name == "Ada L."
    assert entry.summary == "3.1 released, hack week and grants."
    assert (entry.published, entry.updated) == ("2026-04-08T16:26:00Z", "2026-04-08T16:26:00Z")


@pytest.mark.parametrize("public_url", ["", "https://minutes.example.org", "http://[::1]:8000/a", "http://127.0.0.1"])
async def test_ids_are_tag_uris_and_differ(tmp_path, public_url):
    await publish(tmp_path, *many(3), edition("hack/2026-04-08"), public_url=public_url)
    both = [feed(tmp_path), feed(tmp_path, "weekly/atom.xml")]
    ids = [found.feed.id for found in both] + [entry.id for entry in both[0].entries]
    assert all(TAG.fullmatch(name) for name in ids)
    assert len(set(ids)) == 6


async def test_ids_outlive_a_move_and_the_loss_of_the_index(tmp_path):
    await publish(tmp_path, edition(), public_url="https://old.example.org")
    before = [feed(tmp_path).feed.id, feed(tmp_path).entries[0].id]
    await publish(tmp_path, edition(), public_url="https://new.example.org")
    assert [feed(tmp_path).feed.id, feed(tmp_path).entries[0].id] == before
    (tmp_path / "index.json").unlink()
    await publish(tmp_path, edition(), public_url="https://new.example.org")
    assert [feed(tmp_path).feed.id, feed(tmp_path).entries[0].id] == before


async def test_a_feed_holds_the_fifty_that_changed_last(tmp_path):
    await publish(tmp_path, *many(60))
    first = next(many(1))
    corrected = edition(first.minutes.path, on=first.minutes.date, revision=2)
    await publish(tmp_path, corrected, attempt=FakeAttempt(queued_at=datetime(2026, 5, 1, tzinfo=UTC)))
    entries = feed(tmp_path, "weekly/atom.xml").entries
    assert len(entries) == 50
    assert entries[0].id.endswith("weekly-2010-01-06")
    assert entries[0].updated == "2026-05-01T00:00:00Z"
    assert [entry.updated for entry in entries] == sorted((entry.updated for entry in entries), reverse=True)


async def test_links_of_a_feed_without_a_public_address_are_relative(tmp_path):
    await publish(tmp_path, edition())
    assert (
        '<link rel="alternate" type="text/html" href="2026-04-08.html" />' in (tmp_path / "weekly/atom.xml").read_text()
    )


async def test_control_characters_and_markup_in_texts_are_harmless(tmp_path):
    digest = "a\x00b\x1b[1m <b>&amp;</b> ]]> \ud800 \ufffe \u202eabc"
    await publish(tmp_path, edition(digest=digest, name="<i>\x03 & Co", on=date(2026, 4, 8)))
    assert len(feed(tmp_path).entries) == 1
    raw = ET.fromstring((tmp_path / "atom.xml").read_bytes())
    assert raw.findtext("{*}entry/{*}title") == "<i> & Co: 2026-04-08"
    assert raw.findtext(".//{*}summary") == "ab[1m <b>&amp;</b> ]]> abc"
