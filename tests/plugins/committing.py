"""Programs for tests of git_pages.

`python -m tests.plugins.committing REPOSITORY CLONE SERIES COUNT` publishes that many meetings, each with a correction.
`python -m tests.plugins.committing REPOSITORY CLONE` publishes one, killed (-9) before its first git command, before
its second, and so on, with a retry after each; a file `deaths` says how often it died.
"""

import asyncio
import os
import signal
import sys
from datetime import date, timedelta
from pathlib import Path

from bot.api import TemporaryError
from bot.testing import FakeAttempt
from plugins.git_pages import plugin
from tests.plugins.editions import edition


def settings(repository, clone):
    return plugin.settings(repository=repository, directory=Path(clone), author_email="minutebot@example.org")


async def publish(given, *editions):
    async with plugin.open(given) as publisher:
        for one in editions:
            for patience in range(20, -1, -1):
                try:
                    await publisher.publish(one, FakeAttempt())
                except TemporaryError:
                    if not patience:
                        raise
                    continue
                break


def many(series, count):
    for number in range(count):
        on = date(2026, 4, 8) + timedelta(weeks=number)
        for revision in (1, 2):
            yield edition(f"{series}/{on.isoformat()}", on=on, revision=revision, text=f"{series} {number} {revision}")


def publish_and_die(given, one, nth):
    """In a child: be killed right before the nth git command; whether it came to that."""
    child = os.fork()
    if child == 0:
        count = 0

        def count_down(event, _):
            nonlocal count
            if event == "subprocess.Popen":
                count += 1
                if count == nth:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count_down)
        asyncio.run(publish(given, one))
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def main(repository, clone, series="", count="0"):
    given = settings(repository, clone)
    if series:
        asyncio.run(publish(given, *many(series, int(count))))
        return
    nth = 1
    while publish_and_die(given, edition(), nth):
        nth += 1
    (Path(clone).parent / "deaths").write_text(f"{nth - 1}\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
