"""The demo in a channel and a Matrix room at once: one meeting, and the page is that of the demo in a channel alone."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.demo.homeserver import find_synapse
from bot.demo.matrix_people import read
from bot.demo.people import DemoError, Heard
from bot.demo.play import Audience, perform
from bot.demo.script import BOT, ON_MATRIX
from bot.demo.sides import ALIAS, IRC, MATRIX, ROOM, Show
from tests.servers.presence import INSTALLED

ROOT = Path(__file__).parents[2]
CLOCK = re.compile(r"\b\d\d:\d\d(?::\d\d)?\b")


@pytest.fixture
def synapse_is_known(monkeypatch):
    monkeypatch.setenv("MINUTEBOT_SERVERS", str(INSTALLED))


async def _held(home: Path, **how: bool) -> tuple[list[Heard], Path]:
    """What was heard, and the page."""
    home.mkdir()  # noqa: ASYNC240 - a moment
    heard, ends = [], []
    assert await perform(home, Audience(heard.append, lambda *end: ends.append(end)), pace=0, **how) is False
    ((outcome, _),) = ends
    return heard, outcome.page


@pytest.mark.server("synapse")
async def test_it_is_one_meeting_and_the_same_page(synapse_is_known, tmp_path) -> None:
    _, alone = await _held(tmp_path / "alone")
    heard, both = await _held(tmp_path / "both", matrix=True)
    pages = [page.with_suffix(".md").read_text(encoding="utf-8") for page in (alone, both)]
    assert CLOCK.sub("hh:mm", pages[1]) == CLOCK.sub("hh:mm", pages[0])
    assert {said.side for said in heard if said.nick in ON_MATRIX} == {MATRIX}
    said = [each.text for each in heard if each.verb == "PRIVMSG"]
    assert not [text for text in said if text.startswith("<")]
    assert said.count("Topic: Slow restores") == 1
    topics = [each for each in heard if each.verb == "TOPIC" and each.text.endswith("| Slow restores")]
    assert len(topics) == 1


def test_without_synapse_it_is_one_line_that_says_what_to_do_and_code_1(tmp_path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MINUTEBOT_SERVERS": "nowhere", "PATH": str(tmp_path)}
    command = [sys.executable, "-m", "bot", "demo", "--matrix"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("minutebot: there is no Synapse on this machine. `make servers` installs one")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_synapse_that_is_installed_is_found_by_its_command(tmp_path) -> None:
    program = tmp_path / "synapse_homeserver"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    assert find_synapse({"PATH": str(tmp_path), "MINUTEBOT_SERVERS": "nowhere"}) == [str(program)]
    with pytest.raises(DemoError, match="no Synapse"):
        find_synapse({"PATH": "nowhere", "MINUTEBOT_SERVERS": "nowhere"})


def test_each_thing_is_shown_once() -> None:
    shown: list[tuple[str, str]] = []
    show = Show(lambda heard: shown.append((heard.side, heard.text)))
    irc, matrix = show.on(IRC), show.on(MATRIX)
    matrix(Heard("ines", "PRIVMSG", "hello"))
    irc(Heard(BOT, "PRIVMSG", "<ines> hello"))
    for hear in (irc, matrix, matrix, irc):
        hear(Heard(BOT, "PRIVMSG", "Topic: Mirrors"))
    matrix(Heard(BOT, "PRIVMSG", "Item 1 of the next meeting"))
    assert shown == [
        (MATRIX, "hello"),
        (IRC, "Topic: Mirrors"),
        (MATRIX, "Topic: Mirrors"),
        (MATRIX, "Item 1 of the next meeting"),
    ]


JOINED = {"membership": "join", "displayname": "ines"}


@pytest.mark.parametrize(
    ("kind", "content", "before", "heard"),
    [
        ("m.room.message", {"body": "one\ntwo"}, {}, [("PRIVMSG", "one"), ("PRIVMSG", "two")]),
        ("m.room.member", JOINED, {}, [("JOIN", ALIAS)]),
        ("m.room.member", {**JOINED, "displayname": "Ines"}, JOINED, [("NICK", "Ines")]),
        ("m.room.member", {"membership": "leave"}, JOINED, []),
        ("m.room.topic", {"topic": "Mirrors"}, {}, [("TOPIC", "Mirrors")]),
        ("m.room.create", {}, {}, []),
    ],
)
def test_an_event_of_the_room_is_read(kind, content, before, heard) -> None:
    event = {"type": kind, "sender": "@ines:lantern.example", "content": content, "unsigned": {"prev_content": before}}
    assert list(read(event, ALIAS)) == [Heard("ines", *each) for each in heard]
    assert ALIAS.startswith(ROOM)
