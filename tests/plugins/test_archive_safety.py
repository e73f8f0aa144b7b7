import asyncio
import resource
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.api import PermanentError, TemporaryError, write_new
from bot.testing import FakeAttempt, FakeTree
from plugins.archive import plugin
from tests.plugins.editions import edition
from tests.plugins.wholeness import complaints

NASTY = st.text(
    st.one_of(st.characters(), st.sampled_from("<>&\"'/\\.%?#:{}\0\r\n\t\u202e\ud800\ufffe]- ")), max_size=40
)


def given_settings(root, **values):
    return plugin.settings.model_validate({"directory": root, "title": "Kiln minutes", **values})


async def publish(root, *editions, **values):
    async with plugin.open(given_settings(root, **values)) as publisher:
        for one in editions:
            await publisher.publish(one, FakeAttempt())


PARTS = st.one_of(st.sampled_from(["..", ".", "", "weekly", ".git", "a\\b", "a\0", "index", "x.html", " "]), NASTY)


@given(st.lists(PARTS, max_size=4).map("/".join), PARTS)
@example("/etc/cron.d/x", "weekly")
@example("weekly/../../x", "weekly")
@example("weekly/2026-04-08", "../../x")
@example("weekly/2026-04-08", "")
@settings(max_examples=150, deadline=None)
def test_no_path_leads_out_of_the_archive_or_over_its_own_pages(path, series):
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory) / "archive"
        with suppress(PermanentError):
            asyncio.run(publish(root, edition(path, series=series)))
            assert (root / f"{path}.html").resolve().is_relative_to(root.resolve())
        assert {entry.name for entry in Path(directory).iterdir()} <= {"archive"}
        assert complaints(root) == []


UNSAFE = ["", "/etc/passwd", "../up", "weekly/../../up", "weekly//x", "weekly/", ".hidden/x", "weekly/.x", "weekly/ x"]
UNSAFE += ["weekly/a\\b", "weekly/a\0b", "weekly/a\nb", "weekly/\ud800", "weekly/\u202eabc", "weekly/" + "x" * 231]
UNSAFE += ["index", "weekly/INDEX", "weekly/a.r2", "weekly/a.log", "a.html/x"]


@pytest.mark.parametrize("path", UNSAFE)
async def test_an_unsafe_path_is_refused_for_good_and_nothing_is_written(tmp_path, path):
    with pytest.raises(PermanentError, match="give the series another name"):
        await publish(tmp_path / "archive", edition(path, series="weekly"))
    assert list(tmp_path.iterdir()) == []


async def test_a_symbolic_link_left_in_the_way_is_not_written_through(tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (tmp_path / "archive/weekly").mkdir(parents=True)
    for name in ("2026-04-08.md", ".2026-04-08.html.new", "index.html"):
        (tmp_path / "archive/weekly" / name).symlink_to(precious)
    await publish(tmp_path / "archive", edition())
    assert precious.read_text() == "mine"


async def test_a_file_where_a_directory_is_needed_is_worth_another_try(tmp_path):
    (tmp_path / "weekly").write_text("in the way")
    with pytest.raises(TemporaryError, match=r"weekly/.*a file stands where a directory is needed; move it away"):
        await publish(tmp_path, edition())
    (tmp_path / "weekly").unlink()
    await publish(tmp_path, edition())
    assert complaints(tmp_path) == []


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="needs a directory that nobody can write in")
async def test_a_directory_nobody_can_write_in_is_worth_another_try():
    with pytest.raises(TemporaryError, match=r"can't write /sys/kernel/archive.*(let the bot|mounted)"):
        await publish(Path("/sys/kernel/archive"), edition())
    (complaint,) = await plugin.check(given_settings("/sys/kernel/archive"))
    assert complaint.startswith("directory: can't write in /sys/kernel: ")


async def test_a_disk_without_room_is_worth_another_try_and_nothing_is_half_written(tmp_path):
    await publish(tmp_path, edition(text="first"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(TemporaryError, match=r"2026-04-15\.log\.txt: File too large \(the file size limit"):
            await publish(tmp_path, edition("weekly/2026-04-15", on=date(2026, 4, 15), text="x" * 100, lines=1000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def edition_of(one, transcript):
    made = type(one)(one.minutes, 1, one.pages, transcript, "5eed")
    return replace(made, site=lambda frame: FakeTree((made,), frame))


def test_a_disk_that_takes_a_part_is_given_the_rest_or_says_why_not(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            write_new(tmp_path / "page", [b"-" * 60_000])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (tmp_path / "page").stat().st_size == 50_000


async def test_a_transcript_is_never_whole_in_memory(tmp_path):
    kept = 0

    def transcript(form):
        nonlocal kept
        for _ in range(2000):
            piece = "x" * 10_000
            yield piece
        kept = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    one = edition()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await publish(tmp_path, edition_of(one, transcript))
    assert (tmp_path / "weekly/2026-04-08.log.html").stat().st_size == 20_000_000
    assert kept - before < 8_000  # KiB


async def test_an_archive_that_can_be_made_passes_the_check_and_is_not_made(tmp_path):
    assert await plugin.check(given_settings(tmp_path / "some" / "where")) == []
    assert await plugin.check(given_settings(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


async def test_a_file_in_the_place_of_the_directory_is_a_complaint(tmp_path):
    (tmp_path / "archive").write_text("")
    assert await plugin.check(given_settings(tmp_path / "archive" / "here")) == [
        f"directory: {tmp_path}/archive is not a directory"
    ]


UNFIT = ["example.org", "ftp://example.org", "https://", "https://u@example.org", "https://example.org/?a"]
UNFIT += [
    "https://example.org/#a",
    "https://example.org/a b",
    "https://example.org/index.html",
    "https://ex\nample.org",
]
UNFIT += ["https://\xe9.example.org", "https://example.org:x"]


@pytest.mark.parametrize("public_url", UNFIT)
def test_an_address_that_pages_can_not_be_under_is_refused_when_the_config_is_read(tmp_path, public_url):
    with pytest.raises(ValidationError, match="public_url"):
        given_settings(tmp_path, public_url=public_url)


@pytest.mark.parametrize("values", [{"title": " "}, {"colour": "red"}, {"transcripts": "some"}])
def test_a_setting_that_makes_no_sense_is_refused_when_the_config_is_read(tmp_path, values):
    with pytest.raises(ValidationError):
        given_settings(tmp_path, **values)
