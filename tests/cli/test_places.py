"""`[[meeting_place]]` in a config: what it makes of its rooms, and what is said of one that can't be."""

import pytest

from bot.config import ConfigError, parse
from bot.core.chat import Room
from bot.core.destinations import names
from bot.runtime.plugins import configured_publishers, setting

ROOMS = """
[networks.libera]
host = "irc.example.org"
[networks.matrix]
kind = "matrix"
homeserver = "https://matrix.example.org"
user = "@minutebot:example.org"
[publishers.archive]
directory = "m"
public_url = "https://minutes.example.org"
[publishers.list]
plugin = "mailing_list"
drop = "d"
from = "bot@example.org"
to = ["list@example.org"]
[[rooms]]
network = "libera"
name = "#kiln"
idle_after = "5 min"
start_by = "operators"
[[rooms]]
network = "matrix"
name = "#kiln:example.org"
set_topic = false
prefixes = ["#", "!"]
[[rooms]]
network = "libera"
name = "#oven"
"""
PLACE = """
[[meeting_place]]
name = "Kiln"
rooms = ["libera/#kiln", "matrix/#kiln:example.org"]
"""
KILN, BESIDE = Room("libera", "#kiln"), Room("matrix", "#kiln:example.org")


def rules(text: str):
    config = parse(text)
    return setting(config, configured_publishers(config), lambda: "").rooms


def test_what_is_the_meetings_is_the_places_and_what_is_typed_is_each_rooms() -> None:
    home, beside = (rules(ROOMS + PLACE)[room] for room in (KILN, BESIDE))
    assert home.rooms == beside.rooms == (KILN, BESIDE)
    assert home.home == beside.home == KILN
    assert home.topic_rooms == beside.topic_rooms == (KILN,)
    assert (home.series, beside.series) == ("Kiln", "Kiln")
    assert home.idle_after == beside.idle_after
    assert (home.operators_start, beside.operators_start) == (True, False)
    assert (home.prefixes, beside.prefixes) == (("#",), ("#", "!"))
    assert (home.operators_are_chairs, beside.operators_are_chairs) == (False, False)
    assert not home.relays


def test_a_place_may_say_more() -> None:
    more = (
        'series = "Weekly Meeting"\npublish = ["archive"]\nrelay = true\noperators_are_chairs = true\nprivate = true\n'
    )
    home, beside = (rules(ROOMS + PLACE + more)[room] for room in (KILN, BESIDE))
    assert (beside.series, beside.own_series, names(beside.destinations.all)) == ("Weekly Meeting", True, ("archive",))
    assert beside.relays
    assert (home.private, beside.operators_are_chairs) == (True, True)
    assert home.destinations.finals("weekly", private=True)


def test_a_room_outside_is_as_it_was() -> None:
    oven = rules(ROOMS + PLACE)[Room("libera", "#oven")]
    assert oven.place is None
    assert oven.rooms == (oven.room,)
    assert oven.topic_rooms == (oven.room,)


@pytest.mark.parametrize(
    ("place", "complaint"),
    [
        ('rooms = ["libera/#kiln"]', "a place has two rooms or more; a single room needs none"),
        (
            'rooms = ["libera/#kiln", "#kiln"]',
            '#kiln is not in [[rooms]]; rooms are written NETWORK/ROOM, as in "libera/#kiln"',
        ),
        ('rooms = ["libera/#kiln", "libera/#oven", "libera/#oven"]', "libera/#oven stands there 2 times"),
        (
            'rooms = ["libera/#kiln", "libera/#oven"]\npublish = ["arhcive"]',
            'publishes to "arhcive", which is not in [publishers]',
        ),
    ],
)
def test_a_place_that_cant_be_is_told_what_is_wrong(place: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse(f'{ROOMS}[[meeting_place]]\nname = "Kiln"\n{place}\n')
    assert refused.value.complaints == [f'meeting_place: "Kiln": {complaint}']


def test_a_room_is_in_one_place_only_and_a_name_is_one_places() -> None:
    with pytest.raises(ConfigError) as refused:
        parse(ROOMS + PLACE + PLACE.replace("matrix/#kiln:example.org", "libera/#oven"))
    assert refused.value.complaints == [
        'meeting_place: "Kiln": libera/#kiln is in another place, too; a room can be in one only',
        'meeting_place: "Kiln": libera/#kiln is in another place, too; a room can be in one only',
        'meeting_place: "Kiln": 2 places have this name',
    ]


def test_a_room_that_says_otherwise_than_its_place_is_named() -> None:
    text = ROOMS.replace("set_topic = false", 'series = "Fire Drill"\npublish = []')
    with pytest.raises(ConfigError) as refused:
        parse(text + PLACE)
    assert refused.value.complaints == [
        'meeting_place: "Kiln": matrix/#kiln:example.org has the series Fire Drill, but its meetings are of Kiln',
        'meeting_place: "Kiln": matrix/#kiln:example.org has `publish`, which counts for nothing; its place says it',
    ]
