"""The real command: it listens, shows what the bot keeps beside it, and ends when it is told to."""

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from bot.config import parse
from bot.runtime.site import bound
from tests.web.held import Held


@contextmanager
def serving(held: Held, settings: str = "", port: int = 0) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and its address. `settings` are further lines of the config's part on the site."""
    config = held.home / "config.toml"
    config.write_text(f'[store]\nurl = "{held.url}"\n[web]\ntitle = "Kiln"\n{settings}')
    command = [sys.executable, "-m", "bot", "serve", "-c", str(config), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline()
            yield process, re.search(r"http://127\.0\.0\.1:\d+", said)[0]
        finally:
            process.kill()


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read().decode()


def test_it_shows_what_is_kept_while_it_runs_and_ends_when_told(held: Held) -> None:
    held.weekly(date(2026, 4, 8))
    with serving(held) as (process, address):
        assert "Kiln" in fetch(f"{address}/weekly/")
        held.weekly(date(2026, 4, 15))
        assert "2026-04-15.html" in fetch(f"{address}/weekly/")
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""


@pytest.mark.parametrize(
    ("database", "port", "complaint"),
    [
        ("none.db", 0, "there is no database yet; `minutebot run` makes it"),
        ("minutebot.db", None, "can't listen on 127.0.0.1"),
    ],
)
def test_what_keeps_it_from_serving_is_said_in_a_line(
    held: Held, database: str, port: int | None, complaint: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        config = Path(held.home / "config.toml")
        config.write_text(f'[store]\nurl = "sqlite:///{held.home / database}"\n')
        chosen = taken.getsockname()[1] if port is None else port
        command = [sys.executable, "-m", "bot", "serve", "-c", str(config), "--port", str(chosen)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert complaint in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_an_answer_does_not_wait_for_the_reader_to_say_that_its_head_came() -> None:
    """asyncio sets TCP_NODELAY only on a socket that says it is TCP's."""
    config = parse("[web]\nport = 0\n")
    with bound(config) as at, socket.create_connection(at.getsockname()), at.accept()[0] as accepted:
        assert accepted.proto == socket.IPPROTO_TCP
