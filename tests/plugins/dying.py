"""A program for a test: publishes into copies of an archive, killed (-9) before the first rename, the second, ...

`python -m tests.plugins.dying DIRECTORY` says on standard output what it found wrong, and how often it died.
"""

import asyncio
import os
import shutil
import signal
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.testing import FakeAttempt
from plugins.archive import plugin
from tests.plugins.editions import edition, many
from tests.plugins.wholeness import complaints

CHANGES = {"os.rename", "os.link", "os.mkdir", "os.remove"}
"""What changes a file anybody reads, if that is not one aside."""

BEFORE = [*many(2), edition(text="first", beside=(*many(2),))]
CORRECTED = edition(text="second", revision=2, beside=(*many(2),))
LATER = edition("hack/2026-05-08", on=date(2026, 5, 8), beside=(CORRECTED, *many(2)))
DRAFT = edition("hack/2026-05-01", on=date(2026, 5, 1), revision=0, beside=(LATER, CORRECTED, *many(2)))
ERASED = replace(edition(text="third", revision=2, beside=(LATER, *many(2))), erased=True)
DURING = [CORRECTED, LATER, DRAFT, ERASED, replace(DRAFT, withdrawn=True)]


async def publish(root, editions, told=lambda: None):
    given = plugin.settings(directory=root, title="Kiln", public_url="")
    async with plugin.open(given) as publisher:
        for one in editions:
            await publisher.publish(one, FakeAttempt())
            told()


async def start(root):
    """As a bot does that has nothing to publish."""
    async with plugin.open(plugin.settings(directory=root, title="Kiln", public_url="")) as publisher:
        await publisher.catch_up(DURING[-1].site)


def publish_and_die(root, nth):
    """In a child: be killed right before the nth change; whether it came to that, and how much was published before."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        count = 0

        def count_down(event, of):
            nonlocal count
            if event in CHANGES and not (event == "os.remove" and Path(of[0]).name.startswith(".")):
                count += 1
                if count == nth:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count_down)
        asyncio.run(publish(root, DURING, told=lambda: os.write(writing, b".")))
        os._exit(0)
    os.close(writing)
    died = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    return died, len(os.read(reading, len(DURING)))


def tree(root):
    return {file.relative_to(root): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def main(directory):
    base, whole, tried = directory / "base", directory / "whole", directory / "tried"
    os.waitpid(os.fork() or _child(base, whole), 0)
    nth = 1
    while True:
        shutil.copytree(base, tried, copy_function=os.link)
        died, published = publish_and_die(tried, nth)
        for complaint in complaints(tried):
            sys.stdout.write(f"killed at change {nth}: {complaint}\n")
        os.waitpid(os.fork() or _again(tried, DURING[published:]), 0)
        if tree(tried) != tree(whole):
            sys.stdout.write(f"killed at change {nth}: started again, the archive is another\n")
        shutil.rmtree(tried)
        if not died:
            break
        nth += 1
    sys.stdout.write(f"deaths: {nth - 1}\n")


def _child(base, whole):
    asyncio.run(publish(base, BEFORE))
    shutil.copytree(base, whole, copy_function=os.link)
    asyncio.run(publish(whole, DURING))
    os._exit(0)


def _again(root, waiting):
    """A bot that starts: it publishes what waits, and lists what waits for nothing else."""
    asyncio.run(publish(root, waiting) if waiting else start(root))
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
