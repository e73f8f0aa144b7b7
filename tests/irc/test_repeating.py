"""What was said in other rooms, as lines of a channel: nobody takes them for the bot's words, nor for commands."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import MessageKind, Room
from bot.core.replies import Change, Repeat
from bot.irc.outbox import MOST_RELAYED, Outbox, Saying
from bot.irc.repeating import LONGEST, MARK, saying_of
from bot.irc.speaking import speak
from tests.irc.talks import KILN, Talk

ROOM = Room("matrix", "#kiln:example.org")
ANY = lambda _: True  # noqa: E731 - a word for "every channel is ready"


def relay(text: str, nick: str = "ada", **more: object) -> Repeat:
    return Repeat(KILN, ROOM, "$1", nick, text, **more)


def lines(*relays: Repeat) -> list[str]:
    """What goes over the wire."""
    talk = Talk()
    talk.enter("ada")
    talk.waiting()
    for each in relays:
        if saying := saying_of(each, 0.0):
            talk.lasting.outbox.relay(saying)
        else:
            talk.lasting.outbox.unsay(each)
    found = []
    while isinstance(item := talk.lasting.outbox.take(ANY), Saying):
        spoken = speak(item, talk.talk.tracker)
        found.append(spoken.line)
        if spoken.rest:
            talk.lasting.outbox.back(item, spoken.rest)
    return found


def test_a_line_has_who_said_it_before_it_and_an_edit_says_so() -> None:
    said = [relay("hello"), relay("waves", emote=True), relay("hullo", change=Change.EDITED)]
    expected = ["<ada> hello", "* ada waves", "<ada> (edited) hullo"]
    assert lines(*said) == [f"PRIVMSG #kiln :{line}{MARK}" for line in expected]


def test_what_is_gone_was_said_and_is_not_mentioned_again() -> None:
    assert lines(relay("", change=Change.ERASED)) == []


def test_what_is_gone_before_its_turn_came_is_never_said() -> None:
    first, second = relay("my address is"), replace(relay("hello"), native_id="$2")
    several = replace(relay("and my telephone"), native_id="$1/1")
    gone = relay("", change=Change.ERASED)
    elsewhere = replace(gone, origin=Room("matrix", "#other:example.org"))
    left = lines(first, several, second, gone, relay("again"))
    assert left == [f"PRIVMSG #kiln :<ada> {text}{MARK}" for text in ("hello", "again")]
    assert len(lines(first, elsewhere)) == 1


def test_nothing_in_it_is_acted_on() -> None:
    odd = relay("\x01VERSION\x01 \x02bold\x02 \x0304red\r\nQUIT :bye", "gwen> #endmeeting <\x02ada")
    assert lines(odd) == [f"PRIVMSG #kiln :<gwen) #endmeeting (ada> VERSION bold red  QUIT :bye{MARK}"]


def test_every_piece_of_a_long_line_says_who_said_it() -> None:
    found = lines(relay("#endmeeting " * 80))
    assert len(found) > 2
    assert all(line.startswith("PRIVMSG #kiln :<ada> #endmeeting") and line.endswith(MARK) for line in found)


@given(st.text(max_size=3000), st.text(max_size=80), st.booleans())
def test_whatever_is_relayed_fits_and_begins_with_a_name(text: str, nick: str, emote: bool) -> None:  # noqa: FBT001
    for line in lines(relay(text, nick, emote=emote)):
        assert line.startswith("PRIVMSG #kiln :* " if emote else "PRIVMSG #kiln :<")
        assert line.endswith(MARK)
        assert len(line.encode()) <= 510 - len(":minutebot!bot@here ")
        assert not {"\r", "\n", "\0", "\x01"} & set(line)


def test_a_page_in_one_line_is_cut() -> None:
    found = "".join(lines(relay("x" * 20_000)))
    assert found.count("x") <= LONGEST
    assert "... (cut; the transcript has it whole)" in found


def test_a_flood_is_told_by_its_number_and_answers_keep_their_place() -> None:
    outbox = Outbox()
    for number in range(40):
        outbox.relay(saying_of(relay(f"line {number}"), 0.0))
    outbox.say(Saying("#kiln", "Topic: Clay", 0.0))
    outbox.relay(saying_of(relay("one more"), 0.0))
    said = []
    while (item := outbox.take(ANY)) is not None:
        said.append(item.lead + item.text)
    assert said[:MOST_RELAYED] == [f"<ada> line {number}" for number in range(MOST_RELAYED)]
    assert said[MOST_RELAYED:] == [
        f"... {40 - MOST_RELAYED + 1} lines of another room not shown here; the transcript has them",
        "Topic: Clay",
    ]


def test_when_the_flood_is_over_lines_are_shown_again() -> None:
    outbox = Outbox()
    for number in range(MOST_RELAYED + 1):
        outbox.relay(saying_of(relay(f"{number}"), 0.0))
    while outbox.take(ANY):
        pass
    outbox.relay(saying_of(relay("calm"), 0.0))
    assert outbox.take(ANY).text == "calm"


def test_our_own_relayed_line_is_no_line_of_the_room_when_the_server_tells_it_us() -> None:
    talk = Talk()
    talk.enter("ada", caps="echo-message server-time")
    talk.hear(f":minutebot!bot@here PRIVMSG #kiln :<gwen> hello{MARK}", ":minutebot!bot@here PRIVMSG #kiln :mine")
    assert [message.text for message in talk.messages] == ["mine"]


def test_another_bots_relayed_line_is_a_bots_line_and_never_relayed_nor_read() -> None:
    talk = Talk()
    talk.enter("ada", "other")
    talk.hear(f":other!o@there PRIVMSG #kiln :<gwen> #endmeeting{MARK}", ":ada!a@here PRIVMSG #kiln :<gwen> typed")
    relayed, typed = talk.messages
    assert (relayed.from_bot, relayed.kind) == (True, MessageKind.TEXT)
    assert not typed.from_bot


def test_what_we_relayed_under_our_other_nick_is_known_in_the_servers_history() -> None:
    talk = Talk(settings={"alternative_nicks": ["minutebot_"]})
    talk.enter("ada", caps="batch server-time message-tags chathistory")
    talk.hear(
        ":srv BATCH +1 chathistory #kiln",
        f"@batch=1;time=2026-04-08T15:00:00.000Z :minutebot_!b@h PRIVMSG #kiln :<gwen> hello{MARK}",
        "@batch=1;time=2026-04-08T15:00:01.000Z :ada!a@here PRIVMSG #kiln :hi",
        ":srv BATCH -1",
    )
    assert [message.text for message in talk.messages if "hello" in message.text] == []
