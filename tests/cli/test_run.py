"""`minutebot run` as its users and systemd meet it: a process, its log, its exit code."""

import asyncio
import signal
import subprocess

import pytest

from bot.app import dispatcher
from bot.config import load
from bot.runtime.serve import run
from tests.cli.conftest import hold_meetings, own_process
from tests.store.database import execute
from tests.waiting import until

ROOM = '[networks.kiln]\nhost = "127.0.0.1"\nport = 1\ntls = false\n[[rooms]]\nnetwork = "kiln"\nname = "#kiln"\n'


@pytest.fixture
def bot(home):
    """Starts a bot in `home` and waits until it runs; ends what still runs afterwards."""
    config = home / "config.toml"
    config.write_text(config.read_text() + ROOM)
    (home / "m").mkdir(exist_ok=True)
    started = []

    def start() -> "tuple[subprocess.Popen[str], list[str]]":
        process = own_process("run", home=home)
        started.append(process)
        lines = []
        for line in process.stderr:
            lines.append(line)
            if "recording" in line:
                break
        return process, lines

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_it_says_what_it_is_where_it_keeps_and_what_it_records(bot, home):
    _, lines = bot()
    log = "".join(lines)
    assert "minutebot 0.1.0, process " in log
    assert f"the database is {home}/m/minutebot.db" in log
    assert "recording kiln/#kiln; publishing to archive, list" in log


def test_deliveries_that_wait_for_a_publisher_that_is_gone_are_told_at_the_start(bot, home):
    hold_meetings(home, "2026-04-08")
    execute(home / "m" / "minutebot.db", "UPDATE deliveries SET state = 'pending', publisher = 'wiki' WHERE id = 2")
    process, _ = bot()
    assert '1 delivery waits for "wiki", which is not in [publishers]' in process.stderr.readline()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_sigterm_is_a_clean_end_and_sigint_an_interruption(bot, number, code):
    process, _ = bot()
    process.send_signal(number)
    _, rest = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in rest
    assert rest.count("stopping on") == 1
    assert ("interrupted" in rest) is (code == 130)


def test_a_second_bot_on_the_same_database_is_refused_by_name(bot, home):
    first, _ = bot()
    second = own_process("run", home=home)
    _, said = second.communicate(timeout=60)
    assert second.returncode == 1
    assert f"a bot runs on this database already (process {first.pid}); stop it first" in said
    assert first.poll() is None


def test_a_killed_bot_leaves_the_database_free(bot):
    first, _ = bot()
    first.kill()
    first.wait()
    second, lines = bot()
    assert "recording" in lines[-1]
    assert second.poll() is None


async def test_a_retry_reaches_a_bot_that_sleeps(held, minutebot, monkeypatch):
    assert dispatcher.LONGEST_SLEEP <= 60
    monkeypatch.setattr(dispatcher, "LONGEST_SLEEP", 0.2)
    stop = asyncio.Event()
    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        tasks.create_task(run(load(held / "config.toml"), stop=stop))
        await asyncio.sleep(0.5)
        for mail in (held / "m" / "mail").iterdir():
            mail.unlink()
        assert (await asyncio.to_thread(minutebot, "deliveries", "retry", "2", "--again")).exit_code == 0
        await until(lambda: [*(held / "m" / "mail").glob("*.eml")])
        stop.set()


def test_a_config_without_rooms_is_code_2(home):
    process = own_process("run", home=home)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said == "config.toml: rooms: no room is configured, so there is nothing to record\n"


def test_a_config_that_is_missing_is_code_2_and_says_how_to_get_one(tmp_path):
    process = own_process("run", "-c", "nope.toml", home=tmp_path)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said == "nope.toml: there is no such file; give one with --config, or copy config.example.toml\n"
