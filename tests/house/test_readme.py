"""What the README shows is what happens."""

import re

from bot.config import parse
from bot.core.destinations import Destination
from bot.demo.script import SCRIPT, Line
from bot.render.renderer import JinjaRenderer
from bot.runtime.plugins import publishers_of
from tests.house.places import read
from tests.meetings.stage import rules, stage

BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"<(\S+)> +(.*)")
TOML = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FOLD = re.compile(r"\n +(?=\S)")


def test_the_meeting_in_the_readme_goes_as_it_says() -> None:
    chat, page = BLOCK.findall(read("README.md"))[:2]
    lines = [match.groups() for match in LINE.finditer(FOLD.sub(" ", chat))]
    room = rules(to=(Destination("archive", "the archive"), Destination("list", "kiln-devel@lists.example.org")))
    played = stage(room).play(*(f"{nick}: {text}" for nick, text in lines if nick != "minutebot"))
    assert played.said == [text for nick, text in lines if nick == "minutebot"]
    assert page in JinjaRenderer().pages(played.minutes())["txt"]


def test_the_lines_of_the_demo_in_the_readme_are_those_of_its_script() -> None:
    shown = BLOCK.findall(read("README.md"))[2].splitlines()
    said = [(match[1], match[2]) for line in shown if (match := re.fullmatch(r" *(\w+) \| (#.*)", line))]
    script = [(step.nick, step.text) for step in SCRIPT if isinstance(step, Line)]
    assert said == [line for line in script if line in said]
    assert len(said) > 3


def test_the_config_of_the_first_five_minutes_can_be_used() -> None:
    (shown,) = TOML.findall(read("README.md"))
    config = parse(shown)
    assert [room.name for room in config.rooms] == ["#kiln"]
    assert list(publishers_of(config.publishers)) == ["archive"]
