"""Publishers that are for some rooms or series only: in the config, at work, and on order."""

import json

import pytest
import yaml

from bot.config import ConfigError, parse
from bot.core.chat import Room
from bot.core.destinations import names
from bot.runtime.plugins import configured_publishers, setting
from tests.plugins.repositories import make_repository
from tests.store.database import execute

CONFIG = """
[networks.kiln-net]
host = "irc.example.org"
[[rooms]]
network = "kiln-net"
name = "#kiln"
[[rooms]]
network = "kiln-net"
name = "#board"
[[series]]
name = "Board of the Kiln"
slug = "board"
[publishers.archive]
directory = "archive"
[publishers.board]
plugin = "archive"
directory = "board"
"""
MEETING = "weekly-2026-04-08"


def destinations(text, room="#kiln"):
    config = parse(text)
    chosen = setting(config, configured_publishers(config), lambda: "code")
    return chosen.rooms[Room("kiln-net", room)].destinations


@pytest.mark.parametrize("written", ["kiln-net/#board", "#board"])
def test_a_publisher_may_be_for_some_rooms(written):
    text = f'{CONFIG}rooms = ["{written}"]\n'
    assert names(destinations(text).all) == ("archive",)
    assert names(destinations(text, "#board").all) == ("archive", "board")
    assert names(destinations(text, "#board").finals("x", private=True)) == ("board",)


@pytest.mark.parametrize("written", ["Board of the Kiln", "board"])
def test_a_publisher_may_be_for_some_series(written):
    there = destinations(f'{CONFIG}series = ["{written}"]\n')
    assert names(there.finals("weekly", private=False)) == ("archive",)
    assert names(there.finals("board", private=False)) == ("archive", "board")
    assert names(there.finals("board", private=True)) == ("board",)


def test_what_a_room_publishes_to_is_its_last_word():
    text = CONFIG.replace('name = "#kiln"', 'name = "#kiln"\npublish = ["archive"]') + 'series = ["board"]\n'
    assert names(destinations(text).finals("board", private=True)) == ("archive",)
    assert names(destinations(text, "#board").finals("board", private=True)) == ("board",)


def test_a_publisher_may_be_for_drafts_or_for_minutes():
    both = (
        names(destinations(CONFIG).drafts("x", private=False)),
        names(destinations(CONFIG).finals("x", private=False)),
    )
    assert both == (("archive", "board"), ("archive", "board"))
    assert names(destinations(f"{CONFIG}drafts = false\n").drafts("x", private=False)) == ("archive",)
    assert names(destinations(f"{CONFIG}finals = false\n").finals("x", private=False)) == ("archive",)


def test_a_place_counts_as_every_room_of_it():
    place = '[[meeting_place]]\nname = "Kiln"\nrooms = ["kiln-net/#kiln", "kiln-net/#board"]\n'
    assert names(destinations(f'{place}{CONFIG}rooms = ["#board"]\n').all) == ("archive", "board")


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (
            'rooms = ["#oven"]',
            'publishers.board.rooms: "#oven" is not in [[rooms]]; write NETWORK/ROOM, or the name alone',
        ),
        ("rooms = []", "publishers.board: rooms: "),
        ('series = "board"', "publishers.board: series: Input should be a valid tuple"),
        ("drafts = false\nfinals = false", "publishers.board: with drafts = false and finals = false it gets nothing"),
    ],
)
def test_a_binding_that_can_not_be_meant_is_refused(more, complaint):
    with pytest.raises(ConfigError) as caught:
        parse(f"{CONFIG}{more}\n")
    assert str(caught.value).startswith(complaint)


def test_a_room_can_not_publish_to_who_is_for_others():
    text = CONFIG.replace('name = "#kiln"', 'name = "#kiln"\npublish = ["board"]') + 'rooms = ["#board"]\n'
    with pytest.raises(ConfigError, match='rooms: #kiln publishes to "board", whose `rooms` leave it out'):
        parse(text)


def test_drafts_for_a_plugin_that_takes_none_are_refused():
    table = '[publishers.list]\nplugin = "mailing_list"\ndrop = "x"\nfrom = "a@b"\nto = ["c@d"]\ndrafts = true\n'
    with pytest.raises(ConfigError, match=r"publishers\.list\.drafts: mailing_list takes no drafts; take it out"):
        configured_publishers(parse(table))


def more_publishers(home, text):
    config = home / "config.toml"
    config.write_text(config.read_text() + text)


def published(minutebot, *words):
    return json.loads(minutebot("publish", *words, "--json").output)


def test_all_goes_to_a_publisher_of_a_series_only_if_it_is_of_it(minutebot, held):
    log = held / "board.txt"
    log.write_text("[16:00] <ada> #startmeeting Board\n[16:01] <ada> #info a fact\n[16:02] <ada> #endmeeting\n")
    words = ("--out", str(held / "m"), "--room", "#kiln", "--date", "2026-04-15")
    assert minutebot("replay", str(log), *words).exit_code == 0
    more_publishers(held, f'[publishers.board]\nplugin = "archive"\ndirectory = "{held}/board"\nseries = ["Board"]\n')
    assert published(minutebot, "--all")["published"] == {"archive": 2, "board": 1}
    assert published(minutebot, "--all", "--to", "board")["published"] == {"board": 1}
    assert published(minutebot, MEETING)["published"] == {"archive": 1}


def test_an_order_that_names_both_goes_there_whatever_it_is_for(minutebot, held):
    more_publishers(held, f'[publishers.board]\nplugin = "archive"\ndirectory = "{held}/board"\nseries = ["Board"]\n')
    assert published(minutebot, MEETING, "--to", "board")["published"] == {"board": 1}


def test_what_is_for_drafts_only_gets_no_minutes(minutebot, held):
    more_publishers(held, f'[publishers.wip]\nplugin = "archive"\ndirectory = "{held}/wip"\nfinals = false\n')
    assert published(minutebot, "--all")["published"] == {"archive": 1}


def test_a_private_meeting_goes_on_order_to_who_was_chosen_for_it_only(minutebot, held):
    execute(held / "m" / "minutebot.db", "UPDATE meetings SET private = 1, network = 'kiln-net', room = '#kiln'")
    rooms = '[networks.kiln-net]\nhost = "irc.example.org"\n[[rooms]]\nnetwork = "kiln-net"\nname = "#kiln"\n'
    board = f'[publishers.board]\nplugin = "archive"\ndirectory = "{held}/board"\nrooms = ["#kiln"]\n'
    more_publishers(held, rooms + board)
    result = published(minutebot, "--all")
    assert result["published"] == {"board": 1}
    assert {(each["publisher"], each["state"]) for each in result["let_be"]} == {
        ("archive", "private"),
        ("list", "private"),
    }


def test_a_real_page_is_committed_as_it_is_rendered(minutebot, held):
    site = make_repository(held)
    table = f'[publishers.site]\nplugin = "git_pages"\nrepository = "{site.path}"\ndirectory = "{held}/clone.git"\n'
    more_publishers(held, f'{table}author_email = "minutebot@example.org"\n')
    (shown, _) = json.loads(minutebot("publish", MEETING, "--to", "site", "--dry-run", "--json").output)
    assert (site.files(), shown["name"]) == (["README"], f"{site.path} main: weekly/2026-04-08.md")
    assert published(minutebot, MEETING, "--to", "site")["published"] == {"site": 1}
    assert site.read() == minutebot("render", MEETING).output == shown["text"]
    assert yaml.safe_load(site.read().split("---\n")[1])["permalink"] == MEETING
