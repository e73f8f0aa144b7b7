import asyncio
import json
import random
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import urlopen

from bot.render.renderer import JinjaRenderer
from bot.testing import FakeAttempt
from plugins.archive import plugin
from tests.plugins.editions import edition, many
from tests.plugins.wholeness import complaints, links


@contextmanager
def running(*arguments):
    with subprocess.Popen(
        [sys.executable, "-u", "-m", *map(str, arguments)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def listed(root):
    return [record["path"] for record in json.loads((root / "index.json").read_text())["meetings"]]


def test_killed_before_any_change_it_leaves_every_link_good_and_a_retry_makes_it_whole(tmp_path):
    program = [sys.executable, "-m", "tests.plugins.dying", str(tmp_path)]
    run = subprocess.run(program, check=True, capture_output=True, text=True, timeout=120)
    assert run.stderr == ""
    assert re.fullmatch(r"deaths: [2-9]\d\n", run.stdout)


def test_killed_at_random_it_leaves_every_link_good(tmp_path):
    moments = random.Random(8)
    for _ in range(4):
        with running("tests.plugins.publishing", tmp_path, "weekly", 500) as process:
            process.stdout.readline()
            time.sleep(moments.uniform(0, 0.3))
            process.kill()
            process.wait()
            done = process.stdout.read().split()
        assert complaints(tmp_path) == []
        assert set(done) <= set(listed(tmp_path) if done else ())


def test_two_processes_publish_at_once_and_every_meeting_is_listed(tmp_path):
    with (
        running("tests.plugins.publishing", tmp_path, "weekly", 15) as one,
        running("tests.plugins.publishing", tmp_path, "hack", 15) as other,
    ):
        assert [one.wait(60), other.wait(60)] == [0, 0]
    assert sorted(listed(tmp_path)) == sorted(
        edition.minutes.path for series in ("weekly", "hack") for edition in many(15, series)
    )
    assert complaints(tmp_path) == []


def test_a_process_killed_while_it_holds_the_lock_keeps_nobody_out(tmp_path):
    with running("tests.plugins.publishing", tmp_path, "weekly", 500) as process:
        process.stdout.readline()
        process.stdout.readline()
        process.kill()
    began = time.monotonic()
    asyncio.run(publish(tmp_path, [edition()]))
    assert time.monotonic() - began < 2


def test_a_process_that_publishes_much_lets_others_in(tmp_path):
    with running("tests.plugins.publishing", tmp_path, "weekly", 5000) as process:
        process.stdout.readline()
        began = time.monotonic()
        asyncio.run(publish(tmp_path, many(5, "hack")))
        waited = time.monotonic() - began
        assert process.poll() is None
    assert waited < 8  # of the 10 seconds that each of five would wait


async def publish(root, editions):
    async with plugin.open(plugin.settings(directory=root, title="Kiln")) as publisher:
        for one in editions:
            await publisher.publish(one, FakeAttempt())


def rendered(one):
    """The edition as the program renders it, so that its own links are followed too."""
    pages = JinjaRenderer().pages(one.minutes)
    before = [replace(old, minutes=replace(old.minutes, superseded=True)) for old in one.earlier()]
    return replace(one, pages=pages, earlier=lambda: map(rendered, before))


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
            targets = [urldefrag(urljoin(address, href))[0] for href in links(text)]
            queue += [target for target in targets if target.startswith(start)]
    return found


def test_served_by_a_plain_web_server_every_link_leads_somewhere(tmp_path):
    made = datetime(2010, 1, 6, 17, tzinfo=UTC), datetime(2010, 1, 7, tzinfo=UTC)
    corrected = [edition("weekly/2010-01-06", revision=2, revisions=made, on=next(many(1)).minutes.date)]
    named = [edition("会議/a b#?%41&", series="会議", name="会議"), edition("latest/2026-01-01")]
    asyncio.run(publish(tmp_path, map(rendered, [*many(35), *corrected, *named])))
    with running("http.server", "--bind", "127.0.0.1", "--directory", tmp_path, 0) as server:
        found = crawl(re.search(r"\((http://.*?/)\)", server.stdout.readline())[1])
    assert complaints(tmp_path) == []
    reached = {unquote(urlsplit(address).path) for address in found}
    pages = {f"/{page.relative_to(tmp_path).as_posix()}" for page in tmp_path.rglob("*.html")}
    assert {"/index.json", "/atom.xml", "/weekly/atom.xml", "/weekly/2010-01-06.r1.html"} < reached
    assert pages - reached == set()
