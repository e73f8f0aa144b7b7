"""The demo is the real bot: what it leaves behind is what a meeting leaves behind."""

import asyncio
import signal
import time

import pytest

from bot.demo import play
from bot.demo.people import DemoError, Ear, Heard, read
from bot.demo.play import Audience, perform
from bot.demo.script import BOT, SCRIPT, Line
from tests.cli.conftest import own_process
from tests.servers.chat import ChatClient


def an_audience(heard=None, ends=None):
    return Audience(
        (heard if heard is not None else []).append, lambda *end: (ends if ends is not None else []).append(end)
    )


def test_the_command_holds_a_meeting_and_shows_where_everything_lies(tmp_path):
    began = time.monotonic()
    process = own_process("demo", home=tmp_path)
    said, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    assert time.monotonic() - began < 90  # on a busy machine; most of it are pauses for the reader
    (home,) = tmp_path.glob("minutebot-demo-????????")
    assert [line.split("|")[0].strip() for line in said.splitlines()[5:7]] == ["tomek", BOT]
    assert "\x1b" not in said
    assert "[D-1] Decision: 2.4 goes out" in said
    assert said.rstrip().endswith(f"Everything is in {home}; remove it when you have seen enough.")
    for place in ("archive/index.html", "minutebot.db", "bot.log"):
        assert str(home / place) in said
        assert (home / place).exists()
    (mail,) = (home / "mail").glob("*.eml")
    assert str(mail) in said


async def test_the_meeting_does_what_a_meeting_does(tmp_path):
    heard, ends = [], []
    assert await perform(tmp_path, an_audience(heard, ends), pace=0) is False
    ((outcome, _),) = ends
    minutes = outcome.minutes
    for told in (
        "[A-1]",
        "[A-2]",
        "[D-1]",
        "Suggestion:",
        "Help wanted:",
        "Next meeting",
        "https://bugs.lantern.example",
    ):
        assert told in minutes
    assert "Mira Okonjo (chair)" in minutes
    assert "landlord" not in minutes
    assert Heard("mira", "NICK", "mira_tram") in heard
    assert sum(each.verb == "TOPIC" for each in heard) == 4


async def test_a_second_demo_may_follow_in_the_same_place(tmp_path):
    ends = []
    for _ in range(2):
        await perform(tmp_path, an_audience(ends=ends), pace=0)
    assert len({outcome.page for outcome, _ in ends}) == 2
    assert len([*(tmp_path / "mail").glob("*.eml")]) == 2


def test_typed_at_human_speed_it_takes_about_ten_seconds():
    typing = sum(play.THINKING + play.TYPING * len(step.text) for step in SCRIPT if isinstance(step, Line))
    assert 6 < typing < 12


async def test_a_step_that_hangs_says_which_and_ends_everything(tmp_path, monkeypatch):
    monkeypatch.setattr(play, "SCRIPT", (Line("mira", "hello", answer="never said"),))
    monkeypatch.setattr(play, "STEP", 0.3)
    with pytest.raises(ExceptionGroup) as failure:
        await perform(tmp_path, an_audience(), pace=0)
    assert failure.group_contains(DemoError, match='the bot answers "hello" by "never said"')


async def test_an_ear_gives_up_in_time():
    with pytest.raises(DemoError, match=r"bread rises: nothing of that in 0\.05 s"):
        await Ear(lambda _: None, 0.05).until(lambda _: False, 0, "bread rises")


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        (":ada!a@h PRIVMSG #kiln :a :b", Heard("ada", "PRIVMSG", "a :b")),
        (":ada!a@h JOIN #kiln", Heard("ada", "JOIN", "#kiln")),
        ("PING :irc.demo", Heard("", "PING", "irc.demo")),
        (":irc.demo", Heard("irc.demo", "", "")),
    ],
)
def test_a_line_is_read(line, heard):
    assert read(line) == heard


async def test_those_who_stay_can_join_until_ctrl_c(tmp_path):
    process = await asyncio.to_thread(own_process, "demo", "--stay", "--pace", "0", "--dir", "here", home=tmp_path)
    try:
        async with asyncio.timeout(60):
            while not (line := await asyncio.to_thread(process.stdout.readline)).startswith("server 127.0.0.1, port "):
                pass
            ada = await ChatClient.connect(int(line.split("port ")[1].split(",")[0]), "ada")
            await ada.log_on()
            await ada.join("#lantern")
            ada.say("#lantern", "#agenda")
            await ada.wait_for(f":{BOT}!.*The agenda of Lantern Weekly is empty")
            await ada.leave()
            process.send_signal(signal.SIGINT)
            assert await asyncio.to_thread(process.wait) == 0
        assert process.stderr.read() == ""
    finally:
        process.kill()
        process.communicate()


def test_ctrl_c_in_the_middle_is_code_130_and_no_traceback(tmp_path):
    process = own_process("demo", home=tmp_path)
    try:
        while "hello everybody" not in process.stdout.readline():
            pass
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, errors) == (130, "interrupted\n")


def test_a_directory_that_cannot_be_made_is_one_line_and_code_1(tmp_path):
    (tmp_path / "file").write_text("")
    process = own_process("demo", "--dir", "file/demo", home=tmp_path)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (1, "minutebot: file/demo: can't write there: Not a directory\n")


def test_a_bot_that_cannot_start_is_one_line_and_code_1(tmp_path):
    (tmp_path / "minutebot.db").write_text("no database at all " * 100)
    process = own_process("demo", "--dir", ".", home=tmp_path)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.startswith("minutebot: the demo stopped: ")
    assert "it is no SQLite file" in errors
    assert errors.count("\n") == 1
