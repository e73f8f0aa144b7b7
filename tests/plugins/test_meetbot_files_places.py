"""Where the MeetBot files go: one path a meeting, for ever, and never outside the directory."""

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.api import PermanentError, TemporaryError
from bot.testing import HOSTILE, FakeAttempt
from plugins.meetbot_files import plugin
from tests.meetings.stage import stage
from tests.plugins.meetings import edition_of, filed, held, names, publish, read, story

NASTY = st.text(
    st.one_of(st.characters(), st.sampled_from("<>&\"'/\\.%?#:{}\0\r\n\t\u202e\ud800\ufffe]- ")), max_size=40
)
SHORT = ("ada: #startmeeting", "ada: #endmeeting")
SAFE = ("#l-", "https://", "http://", "mailto:", "irc", "ftp://", "ssh://", "matrix:", "xmpp:")


def meeting(*, text="", **minutes):
    return held("ada: #startmeeting", f"ada: #info {text or 'a fact'}", "ada: #endmeeting", **minutes)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("%(channel)s/%%Y/%(channel)s.%%F-%%H.%%M", "kiln/2026/kiln.2026-04-08-16.01"),
        ("%(meetingname)s/%%Y/%(meetingname)s.%%F-%%H.%%M", "weekly_meeting/2026/weekly_meeting.2026-04-08-16.01"),
        ("%(network)s/%%d-%%b-%%y_%%S", "kiln/08-Apr-26_00"),
        ("%(channel)s/%(channel)s", "kiln/kiln"),
        ("log/%(channel)s.log", "log/kiln_log"),
    ],
)
async def test_the_pattern_is_meetbots(tmp_path, pattern, path):
    assert (await publish(tmp_path, meeting(), pattern=pattern)).detail == str(tmp_path / path)


@pytest.mark.parametrize("room", ["#kiln", "kiln/#kiln"])
async def test_a_room_may_have_a_pattern_of_its_own(tmp_path, room):
    special = {room: "test/%(channel)s", "#oven": "no/%(channel)s"}
    assert (await publish(tmp_path, meeting(), special_patterns=special)).url == "test/kiln.html"


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "/var/%(channel)s",
        "../%(channel)s",
        "a/../b",
        "a//b",
        "a/",
        ".hidden",
        "a/.b",
        "a\\b",
        "%Y",
        "%(nick)s",
        "%%n",
        "%(channel)d",
        "100%",
        "%%%%",
        "a\nb",
        "%%D",
        " /a",
    ],
)
def test_a_pattern_that_could_lead_astray_is_refused_when_the_config_is_read(tmp_path, pattern):
    with pytest.raises(ValidationError, match="pattern"):
        plugin.settings(directory=tmp_path, pattern=pattern)


async def test_publishing_again_writes_nothing_and_a_correction_writes_the_same_path(tmp_path):
    one = meeting()
    first = await publish(tmp_path, one)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*") if not path.name.startswith(".")}
    await publish(tmp_path, one)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    corrected = meeting(text="corrected", revision=2)
    assert (await publish(tmp_path, corrected)).detail == first.detail
    assert "corrected" in read(first)
    assert len(names(tmp_path)) == 4


async def test_a_late_first_revision_does_not_undo_a_second(tmp_path):
    receipt = await publish(tmp_path, meeting(text="corrected", revision=2), meeting())
    assert "corrected" in read(receipt)


async def test_meetings_of_one_minute_never_write_over_each_other(tmp_path):
    first, other_network = meeting(text="first"), meeting(text="second", room="oven-net/#kiln")
    again = meeting(text="third", meeting_id="weekly-2026-04-08-2")
    receipts = [await publish(tmp_path, one) for one in (first, other_network, again)]
    path = str(tmp_path / "kiln/2026/kiln.2026-04-08-16.01")
    assert [receipt.detail for receipt in receipts] == [path, f"{path}-2", f"{path}-3"]
    for text, receipt in zip(("first", "second", "third"), receipts, strict=True):
        assert text in read(receipt)
    again = [await publish(tmp_path, one) for one in (replace(other_network, revision=2), first)]
    assert [receipt.detail for receipt in again] == [f"{path}-2", path]
    assert len(names(tmp_path)) == 12


async def test_meetings_published_at_once_get_a_path_each(tmp_path):
    async with plugin.open(plugin.settings(directory=tmp_path)) as publisher:
        many = [meeting(meeting_id=f"weekly-{number}") for number in range(12)]
        async with asyncio.TaskGroup() as tasks:
            found = [tasks.create_task(publisher.publish(one, FakeAttempt())) for one in (*many, *many)]
    paths = [task.result().detail for task in found]
    assert len(set(paths)) == 12
    assert paths[:12] == paths[12:]


async def test_what_another_bot_left_there_stays(tmp_path):
    (tmp_path / "kiln/2026").mkdir(parents=True)
    theirs = tmp_path / "kiln/2026/kiln.2026-04-08-16.01.log.txt"
    theirs.write_text("16:01 <ada> #startmeeting")
    (tmp_path / "kiln/2026/.kiln.2026-04-08-16.01-2.meeting").write_text("[]")
    receipt = await publish(tmp_path, meeting())
    assert receipt.detail.endswith("16.01-3")
    assert theirs.read_text() == "16:01 <ada> #startmeeting"


async def test_a_bot_that_died_before_its_first_file_finds_its_path_again(tmp_path):
    first = await publish(tmp_path, meeting())
    for name in names(tmp_path):
        (tmp_path / name).unlink()
    assert (await publish(tmp_path, meeting())).detail == first.detail


