"""Ghosts of a bridge in a Matrix room, and what its state says of where the bridge leads."""

from dataclasses import replace

import pytest

from bot.config.bridges import MATRIX_GHOSTS
from bot.core.chat import Bridge, Message
from bot.core.relaying import ghosts
from bot.matrix.bridges import shown
from bot.matrix.hearing import Hearing
from tests.matrix.events import ADA, BO, ME, ROOM, event, member, said, told

CAROL = "@irc_libera_carol:kiln.test"
CREATE = event("m.room.create", ADA, {"room_version": "11"}, state_key="")
LEVELS = event("m.room.power_levels", ADA, {"users": {ADA: 100, CAROL: 100}}, state_key="")
MSC2346 = {
    "protocol": {"id": "irc", "displayname": "IRC"},
    "network": {"id": "libera", "displayname": "Libera Chat", "external_url": "irc://irc.libera.chat"},
    "channel": {"id": "#kiln", "external_url": "irc://irc.libera.chat/#kiln"},
}


def hearing(*state) -> Hearing:
    known = Hearing(ROOM, ME, frozenset(), ghosts(MATRIX_GHOSTS), inside=True)
    known.state.apply_all((CREATE, LEVELS, member(ADA, name="ada"), member(CAROL, name="carol"), *state))
    return known


def bridge(content: object, kind: str = "m.bridge", key: str = "irc://irc/libera/#kiln") -> dict:
    return event(kind, "@appservice:kiln.test", content, state_key=key)


def test_a_ghost_is_told_under_a_key_without_rights_and_without_the_rank_it_has() -> None:
    carol, ada = (seen for seen in told(hearing(), said(CAROL, "hi"), said(ADA, "ho")) if isinstance(seen, Message))
    assert (carol.sender.key, carol.sender.nick) == (f"kiln/relayed/{CAROL}", "carol")
    assert ada.sender.key == f"kiln/account/{ADA}"
    assert (carol.operator, ada.operator) == (False, True)


def test_everybody_in_the_room_has_the_key_they_speak_under() -> None:
    keys = {person.key for person in hearing().state.people()}
    assert keys == {f"kiln/relayed/{CAROL}", f"kiln/account/{ADA}"}


@pytest.mark.parametrize(
    ("user", "is_ghost"),
    [
        ("@irc_carol:x.org", True),
        ("@_irc_carol:x.org", True),
        ("@_oftc_carol:matrix.org", True),
        ("@oftc_carol:x.org", False),
        ("@circ_carol:x.org", False),
    ],
)
def test_the_ghosts_of_common_bridges_are_known(user, is_ghost) -> None:
    assert ghosts(MATRIX_GHOSTS).has(user) is is_ghost


def test_no_ghosts_name_makes_an_account_of_it() -> None:
    key = hearing().state.person("@irc_x/account/ada:kiln.test").key
    assert "/account/" not in key


def test_the_rooms_state_says_where_a_bridge_leads_once_for_both_names_of_the_event() -> None:
    known = hearing(bridge(MSC2346), bridge(MSC2346, "uk.half-shot.bridge"))
    names = ("libera/#kiln", "Libera Chat/#kiln", "irc.libera.chat/#kiln", "irc/#kiln")
    assert known.state.bridges == (Bridge("libera/#kiln", names),)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {**MSC2346, "status": "disabled"},
        {"channel": "#kiln"},
        {"channel": {"id": ["#kiln"]}},
        {"channel": {"id": "\u202e"}},
        {"network": {"external_url": "irc://[broken"}},
    ],
)
def test_a_bridge_that_is_gone_or_says_nothing_is_none(content) -> None:
    assert hearing(bridge(content)).state.bridges == ()


def test_odd_networks_lead_to_the_channel_all_the_same() -> None:
    assert shown([bridge({**MSC2346, "network": {"external_url": "irc://[broken"}})], []) == (
        Bridge("irc/#kiln", ("irc/#kiln",)),
    )
    assert shown([bridge({"channel": {"id": "#kiln"}})], []) == (Bridge("#kiln"),)


def test_a_bridge_that_was_taken_away_is_seen_no_more() -> None:
    known = hearing(bridge(MSC2346))
    assert known.state.bridges
    told(known, bridge({}))
    assert known.state.bridges == ()


def test_the_account_of_a_bridge_shows_it_while_it_is_there() -> None:
    user = "@heisenbridge:kiln.test"
    known = hearing(member(user), member("@oftc-irc:matrix.org"), member(BO))
    assert [each.sign for each in known.state.bridges] == [user, "@oftc-irc:matrix.org"]
    told(known, member(user, "leave"), member("@oftc-irc:matrix.org", "leave"))
    assert known.state.bridges == ()


def test_without_patterns_nobody_is_a_ghost() -> None:
    known = replace(hearing(), ghosts=ghosts(()))
    assert known.state.person(CAROL).key == f"kiln/account/{CAROL}"
