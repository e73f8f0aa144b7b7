"""A program for tests: `python -m tests.plugins.publishing DIRECTORY SERIES COUNT` publishes that many meetings.

Every one is published and then corrected; a line on standard output tells each that is done.
"""

import asyncio
import sys
from pathlib import Path

from bot.testing import FakeAttempt
from plugins.archive import plugin
from tests.plugins.editions import edition, many


async def publish(root, series, count):
    async with plugin.open(plugin.settings(directory=root, title="Kiln")) as publisher:
        sys.stdout.write("ready\n")
        for one in many(count, series):
            await publisher.publish(one, FakeAttempt())
            corrected = edition(one.minutes.path, revision=2, on=one.minutes.date)
            await publisher.publish(corrected, FakeAttempt())
            sys.stdout.write(f"{one.minutes.path}\n")


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    asyncio.run(publish(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
