"""Settings about bridges: what strangers could turn against the bot, and what joins nothing, is refused."""

import re
import time

import pytest

from bot.config import Config, ConfigError, parse
from bot.config.bridges import EXAMPLE
from bot.core.chat import Person, Room

ROOMS = """
[networks.libera]
host = "irc.libera.chat"
[networks.kiln]
kind = "matrix"
homeserver = "https://matrix.example.org"
user = "@minutebot:example.org"
[[rooms]]
network = "libera"
name = "#kiln"
"""
MATRIX = """
[[rooms]]
network = "kiln"
name = "#kiln:example.org"
"""


def complaints(text: str) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        parse(text)
    return refused.value.complaints


def with_pattern(pattern: str, key: str = "relay_nicks.hbridge") -> str:
    return ROOMS.replace('"irc.libera.chat"', f'"irc.libera.chat"\n{key} = {pattern}', 1)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("<(?P<nick>[^>]+> (?P<text>.*)", "is no regular expression"),
        ("<(?P<nick>[^>]+)> .*", "must have the groups nick and text"),
        ("<(?P<nick>([^>]+)+)> (?P<text>.*)", "repeats too much"),
        ("(<|\\\\[)*(?P<nick>x)(?P<text>y)", "repeats too much"),
        (".*.*.*(?P<nick>x)(?P<text>.*)", "repeats too much"),
    ],
)
def test_a_pattern_that_can_not_be_used_is_named_with_what_is_wrong(pattern, said) -> None:
    (complaint,) = complaints(with_pattern(f'"{pattern}"'))
    assert complaint.startswith("networks.libera.relay_nicks.hbridge: ")
    assert said in complaint


def test_a_ghosts_pattern_is_looked_at_as_well() -> None:
    (complaint,) = complaints(with_pattern('["(a+)+"]', "ghosts"))
    assert complaint.startswith("networks.libera.ghosts.0: repeats too much")


@pytest.mark.parametrize(
    "pattern",
    [
        EXAMPLE,
        "(?:<|\\[)(?P<nick>[^>]+)(?:>|\\]) (?P<text>.*)",
        "\\[(?P<net>[^]]+)\\] <(?P<nick>[^>]+)> (?P<text>.*)",
        ".*<(?P<nick>.*)> (?P<text>.*)",
    ],
)
def test_what_is_allowed_is_quick_on_any_line(pattern) -> None:
    config = parse(with_pattern(f"'{pattern}'"))
    relay = config.rules(config.rooms[0], {}).bridging.relay_of(Person("libera/session/1", "hbridge"))
    assert relay is not None
    began = time.process_time()
    for hostile in ("<" * 512, "<a" * 256, "<>" * 256, "[" * 512, "a" * 512, "<a> \n"):
        relay.pattern.fullmatch(hostile)
    assert time.process_time() - began < 1


def test_a_room_may_have_relays_of_its_own_or_none() -> None:
    config = parse(with_pattern(f"'{EXAMPLE}'") + "relay_nicks = {}\n")
    assert config.rules(config.rooms[0], {}).bridging.relays == ()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("libera/#kln", "which is no other room"),
        ("kiln/#kiln:example.org", "which is no other room"),
        ("libera", "which is no other room"),
    ],
)
def test_a_room_is_bridged_with_another_room_of_the_config(other, said) -> None:
    (complaint,) = complaints(f'{ROOMS}{MATRIX}bridged_with = "{other}"\n')
    assert complaint.startswith("rooms: kiln/#kiln:example.org: bridged_with")
    assert said in complaint
    assert "elsewhere" in complaint


def test_one_of_two_is_silent_and_not_both() -> None:
    both = f'{ROOMS}bridged_with = "kiln/#kiln:example.org"\n{MATRIX}bridged_with = "libera/#kiln"\n'
    assert all(re.search("only the silent one has it", complaint) for complaint in complaints(both))


def _bridging(config: Config) -> list:
    return [config.rules(room, {}).bridging for room in config.rooms]


def test_the_rooms_of_a_pair_know_each_other() -> None:
    home, silent = _bridging(parse(f'{ROOMS}{MATRIX}bridged_with = "libera/#kiln"\n'))
    assert (home.home, home.ends) == (None, ("kiln/#kiln:example.org",))
    assert (silent.home, silent.ends) == (Room("libera", "#kiln"), ())
    assert home.known_as == ("libera/#kiln", "irc.libera.chat/#kiln")
    assert parse(f'{ROOMS}bridged_with = "elsewhere"\n').rooms[0].bridged_with == "elsewhere"
