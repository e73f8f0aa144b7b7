"""Into the rooms and back into them."""

import pytest

from bot.core.chat import Room
from tests.irc.talks import KILN, NETWORK, POOR, Talk


def greeted(*names, isupport=POOR, **more):
    talk = Talk(rooms=[Room(NETWORK, name) for name in names or ("#kiln",)], **more)
    talk.greet(isupport=isupport)
    return talk


def test_all_rooms_are_joined_in_one_line():
    assert greeted("#a", "#b", "#c").waiting() == ["JOIN #a,#b,#c"]


def test_no_line_is_too_long_nor_names_too_many():
    lines = greeted(*(f"#{number:050}" for number in range(60))).waiting()
    assert max(map(len, lines)) <= 510
    assert sum(len(line.split(",")) for line in lines) == 60
    assert len(greeted("#a", "#b", "#c", isupport="TARGMAX=JOIN:2,PRIVMSG:4").waiting()) == 2


@pytest.mark.parametrize("numeric", ["403", "405", "437", "471", "473", "474", "475", "476", "477", "489"])
def test_a_refusal_is_complained_of_and_tried_again_more_and_more_slowly(numeric):
    talk = greeted(settings={"backoff": {"first": 10, "longest": 60}})
    talk.waiting()
    tried = []
    for second in range(200):
        talk.time = second
        talk.talk.tick(second)
        if talk.waiting():
            tried.append(second)
            talk.hear(f":srv {numeric} minutebot #kiln :no")
        elif second == 0:
            talk.hear(f":srv {numeric} minutebot #kiln :no")
    assert talk.talk.joining.complaints[0].startswith("can't join #kiln: ")
    assert tried == [10, 30, 70, 130, 190]


def test_a_join_nobody_answers_is_tried_again():
    talk = greeted()
    talk.waiting()
    talk.pass_by(29)
    assert talk.waiting() == []
    talk.pass_by(2)
    assert talk.waiting() == ["JOIN #kiln"]


def test_an_invitation_is_taken_to_our_rooms_only():
    talk = greeted(settings={"backoff": {"first": 100, "longest": 100}})
    talk.waiting()
    talk.hear(":srv 473 minutebot #kiln :no", ":ada!a@h INVITE minutebot #other", ":ada!a@h INVITE bo #kiln")
    assert talk.waiting() == []
    talk.hear(":ada!a@h INVITE minutebot #KILN")
    assert talk.waiting() == ["JOIN #kiln"]


def test_a_room_we_were_put_into_is_left():
    talk = greeted()
    talk.waiting()
    talk.hear(":minutebot!bot@here JOIN ##kiln-unregistered")
    assert talk.waiting() == ["PART ##kiln-unregistered"]


def test_after_a_kick_the_pause_grows_unless_we_stayed_long():
    talk = Talk(settings={"backoff": {"first": 10, "longest": 60}})
    talk.enter()
    pauses = []
    for stay in (1, 1, 700):
        talk.pass_by(stay)
        talk.hear(":ada!a@h KICK #kiln minutebot :out")
        out_at = talk.time
        talk.waiting()
        while not talk.waiting():
            talk.pass_by(1)
        pauses.append(talk.time - out_at)
        talk.join()
    assert pauses == [10, 20, 10]
    assert len(talk.story) == 3
    assert KILN in talk.lasting.hearings


def test_our_nick_is_tried_for_again_and_at_once_when_it_is_free():
    talk = Talk()
    talk.hear(":srv CAP * LS :", ":srv 433 * minutebot :taken", ":srv 001 minutebot7 :hi", ":srv 376 minutebot7 :end")
    assert talk.written == ["CAP END", "NICK minutebot7", "NICK minutebot"]
    talk.pass_by(14)
    assert talk.written[3:] == []
    talk.pass_by(2)
    assert talk.written[3:] == ["NICK minutebot"]
    talk.pass_by(29)
    assert talk.written[4:] == []
    talk.hear(":minutebot!x@y QUIT :gone")
    talk.pass_by(1)
    assert talk.written[4:] == ["NICK minutebot"]
    talk.hear(":minutebot7!bot@here NICK minutebot")
    talk.pass_by(1000)
    assert talk.written[5:] == []


def test_where_the_server_has_a_bot_mode_it_is_worn():
    assert "MODE minutebot +B" in greeted(isupport="BOT=B").waiting()
