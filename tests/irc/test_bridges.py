"""People who come through a bridge, each under a nick of their own: known, and without rank."""

import pytest

from bot.app.ports import Memory
from bot.core.chat import Person
from bot.irc.bridges import shown
from tests.irc.talks import Talk

SAYS = "PRIVMSG #kiln"


def in_room(*names, caps="", **more):
    talk = Talk(**more)
    talk.enter(*names, caps=caps)
    return talk


def signs(talk):
    tracker = talk.talk.tracker
    return [bridge.sign for bridge in shown(tracker.people[nick] for nick in tracker.channels["#kiln"].ranks)]


def test_a_nick_that_bridges_give_has_no_rank_and_is_no_person_of_the_networks() -> None:
    talk = in_room("@bo[m]", "@ada")
    talk.hear(f":bo[m]!b@h {SAYS} :hi", f":ada!a@h {SAYS} :ho")
    bo, ada = talk.messages
    assert bo.sender.key.startswith("kiln-net/relayed/")
    assert (bo.operator, ada.operator) == (False, True)


def test_one_whom_the_network_vouches_for_is_that_account_whatever_the_nick() -> None:
    talk = in_room("@bo[m]", caps="account-tag")
    talk.hear(f"@account=bo :bo[m]!b@h {SAYS} :hi")
    assert talk.messages[0].sender.key == "kiln-net/account/bo"
    assert talk.messages[0].operator


def test_the_nicks_of_bridges_are_a_setting() -> None:
    talk = in_room("bo[m]", "bo-M", settings={"ghosts": (".+-M",)})
    talk.hear(f":bo[m]!b@h {SAYS} :hi", f":bo-M!b@h {SAYS} :ho")
    assert [message.sender.key.split("/")[1] for message in talk.messages] == ["session", "relayed"]


def test_a_session_keeps_what_it_had_over_a_nick_that_bridges_give() -> None:
    talk = in_room("ada")
    talk.hear(f":ada!a@h {SAYS} :1", ":ada!a@h NICK :ada[m]", f":ada[m]!a@h {SAYS} :2", ":ada[m]!a@h NICK :ada")
    talk.hear(f":ada!a@h {SAYS} :3")
    first, second, third = (message.sender.key for message in talk.messages)
    assert first == third != second
    assert [(change.before.key, change.after.key) for change in talk.changes] == [(first, second), (second, third)]


def test_a_session_that_a_bridge_opened_is_taken_up_again_after_a_restart() -> None:
    bo = Person("kiln-net/relayed/old", "bo[m]", "bo[m]!b@h")
    talk = in_room("bo[m]", memory=Memory(people=(bo,)))
    talk.hear(f":bo[m]!b@h {SAYS} :hi")
    assert talk.messages[0].sender.key == bo.key


@pytest.mark.parametrize(
    ("line", "key"),
    [
        (f"@draft/relaymsg=hbridge :bo/m!hb@h {SAYS} :hi", "kiln-net/relayed/hbridge/bo%2Fm"),
        (f":bo/m!hb@h {SAYS} :hi", "kiln-net/relayed/bo%2Fm"),
        (f"@draft/relaymsg=hbridge :ada!hb@h {SAYS} :hi", "kiln-net/relayed/hbridge/ada"),
        (f"@draft/relaymsg=hbridge;account=ada :ada!hb@h {SAYS} :hi", "kiln-net/relayed/hbridge/ada"),
    ],
)
def test_a_relayed_line_is_nobodys_of_the_channel_whatever_nick_it_has(line, key) -> None:
    talk = in_room("@ada", caps="message-tags account-tag draft/relaymsg")
    talk.hear(f":ada!a@h {SAYS} :me", line)
    me, relayed = talk.messages
    assert relayed.sender.key == key != me.sender.key
    assert not relayed.operator
    talk.hear(f":ada!a@h {SAYS} :still me")
    assert talk.key("still me") == me.sender.key


def test_two_people_at_home_on_matrix_show_a_bridge_and_one_does_not() -> None:
    talk = in_room("ada", "bo", "cy")
    talk.hear(":srv 354 minutebot 152 a h ada H 0 :@ada:example.org", ":srv 354 minutebot 152 b h cy H 0 :Cy: a potter")
    assert signs(talk) == []
    talk.hear(":srv 352 minutebot #kiln b h srv bo H :0 @bo:example.org")
    assert signs(talk) == ["ada", "bo"]
