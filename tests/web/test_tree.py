"""The site in files: what holds of it whoever writes them."""

import json
from contextlib import closing
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from sqlalchemy.exc import ResourceClosedError

from bot.api import SiteFrame
from bot.config import Config
from bot.runtime.record import open_for_reading
from bot.runtime.world import World
from tests.plugins.wholeness import ids, links
from tests.web.held import Held


def test_the_record_is_let_go_with_all_that_read_it(held: Held) -> None:
    held.weekly(date(2026, 4, 8))
    config = Config.model_validate({"store": {"url": held.url}})
    with closing(open_for_reading(config, World())) as record:
        tree = record.trees.tree("archive", SiteFrame("Kiln"))
        assert tree.site.reader.changed()
    with pytest.raises(ResourceClosedError):
        tree.site.reader.changed()


@pytest.mark.asyncio(loop_scope="session")
async def test_every_link_of_every_file_leads_to_a_place_that_is_there(tree: Path) -> None:
    assert lost(tree) == []


def lost(root: Path) -> list[tuple[Path, str]]:
    """The links of pages, and of lists in JSON, that lead nowhere."""
    places = {page: ids(page.read_text()) for page in root.rglob("*.html")}
    leading = {page: links(page.read_text()) for page in places}
    listed = {file: json.loads(file.read_text()) for file in root.rglob("*.json")}
    leading |= {file: addresses(told) for file, told in listed.items() if told.get("format") == "minutebot-list"}
    assert len(leading) > len(places) > 50
    return [(file, link) for file, found in leading.items() for link in found if not leads(places, file, link)]


def leads(places: dict[Path, set[str]], file: Path, link: str) -> bool:
    address, fragment = urldefrag(link)
    there = (file.parent / unquote(address.partition("?")[0])).resolve() if address else file
    return bool(urlsplit(link).scheme) or (there.is_file() and (not fragment or fragment in places[there]))


def addresses(listing: dict) -> list[str]:
    """What a list in JSON leads to."""
    entries = [entry for part in listing.values() if isinstance(part, list) for entry in part]
    return [listing["url"], *(entry["url"] for entry in entries)]
