"""The bot is killed at every stage of a mail, by SIGKILL, and started again."""

import asyncio
import json
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot.api import PermanentError, Standing
from bot.testing import QUEUED_AT, FakeAttempt

SCRIPT = Path(__file__).with_name("mail_until_killed.py")
LATER = QUEUED_AT + timedelta(minutes=20)


@pytest.fixture
def killed_at(mailbox, tmp_path):
    """Runs the bot until it is killed; gives the attempt that follows 20 minutes later."""

    async def run(stage):
        async def kill(server):
            os.kill(bot.pid, signal.SIGKILL)
            await bot.wait()
            return "250 never heard"

        state = tmp_path / "attempt.json"
        if stage in {"RCPT", "DATA"}:
            mailbox.answers[stage] = kill
        settings = {
            "host": "127.0.0.1",
            "port": mailbox.port,
            "security": "plain",
            "from": "minutebot@lists.example.org",
            "to": ["dev@lists.example.org"],
        }
        bot = await asyncio.create_subprocess_exec(
            sys.executable, SCRIPT, json.dumps(settings), state, stage, env={"PYTHONPATH": os.pathsep.join(sys.path)}
        )
        assert await asyncio.wait_for(bot.wait(), 30) == -signal.SIGKILL
        mailbox.answers.clear()
        kept = json.loads(state.read_text())
        assert not kept["sent"]
        return FakeAttempt(
            number=2,
            now=LATER,
            kept=kept["kept"].encode("ascii"),
            uncertain_since=QUEUED_AT if kept["crossed"] else None,
        )

    return run


STAGES = [
    pytest.param("keep", (0, Standing.SENT), id="before connecting"),
    pytest.param("RCPT", (0, Standing.SENT), id="before DATA"),
    pytest.param("point_of_no_return", (0, Standing.SENT), id="before the final dot"),
    pytest.param("DATA", (1, Standing.CONFIRMED), id="before the answer"),
    pytest.param("answered", (1, Standing.CONFIRMED), id="before the answer is kept"),
]


@pytest.mark.parametrize(("stage", "expected"), STAGES)
async def test_a_bot_killed_leaves_exactly_one_copy_where_the_archive_can_be_asked(
    mailbox, list_archive, mail_to, publish, killed_at, stage, expected
):
    taken, standing = expected
    attempt = await killed_at(stage)
    assert len(mailbox.copies) == taken
    receipt = await publish(mail_to(list_archive_url=list_archive.url), attempt=attempt)
    assert receipt.standing is standing
    assert len(mailbox.copies) == 1


async def test_without_an_archive_a_bot_killed_before_the_answer_mails_the_same_bytes_again(
    mailbox, mail_to, publish, killed_at
):
    await publish(mail_to(), attempt=await killed_at("DATA"))
    first, second = mailbox.copies
    assert first == second


async def test_a_bot_killed_before_the_answer_asks_a_person_when_told_so(mailbox, mail_to, publish, killed_at):
    attempt = await killed_at("DATA")
    with pytest.raises(PermanentError, match="may already be on"):
        await publish(mail_to(on_uncertain="ask"), attempt=attempt)
    assert len(mailbox.copies) == 1