@pytest.mark.parametrize(
    "value", [*HOSTILE, "..", "/", "#", "a/../../b", "%(channel)s%%Y", ".log", "\u202e", "é" * 300]
)
async def test_no_name_leads_out_of_the_directory(tmp_path, value):
    root = tmp_path / "tree"
    one = meeting(room=f"{value}/{value}", name=value, meeting_id=value, series=value, path=value)
    await publish(root, one, pattern="%(network)s/%(channel)s/%(meetingname)s.%%F")
    assert {path.name for path in tmp_path.iterdir()} == {"tree"}
    assert all(name.count("/") == 2 and ".." not in name.split("/") for name in names(root))


@given(NASTY, NASTY, NASTY)
@example("..", "../..", "%(x)s")
@settings(max_examples=60, deadline=None)
def test_whatever_names_are_made_of_the_files_lie_below_the_directory(room, name, pattern):
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory) / "tree"
        one = held(*SHORT, room=room, name=name)
        try:
            made = plugin.settings(directory=root, pattern=f"%(channel)s/{pattern}")
        except ValidationError:
            made = plugin.settings(directory=root, pattern="%(channel)s/%(network)s-%(meetingname)s")

        async def file():
            async with plugin.open(made) as publisher:
                return await publisher.publish(one, FakeAttempt())

        receipt = asyncio.run(file())
        assert Path(receipt.detail).resolve().is_relative_to(root.resolve())
        assert {path.name for path in Path(directory).iterdir()} == {"tree"}


@given(NASTY, NASTY, NASTY)
@example("</span><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)")
@example("</pre><script>", "]]>", "https://example.org/\"onclick='x'")
@settings(max_examples=60, deadline=None)
def test_whatever_is_typed_the_pages_stay_well_formed_and_still(text, name, link):
    played = stage()
    for line in ("#startmeeting", f"#topic {text}", f"#info {text}", f"#action {text}", f"#link {link}", text):
        played.say("ada", line)
    played.say("bo", f"{text}: hi")
    played.play("ada: #endmeeting")
    with tempfile.TemporaryDirectory() as directory:
        written = asyncio.run(filed(Path(directory), edition_of(played, name=name, room=f"kiln/{name}")))
    for ending in ("html", "log.html"):
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(written[ending])
        found = list(tree.iter())
        assert {one.tag for one in found} <= set(
            "html head meta title style body h1 h3 p span a ol li b i pre".split()  # noqa: SIM905 - reads better
        )
        assert not [key for one in found for key in one.keys() if key.startswith("on")]  # noqa: SIM118 - an element's
        hrefs = [one.get("href") for one in found if one.tag == "a"]
        assert all(href.startswith(SAFE) or href.partition("#")[0].endswith(".log.html") for href in hrefs)
    assert len(written["log.txt"].splitlines()) == len(played.messages)


async def test_a_file_where_a_directory_is_needed_is_worth_another_try(tmp_path):
    (tmp_path / "kiln").write_text("in the way")
    with pytest.raises(TemporaryError, match="a file stands where a directory is needed; move it away"):
        await publish(tmp_path, meeting())
    (tmp_path / "kiln").unlink()
    await publish(tmp_path, meeting())


async def test_a_path_too_long_for_the_disk_fails_for_good(tmp_path):
    with pytest.raises(PermanentError, match="File name too long"):
        await publish(tmp_path, meeting(), pattern="x" * 260)


async def test_a_symbolic_link_left_in_the_way_is_not_written_through(tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("mine")
    await publish(tmp_path / "tree", meeting())
    for page in (tmp_path / "tree" / name for name in names(tmp_path / "tree")):
        page.unlink()
        page.symlink_to(precious)
    await publish(tmp_path / "tree", meeting(text="new", revision=2))
    assert precious.read_text() == "mine"


@pytest.mark.parametrize("announcement", ["Text Log: {log_txt}", "{}", "{nick}", "a\nb"])
def test_an_announcement_of_what_is_not_written_is_refused(tmp_path, announcement):
    with pytest.raises(ValidationError, match="announcement"):
        plugin.settings(directory=tmp_path, files=["txt"], announcement=announcement)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Minutes: kiln/2026/kiln.2026-04-08-16.00.html"),
        ({"files": ("log.txt", "txt")}, "Minutes: kiln/2026/kiln.2026-04-08-16.00.txt"),
        ({"announcement": ""}, ""),
        ({"announcement": "{log_html} {txt}", "pattern": "x"}, "x.log.html x.txt"),
    ],
)
async def test_the_room_is_told_what_the_config_says(tmp_path, values, said):
    assert (await publish(tmp_path, story("example"), **values)).said == said


def test_the_room_is_told_where_minutes_go(tmp_path):
    assert plugin.describe(plugin.settings(directory=tmp_path)) == "the MeetBot files"
    shown = plugin.settings(directory=tmp_path, public_url="https://meetbot.example.org/")
    assert plugin.describe(shown) == "https://meetbot.example.org"


async def test_the_check_says_what_is_wrong_with_the_directory(tmp_path):
    assert await plugin.check(plugin.settings(directory=tmp_path / "some" / "where")) == []
    (tmp_path / "file").write_text("")
    assert await plugin.check(plugin.settings(directory=tmp_path / "file" / "here")) == [
        f"directory: {tmp_path}/file is not a directory"
    ]
