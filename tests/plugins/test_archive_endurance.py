import asyncio
import random
import re
import subprocess
import sys
import time
from contextlib import contextmanager

from bot.testing import FakeAttempt
from plugins.archive import plugin
from tests.plugins.editions import edition, many
from tests.plugins.wholeness import complaints


@contextmanager
def running(*arguments):
    with subprocess.Popen(
        [sys.executable, "-u", "-m", *map(str, arguments)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def filed(root):
    return [page.relative_to(root).with_suffix("").as_posix() for page in root.rglob("2*-*-??.html")]


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
        assert set(done) <= set(filed(tmp_path) if done else ())


def test_two_processes_publish_at_once_and_every_meeting_is_filed(tmp_path):
    with (
        running("tests.plugins.publishing", tmp_path, "weekly", 15) as one,
        running("tests.plugins.publishing", tmp_path, "hack", 15) as other,
    ):
        assert [one.wait(60), other.wait(60)] == [0, 0]
    assert sorted(filed(tmp_path)) == sorted(
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
    assert time.monotonic() - began < 8  # of the 10 that it would wait for somebody who is there


def test_a_process_that_publishes_much_lets_others_in(tmp_path):
    with running("tests.plugins.publishing", tmp_path, "weekly", 5000) as process:
        process.stdout.readline()
        began = time.monotonic()
        asyncio.run(publish(tmp_path, many(5, "hack")))
        waited = time.monotonic() - began
        assert process.poll() is None
    assert waited < 25  # of the 10 seconds that each of five would wait


async def publish(root, editions):
    async with plugin.open(plugin.settings(directory=root, title="Kiln")) as publisher:
        for one in editions:
            await publisher.publish(one, FakeAttempt())
