"""Where a line is to be found in its room."""

from dataclasses import replace

import pytest

from bot.core.chat import RoomView
from bot.core.permalinks import event_url, room_link
from bot.render.renderer import JinjaRenderer
from tests.meetings.stage import Stage, hold, rules, stage

LINK = room_link("!Ab_c-1", ["kiln.test", "big.example:8448"])
VIEW = RoomView(event_link=LINK)
MEETING = ("ada: #startmeeting", "ada: #info a fact", "ada: #endmeeting")


def test_an_address_names_the_servers_to_ask_for_a_room_whose_id_names_none() -> None:
    assert event_url((("k/#r", LINK),), "k/#r", "$x_Y-1/2") == (
        "https://matrix.to/#/!Ab_c-1/$x_Y-1?via=kiln.test&via=big.example:8448"
    )


@pytest.mark.parametrize("room", ["k/#s", ""])
def test_what_was_said_elsewhere_has_no_address(room) -> None:
    assert event_url((("k/#r", LINK),), room, "$x") == ""


def test_whatever_an_event_is_called_its_address_is_one() -> None:
    assert event_url((("k", LINK),), "k", '$"><a b') == (
        "https://matrix.to/#/!Ab_c-1/$%22%3E%3Ca%20b?via=kiln.test&via=big.example:8448"
    )


def _in_view(on: Stage, view: RoomView) -> Stage:
    on._view = lambda _room: replace(view, people=tuple(on.people.values()))
    return on.play(*MEETING)


@pytest.mark.parametrize(
    ("config", "private", "linked"),
    [(None, False, True), (None, True, False), (True, True, True), (False, False, False)],
)
def test_minutes_of_private_rooms_lead_to_messages_only_if_the_config_says_so(config, private, linked) -> None:
    played = _in_view(stage(rules(permalinks=config)), replace(VIEW, private=private))
    assert played.meeting.event_links == ((("kiln/#kiln", LINK),) if linked else ())


def test_the_page_says_nothing_of_it() -> None:
    played = _in_view(stage(), VIEW)
    assert JinjaRenderer().pages(played.minutes())["md"] == JinjaRenderer().pages(hold(*MEETING).minutes())["md"]
