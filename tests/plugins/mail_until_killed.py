"""A bot with one delivery, run as a process of its own to be killed: SETTINGS STATE STAGE.

It keeps its attempt in the file STATE, as the store would, and kills itself at STAGE: "keep", "point_of_no_return" or
"answered". Any other stage is the server's to choose.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from bot.testing import QUEUED_AT, FakeAttempt, an_edition
from plugins.mailing_list import plugin


class KeptAttempt(FakeAttempt):
    """An attempt on the disk."""

    async def keep(self, payload):
        await super().keep(payload)
        self.record("keep")

    async def point_of_no_return(self):
        await super().point_of_no_return()
        self.record("point_of_no_return")

    def record(self, stage):
        state = {"kept": (self.kept or b"").decode("ascii"), "crossed": self.is_uncertain, "sent": stage == "recorded"}
        unfinished = Path(sys.argv[2]).with_suffix(".part")
        unfinished.write_text(json.dumps(state))
        unfinished.replace(sys.argv[2])
        if stage == sys.argv[3]:
            os.kill(os.getpid(), signal.SIGKILL)


async def main():
    attempt = KeptAttempt(queued_at=QUEUED_AT)
    async with plugin.open(plugin.settings.model_validate_json(sys.argv[1])) as publisher:
        await publisher.publish(an_edition(), attempt)
    if sys.argv[3] == "answered":
        os.kill(os.getpid(), signal.SIGKILL)
    attempt.record("recorded")


asyncio.run(main())
