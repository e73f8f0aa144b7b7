"""What the server lets us see of rooms: members, ranks and topics."""

import pytest

from tests.irc.talks import Talk


def in_room(*names, **more):
    talk = Talk()
    talk.enter(*names, **more)
    return talk


def says(talk, nick, text="hello"):
    talk.hear(f":{nick}!u@h PRIVMSG #kiln :{text}")
    return talk.messages[-1]


@pytest.mark.parametrize(
    ("mark", "operator"), [("", False), ("+", False), ("%", False), ("@", True), ("&", True), ("~", True), ("@+", True)]
)
def test_operators_are_those_with_an_at_sign_or_more(mark, operator):
    talk = in_room(f"{mark}ada")
    assert says(talk, "ada").operator is operator


@pytest.mark.parametrize(
    ("modes", "operator"),
    [
        ("+o ada", True),
        ("+b-l+o *!*@* ada", True),
        ("+lk-k+o 10 key key ada", True),
        ("+imo ada", True),
        ("+o bo", False),
        ("+o-o ada ada", False),
        ("+o", False),
        ("", False),
    ],
)
def test_modes_with_many_arguments_reach_whom_they_mean(modes, operator):
    talk = in_room("ada", "bo")
    talk.hear(f":srv MODE #kiln {modes}")
    assert says(talk, "ada").operator is operator


def test_multi_prefix_keeps_the_lower_rank_when_the_higher_is_taken():
    talk = in_room("@+ada")
    talk.hear(":srv MODE #kiln -o ada")
    assert talk.talk.tracker.channel("#kiln").ranks["ada"] == "+"


def test_ranks_go_along_with_a_new_nick():
    talk = in_room("@ada")
    talk.hear(":ada!u@h NICK :countess")
    assert says(talk, "countess").operator


def test_names_come_with_marks_and_addresses_or_without():
    talk = in_room("@+ada!u@h", "bo")
    assert talk.nicks() == {"minutebot", "ada", "bo"}


def test_the_topic_is_what_was_told_last():
    talk = in_room()
    talk.hear(":srv 332 minutebot #kiln :first")
    assert talk.talk.tracker.channel("#KILN").topic == "first"
    talk.hear(":ada!u@h TOPIC #kiln :second")
    assert talk.talk.tracker.channel("#kiln").topic == "second"
    talk.hear(":srv 331 minutebot #kiln :none")
    assert talk.talk.tracker.channel("#kiln").topic == ""


def test_names_of_a_room_we_are_not_in_are_nobodys():
    talk = in_room()
    talk.hear(":srv 353 minutebot = #other :eve", ":eve!e@h JOIN #other")
    assert "eve" not in talk.talk.tracker.people


def test_a_bot_is_known_by_its_mode_its_tag_or_the_config():
    talk = Talk(settings={"bots": ("Feed",)})
    talk.enter("feed", "news", "ada", isupport="BOT=B WHOX")
    talk.hear(":srv 354 minutebot 152 u h news HB 0", "@bot :ada!u@h PRIVMSG #kiln :tagged")
    assert says(talk, "feed").from_bot
    assert says(talk, "news").from_bot
    assert talk.messages[0].from_bot
    assert not says(talk, "ada").from_bot


def test_our_own_new_nick_and_host_are_followed():
    talk = in_room()
    talk.hear(":minutebot!bot@here NICK :minutebot_", ":srv 396 minutebot_ cloak.test :is now your host")
    assert talk.talk.tracker.myself().address == "minutebot_!bot@cloak.test"
    assert says(talk, "minutebot_").from_bot


def test_a_tag_for_some_ranks_only_makes_a_line_private():
    talk = in_room("ada", isupport="STATUSMSG=@+ CHANTYPES=#")
    talk.hear(":ada!u@h PRIVMSG @#kiln :among us")
    assert talk.messages[0].private
