"""A database with meetings in it, and the command line: in this process, or one of its own where it counts."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.entry import root

ROOT = Path(__file__).parent.parent.parent
CONFIG = """
[store]
url = "sqlite:///{home}/m/minutebot.db"
[publishers.archive]
directory = "{home}/m/archive"
[publishers.list]
plugin = "mailing_list"
drop = "{home}/m/mail"
from = "minutebot@example.org"
to = ["kiln-devel@lists.example.org"]
"""
LOG = """\
[16:00] <ada> #startmeeting Weekly
[16:01] <bo> hello
[16:02] <ada> #topic Glazes
[16:03] <ada> #action bo to fire the kiln by 2026-04-20
[16:04] <bo> #info cone 6 is enough
[16:05] <ada> #agreed we buy the big kiln
[16:06] <ada> #undo
[16:07] <ada> #agreed we buy the small kiln
[16:08] <ada> #nextmeeting {next}
[16:09] <ada> #summary All fired.
[16:10] <ada> #endmeeting
"""

Minutebot = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A directory with a config.toml."""
    (tmp_path / "config.toml").write_text(CONFIG.format(home=tmp_path), encoding="utf-8")
    return tmp_path


@pytest.fixture
def minutebot(home: Path) -> Minutebot:
    """`minutebot("meetings", "--json")`, with the config of `home`."""

    def run(*words: str) -> Result:
        return CliRunner().invoke(root, words, env={"MINUTEBOT_CONFIG": str(home / "config.toml")})

    return run


@pytest.fixture(scope="session")
def one_meeting(tmp_path_factory) -> Path:
    """What `minutebot replay` leaves of one meeting: archived and mailed. Copied by those who need it."""
    home = tmp_path_factory.mktemp("held")
    hold_meetings(home, "2026-04-08")
    return home


@pytest.fixture
def held(home: Path, one_meeting: Path) -> Path:
    """`home`, with a meeting of 2026-04-08 in it."""
    shutil.copytree(one_meeting / "m", home / "m")
    return home


def hold_meetings(home: Path, *days: str) -> None:
    """Replay meetings of these days into home/m."""
    for day in days:
        log = home / f"{day}.txt"
        log.write_text(LOG.format(next=day.replace("2026", "2027")), encoding="utf-8")
        words = ("replay", str(log), "--out", str(home / "m"), "--room", "#kiln", "--date", day)
        result = CliRunner().invoke(root, words)
        assert result.exit_code == 0, result.output


def own_process(*words: str, home: Path, stdin: int = subprocess.DEVNULL) -> "subprocess.Popen[str]":
    """`python -m bot ...` in `home`, as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
