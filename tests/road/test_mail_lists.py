"""`minutebot mail test` on a real Mailman list: each thing that can become of a mail is told by its name."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.servers.front import around
from tests.servers.mails import BOT
from tests.servers.process import free_ports

pytestmark = pytest.mark.server("mailman")
CONFIG = """
[store]
url = "sqlite:///{home}/minutebot.db"
[inbox.lmtp]
port = {inbox}
[publishers.list]
plugin = "mailing_list"
host = "127.0.0.1"
port = {smtp}
security = "plain"
from = "{bot}"
to = ["{address}"]
list_archive_url = "{archive}"
max_size = 60000
"""


@pytest.fixture
async def mail_test(mailman, tmp_path: Path):
    """Runs `minutebot mail test` for a list; gives its exit code and what it said."""
    (inbox,) = free_ports(1)
    async with around(mailman, inbox) as (smtp, archive):

        async def run(address: str, *options: str) -> tuple[int, str]:
            config = tmp_path / "config.toml"
            values = {"home": tmp_path, "inbox": inbox, "smtp": smtp, "bot": BOT, "archive": archive}
            config.write_text(CONFIG.format(address=address, **values))
            words = [sys.executable, "-m", "bot", "mail", "test", "--wait", "60", *options, "-c", str(config)]
            process = await asyncio.create_subprocess_exec(
                *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, env={**os.environ}
            )
            said, _ = await process.communicate()
            return process.returncode, said.decode()

        yield run


async def test_a_mail_that_is_accepted_is_seen_on_the_list(mailman, mail_test) -> None:
    address = mailman.create_list("trial-fine", "reader@example.test", default_nonmember_action="accept")
    code, said = await mail_test(address)
    assert code == 0, said
    assert "ok     list: on the list: http://127.0.0.1" in said


async def test_a_mail_that_is_held_says_what_the_owner_must_set(mailman, mail_test) -> None:
    address = mailman.create_list("trial-held", "reader@example.test")
    code, said = await mail_test(address)
    assert code == 1, said
    assert "held: The message is not from a list member; the list's owner adds minutebot@bots.test" in said


async def test_a_mail_that_is_rejected_says_why(mailman, mail_test) -> None:
    address = mailman.create_list("trial-rejected", "reader@example.test", default_nonmember_action="reject")
    code, said = await mail_test(address)
    assert code == 1, said
    assert "rejected: The message is not from a list member" in said


async def test_a_mail_that_is_discarded_is_told_by_the_silence(mailman, mail_test) -> None:
    address = mailman.create_list("trial-discarded", "reader@example.test", default_nonmember_action="discard")
    code, said = await mail_test(address, "--wait", "4")
    assert code == 1, said
    assert "not in the archive after 4 s, and nothing came back" in said
    assert "or the list discarded it" in said


async def test_a_mail_too_large_for_the_list_says_so(mailman, mail_test) -> None:
    address = mailman.create_list("trial-large", "reader@example.test", default_nonmember_action="defer")
    code, said = await mail_test(address, "--full-size")
    assert code == 1, said
    assert "larger than the 40 KB maximum size" in said
    assert "set max_size (now 60000) lower" in said


async def test_a_list_that_does_not_exist_says_so(mail_test) -> None:
    code, said = await mail_test("nobody@lists.test")
    assert code == 1, said
    assert "550" in said
    assert "is that the list's address?" in said
