"""What the config says of privacy, and where it leaves that to the network."""

import pytest

from bot.config import parse

TEXT = """
[networks.libera]
host = "irc.example.org"
[networks.matrix]
kind = "matrix"
homeserver = "https://matrix.example.org"
user = "@minutebot:example.org"
[[rooms]]
network = "libera"
name = "#kiln"
[[rooms]]
network = "matrix"
name = "#kiln:example.org"
"""
PLACE = '[[meeting_place]]\nname = "Kiln"\nrooms = ["libera/#kiln", "matrix/#kiln:example.org"]\n'


def privacy(text: str) -> list[bool | None]:
    config = parse(text)
    return [config.rules(room, {}).private for room in config.rooms]


@pytest.mark.parametrize(
    ("more", "private"),
    [
        ("", [False, None]),
        ("private = true\n", [False, True]),
        (PLACE, [False, None]),
        (f"private = false\n{PLACE}", [False, False]),
        (f"{PLACE}private = true\n", [True, True]),
    ],
)
def test_a_channel_is_private_only_if_the_config_says_so_and_a_matrix_room_says_it_itself(more, private) -> None:
    assert privacy(TEXT + more) == private
