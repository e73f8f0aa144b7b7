import asyncio
import os
import subprocess
import sys

import pytest

from bot.store.locks import job, no_jobs, nobody_else, only_bot
from bot.store.sqlite import StoreError

HOLDER = """
import sys
from bot.store.locks import only_bot
with only_bot(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/minutebot.db"


@pytest.fixture
def holder(url):
    """A process that holds the database as its only bot."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_bot_is_told_which_process_the_first_one_is(url, holder):
    with pytest.raises(StoreError, match=rf"\(process {holder.pid}\); stop it first"), only_bot(url):
        pass


def test_a_killed_bot_holds_nothing(url, holder):
    holder.kill()
    holder.wait()
    with only_bot(url):
        pass


def test_a_database_in_memory_is_everybodys_own():
    with only_bot("sqlite://"), only_bot("sqlite://"), job("sqlite://"), nobody_else("sqlite://") as alone:
        assert alone


def test_a_directory_that_is_not_there_is_told(tmp_path):
    nowhere = f"sqlite:///{tmp_path}/nowhere/minutebot.db"
    with pytest.raises(StoreError, match="No such file or directory: give minutebot the right"), only_bot(nowhere):
        pass


def test_a_job_is_not_alone_beside_a_bot_nor_beside_a_job(url, holder):
    with nobody_else(url) as alone:
        assert not alone
    holder.kill()
    holder.wait()
    with job(url), nobody_else(url) as alone:
        assert not alone
    with nobody_else(url) as alone:
        assert alone


async def test_what_was_cut_off_is_looked_for_when_the_last_job_is_done(url):
    entered = asyncio.Event()

    async def recover():
        async with no_jobs(url):
            entered.set()

    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        with job(url), job(url):
            tasks.create_task(recover())
            await asyncio.sleep(0.2)
            assert not entered.is_set()
        await entered.wait()


def test_the_lock_file_names_its_holder_for_people_who_look(url, tmp_path):
    with only_bot(url):
        assert (tmp_path / "minutebot.db.lock").read_text() == f"{os.getpid()}\n"
