"""Who a person is: by account, else by a session that is followed and ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.ports import Memory
from bot.core.chat import Person
from bot.irc.sessions import GRACE
from tests.irc.talks import KILN, Talk

ADA = ":ada!a@h"
SAYS = "PRIVMSG #kiln"


def in_room(*names, caps="", **more):
    talk = Talk(**more)
    talk.enter(*names, caps=caps)
    return talk


def test_an_account_is_the_key_wherever_it_is_learnt_from():
    for caps, told in (
        ("extended-join", f"{ADA} JOIN #kiln ada-account :Ada"),
        ("account-notify", ":ada!a@h ACCOUNT ada-account"),
        ("", ":srv 354 minutebot 152 a h ada H ada-account"),
    ):
        talk = in_room("ada", caps=caps)
        talk.hear(told, f"{ADA} {SAYS} :hello")
        assert talk.key("hello") == "kiln-net/account/ada-account", told


def test_an_account_tag_is_believed_and_its_absence_where_tags_are_on():
    talk = in_room("ada", caps="account-tag")
    talk.hear(f"@account=ada {ADA} {SAYS} :in", f"{ADA} {SAYS} :out")
    assert talk.key("in") == "kiln-net/account/ada"
    assert talk.key("out").startswith("kiln-net/session/")


def test_without_account_tags_their_absence_says_nothing():
    talk = in_room("ada")
    talk.hear(":srv 354 minutebot 152 a h ada H ada", f"{ADA} {SAYS} :hello")
    assert talk.key("hello") == "kiln-net/account/ada"


def test_a_login_takes_the_session_along_and_a_logout_starts_a_new_one():
    talk = in_room("ada", caps="account-notify")
    talk.hear(f"{ADA} {SAYS} :before", f"{ADA} ACCOUNT ada", f"{ADA} {SAYS} :in", f"{ADA} ACCOUNT *")
    talk.hear(f"{ADA} {SAYS} :after")
    (change,) = talk.changes
    assert (change.before.key, change.after.key) == (talk.key("before"), talk.key("in"))
    assert talk.key("after") not in (talk.key("before"), talk.key("in"))


def test_a_login_nobody_asked_about_is_no_change():
    talk = in_room("ada", caps="account-notify")
    talk.hear(f"{ADA} ACCOUNT ada")
    assert talk.changes == []


def test_a_session_is_followed_through_nicks_in_any_case():
    talk = in_room("ada")
    talk.hear(f"{ADA} {SAYS} :one", f"{ADA} NICK :Ada[1]", f":Ada[1]!a@h {SAYS} :two", f":ada{{1}}!a@h {SAYS} :three")
    assert talk.key("one") == talk.key("two") == talk.key("three")
    assert [(change.before.nick, change.after.nick) for change in talk.changes] == [("ada", "Ada[1]")]
    assert talk.changes[0].after.address == "Ada[1]!a@h"


@pytest.mark.parametrize("end", ["QUIT :bye", "PART #kiln", "QUIT :Quit: a.b c.d"])
def test_a_session_ends_when_its_owner_leaves(end):
    talk = in_room("ada")
    talk.hear(f"{ADA} {SAYS} :before", f"{ADA} {end}", f"{ADA} JOIN #kiln", f"{ADA} {SAYS} :after")
    assert talk.key("before") != talk.key("after")


def test_a_kick_ends_a_session_too():
    talk = in_room("ada", "bo")
    talk.hear(f"{ADA} {SAYS} :before", ":bo!b@h KICK #kiln ada :out", f"{ADA} JOIN #kiln", f"{ADA} {SAYS} :after")
    assert talk.key("before") != talk.key("after")


def test_a_session_goes_on_while_one_shared_room_is_left():
    talk = Talk(rooms=(KILN, KILN.__class__(KILN.network, "#glaze")))
    talk.enter("ada")
    talk.join("ada", room="#glaze")
    talk.hear(f"{ADA} {SAYS} :before", f"{ADA} PART #kiln", f"{ADA} PRIVMSG #glaze :after")
    assert talk.key("before") == talk.key("after")


def test_a_netsplit_keeps_a_session_for_a_while():
    talk = in_room("ada")
    talk.hear(f"{ADA} {SAYS} :before", f"{ADA} QUIT :hub.net leaf.net", f"{ADA} JOIN #kiln", f"{ADA} {SAYS} :after")
    assert talk.key("before") == talk.key("after")
    talk.hear(f"{ADA} QUIT :hub.net leaf.net")
    talk.time += GRACE.total_seconds() + 1
    talk.hear(f"{ADA} JOIN #kiln", f"{ADA} {SAYS} :much later")
    assert talk.key("much later") != talk.key("before")


def test_the_same_nick_from_elsewhere_gets_nothing_from_a_netsplit():
    talk = in_room("ada")
    talk.hear(f"{ADA} {SAYS} :before", f"{ADA} QUIT :hub.net leaf.net")
    talk.hear(":ada!a@elsewhere JOIN #kiln", f":ada!a@elsewhere {SAYS} :after")
    assert talk.key("before") != talk.key("after")


@pytest.mark.parametrize(
    "seen",
    [
        ":srv 352 minutebot #kiln a h srv ada H :0 Ada",
        ":srv 354 minutebot 152 a h ada H 0",
        ":srv 353 minutebot = #kiln :ada!a@h",
        f"{ADA} JOIN #kiln",
        f"{ADA} {SAYS} :hello",
    ],
)
def test_after_a_restart_the_old_key_goes_to_whoever_has_the_address(seen):
    chair = Person("kiln-net/session/old", "ada", "ada!a@h")
    talk = in_room("ada", memory=Memory(people=(chair,)))
    talk.hear(seen, f"{ADA} {SAYS} :it is me")
    assert talk.key("it is me") == chair.key


def test_after_a_restart_the_old_key_does_not_go_to_the_nick():
    chair = Person("kiln-net/session/old", "ada", "ada!a@h")
    talk = in_room("ada", memory=Memory(people=(chair,)))
    talk.hear(":ada!a@elsewhere PRIVMSG #kiln :it is me")
    assert talk.key("it is me") != chair.key


def test_whoever_logged_in_while_the_bot_was_down_takes_the_rights_along():
    chair = Person("kiln-net/session/old", "ada", "ada!a@h")
    talk = in_room("ada", memory=Memory(people=(chair,)))
    talk.hear(":srv 354 minutebot 152 a h ada H ada")
    assert [(change.before.key, change.after.key) for change in talk.changes] == [
        (chair.key, "kiln-net/account/ada"),
    ]


def test_somebody_met_before_their_address_was_known_takes_up_the_old_key_with_it():
    chair = Person("kiln-net/session/old", "ada", "ada!a@h")
    talk = in_room("ada", memory=Memory(people=(chair,)))
    provisional = next(person for person in talk.talk.tracker.members("#kiln", talk.now()) if person.nick == "ada")
    talk.hear(":srv 352 minutebot #kiln a h srv ada H :0 Ada")
    assert [(change.before, change.after) for change in talk.changes] == [(provisional, chair)]


def test_a_key_from_before_is_not_waited_for_for_ever():
    chair = Person("kiln-net/session/old", "ada", "ada!a@h")
    talk = in_room(memory=Memory(people=(chair,)))
    talk.time += GRACE.total_seconds() + 1
    talk.hear(f"{ADA} JOIN #kiln", f"{ADA} {SAYS} :much later")
    assert talk.key("much later") != chair.key


def test_everybody_is_who_they_were_after_a_reconnect():
    talk = in_room("ada", "bo")
    talk.hear(f"{ADA} {SAYS} :before", ":bo!b@h PRIVMSG #kiln :also")
    talk.lose()
    talk.connect()
    talk.enter("ada")
    talk.hear(f"{ADA} {SAYS} :after", ":bo!b@h JOIN #kiln", ":bo!b@h PRIVMSG #kiln :back")
    assert talk.key("before") == talk.key("after")
    assert talk.key("also") == talk.key("back")


def test_everybody_is_who_they_were_after_the_bot_was_kicked():
    talk = in_room("ada")
    talk.hear(f"{ADA} {SAYS} :before", ":ada!a@h KICK #kiln minutebot :out")
    talk.join("ada")
    talk.hear(f"{ADA} {SAYS} :after")
    assert talk.key("before") == talk.key("after")


def test_somebody_outside_keeps_one_key_while_they_talk_and_none_of_the_nicks():
    talk = in_room()
    talk.hear(":eve!e@h PRIVMSG #kiln :one", ":eve!e@h PRIVMSG #kiln :two", ":eve!x@h PRIVMSG #kiln :other")
    assert talk.key("one") == talk.key("two") != talk.key("other")
    assert talk.nicks() == {"minutebot"}


def test_a_new_host_is_the_same_person():
    talk = in_room("ada", caps="chghost")
    talk.hear(f"{ADA} {SAYS} :before", f"{ADA} CHGHOST a cloak", f":ada!a@cloak {SAYS} :after")
    assert talk.key("before") == talk.key("after")
    assert talk.messages[1].sender.address == "ada!a@cloak"


VERBS = [
    "JOIN",
    "PART",
    "QUIT",
    "NICK",
    "KICK",
    "MODE",
    "353",
    "352",
    "354",
    "ACCOUNT",
    "CHGHOST",
    "TOPIC",
    "332",
    "396",
]
WORDS = st.sampled_from(
    ["#kiln", "ada", "minutebot", "bo!b@h", "@ada", "+ov-b", "*", "0", "", ":", "152", "x y", "\u00a0"]
)
LINES = st.builds(
    lambda source, verb, words: f":{source} {verb} {' '.join(words)}",
    st.sampled_from(["ada!a@h", "minutebot!bot@here", "srv", "!@", "bo"]),
    st.sampled_from(
        [*VERBS, "PRIVMSG", "NOTICE", "BATCH", "CAP", "005", "324", "471", "PONG", "FAIL", "INVITE", "ERROR"]
    ),
    st.lists(WORDS, max_size=8),
)


@given(st.lists(LINES | st.text(max_size=40), max_size=40))
def test_no_lines_in_any_order_break_the_conversation(lines):
    talk = in_room("ada", "bo")
    talk.hear(*(line.replace("\n", " ") for line in lines))
    members = talk.talk.tracker.channels.get("#kiln")
    assert members is None or set(members.ranks) <= set(talk.talk.tracker.people)
    talk.lose()
