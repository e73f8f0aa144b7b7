"""Addresses of an older bot, and what search engines are told."""

from contextlib import closing
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from bot.core.former import former
from bot.web.routes import find
from tests.web.held import Held

APRIL = [date(2026, 4, day) for day in (8, 15)]
OLD = ("/meetings/{series}/{year}/{series}.{date}-{time}{ending}", "/{room}/{date}/{room}.{date}-{time}{ending}")


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("meetings/weekly/2026/weekly.2026-04-08-16.00.html", "weekly/2026-04-08.html"),
        ("meetings/weekly_meeting/2026/weekly_meeting.2026-04-15-16.01.log.html", "weekly/2026-04-15.log.html"),
        ("#kiln/2026-04-08/#kiln.2026-04-08-16.00.txt", "weekly/2026-04-08.txt"),
        ("kiln/2026-04-08/kiln.2026-04-08-16.00", "weekly/2026-04-08.html"),
        ("meetings/weekly/2026/other.2026-04-08-16.00.html", ""),
        ("meetings/weekly/2026/weekly.2026-04-09-16.00.html", ""),
        ("meetings/weekly/2026/weekly.2026-13-99-99.99.html", ""),
        ("oven/2026-04-08/oven.2026-04-08-16.00.html", ""),
    ],
)
def test_an_old_address_leads_to_the_same_meeting(held: Held, old: str, now: str) -> None:
    held.old = tuple(map(former, OLD))
    page = find(held.weekly(*APRIL).site(), old)
    assert (page.leads_to if page else "") == now


@pytest.mark.parametrize(
    ("address", "wrong"), [("/x/{name}.{date}", "{name} is not known"), ("/x/{series}.html", "say where the {date} is")]
)
def test_an_address_that_makes_no_sense_is_refused(address: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        former(address)


async def test_in_files_there_are_pages_in_those_places_that_lead_on(held: Held, tmp_path) -> None:
    held.old = tuple(map(former, OLD))
    root = tmp_path / "tree"
    await held.weekly(*APRIL).deliver(root)
    old = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.2026-04-08-*"))
    assert old == [
        "kiln/2026-04-08/kiln.2026-04-08-16.01.html",
        "kiln/2026-04-08/kiln.2026-04-08-16.01.log.html",
        "meetings/weekly/2026/weekly.2026-04-08-16.01.html",
        "meetings/weekly/2026/weekly.2026-04-08-16.01.log.html",
        "meetings/weekly_meeting/2026/weekly_meeting.2026-04-08-16.01.html",
        "meetings/weekly_meeting/2026/weekly_meeting.2026-04-08-16.01.log.html",
    ]
    page = (root / old[0]).read_text()
    assert '<meta http-equiv="refresh" content="0; url=../../weekly/2026-04-08.html">' in page
    assert "url=../../../weekly/2026-04-08.log.html" in (root / old[3]).read_text()


async def test_a_page_of_the_older_bot_that_is_still_there_is_left_alone(held: Held, tmp_path) -> None:
    held.old = tuple(map(former, OLD))
    kept = tmp_path / "tree/kiln/2026-04-08/kiln.2026-04-08-16.01.html"
    kept.parent.mkdir(parents=True)
    kept.write_text("<h1>#kiln Meeting</h1>")
    await held.weekly(APRIL[0]).deliver(tmp_path / "tree")
    assert kept.read_text() == "<h1>#kiln Meeting</h1>"
    assert kept.with_name("kiln.2026-04-08-16.01.log.html").exists()


@pytest.mark.parametrize("room", ["#..", "#../../x", "#.hid"])
async def test_no_room_is_called_so_that_its_pages_leave_the_archive(tmp_path, room: str) -> None:
    (tmp_path / "home").mkdir()
    held = Held(tmp_path / "home", room)
    held.old = (former("/{room}/{date}.html"),)
    with closing(held.journal):
        await held.play("ada: #startmeeting Glazes", "ada: #endmeeting", on=APRIL[0]).deliver(tmp_path / "tree")
    assert {path.name for path in tmp_path.iterdir()} == {"home", "tree"}
    assert not [path for path in (tmp_path / "tree").rglob("2026-04-08.html") if path.parent.name != "glazes"]


def test_search_engines_are_told_of_every_meeting_and_nothing_private(held: Held) -> None:
    held.weekly(*APRIL).play("-!- only by invitation").weekly(date(2026, 4, 22))
    robots, index, year = held.get(
        "/robots.txt", "/sitemap.xml", "/2026/sitemap.xml", public_url="https://kiln.example.org"
    )
    assert "Sitemap: https://kiln.example.org/sitemap.xml\n" in robots.text
    assert [node.text for node in ET.fromstring(index.text).findall(".//{*}loc")] == [
        "https://kiln.example.org/2026/sitemap.xml"
    ]
    places = [node.text for node in ET.fromstring(year.text).findall(".//{*}loc")]
    assert {f"https://kiln.example.org/weekly/{day}.html" for day in APRIL} < set(places)
    assert "https://kiln.example.org/weekly/" in places
    assert not [place for place in places if "04-22" in place]
    assert held.get("/sitemap.xml")[0].status_code == 404
