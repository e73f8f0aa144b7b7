"""Catching up, without a server: whatever is cut where, nothing is lost, nothing comes twice, and gaps are told."""

from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.batch import Cursor
from bot.app.ports import Memory
from bot.core.chat import Interrupted, MessageKind, Person, Room
from bot.irc.line import format_time, parse_time
from tests.irc.talks import NETWORK, POOR, START, Talk

CAPS = "batch server-time message-tags draft/chathistory account-tag"
PLAYED = "batch server-time message-tags"


def stamped(seconds, text, msgid="", source="ada!a@h", batch="", verb="PRIVMSG"):
    tags = [f"time={format_time(START + timedelta(seconds=seconds))}"]
    tags += [f"msgid={msgid}"] if msgid else []
    tags += [f"batch={batch}"] if batch else []
    return f"@{';'.join(tags)} :{source} {verb} #kiln :{text}"


@dataclass
class FakeHistory:
    """A server with CHATHISTORY: `lines` are (seconds, msgid); it answers what the bot asks in `talk`."""

    talk: Talk
    page: int = 4
    lines: list[tuple[float, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    online: bool = False
    batches: int = 0

    def say(self, pause: float) -> None:
        at = (self.lines[-1][0] if self.lines else 0.0) + pause
        self.lines.append((round(at, 3), f"m{len(self.lines)}"))
        if self.online:
            at, msgid = self.lines[-1]
            self.talk.hear(stamped(at, msgid, msgid))

    def join(self) -> None:
        self.talk.connect()
        self.talk.greet(CAPS, f"{POOR} CHATHISTORY={self.page} MSGREFTYPES=timestamp,msgid")
        self.collect()
        at = self.lines[-1][0] if self.lines else 0.0
        self.talk.hear(f"@time={format_time(START + timedelta(seconds=at))} :minutebot!bot@here JOIN #kiln")
        self.online = True
        self.collect()

    def collect(self) -> None:
        self.asked += [line for line in self.talk.waiting() if line.startswith("CHATHISTORY")]

    def cut(self) -> None:
        if self.online:
            self.talk.lose()
            self.online, self.asked = False, []

    def answer(self) -> None:
        """Answer the oldest request."""
        if not (self.online and self.asked):
            return
        _, _, channel, reference, limit = self.asked.pop(0).split()
        kind, _, value = reference.partition("=")
        if kind == "msgid":
            after = int(value[1:]) + 1
        else:
            since = (parse_time(value) - START).total_seconds()
            after = next((index for index, (at, _) in enumerate(self.lines) if at > since), len(self.lines))
        self.batches += 1
        batch = f"b{self.batches}"
        found = self.lines[after : after + min(self.page, int(limit))]
        self.talk.hear(f":srv BATCH +{batch} chathistory {channel}")
        self.talk.hear(*(stamped(at, msgid, msgid, batch=batch) for at, msgid in found))
        self.talk.hear(f":srv BATCH -{batch}")
        self.collect()


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(["say", "say", "say", "say at once", "cut", "join", "answer"]), max_size=120),
    st.integers(3, 7),
)
def test_cuts_at_any_moment_lose_nothing_and_double_nothing(actions, page):
    server = FakeHistory(Talk(), page)
    server.join()
    for action in actions:
        match action:
            case "say":
                server.say(0.5)
            case "say at once":
                in_this_instant = [at for at, _ in server.lines if at == server.lines[-1][0]]
                server.say(0.0 if len(in_this_instant) < page - 1 else 0.001)
            case "cut":
                server.cut()
            case "join" if not server.online:
                server.join()
            case "answer":
                server.answer()
    server.cut()
    server.join()
    while server.asked:
        server.answer()
    assert [message.text for message in server.talk.messages] == [msgid for _, msgid in server.lines]
    assert not any(isinstance(seen, Interrupted) for seen in server.talk.told)


def behind(caps=PLAYED, heard=(10.0, "heard", "m1"), cut_at=0.0, **more):
    """In the room, a line heard, cut, and back again after a minute."""
    talk = Talk(**more)
    talk.greet(caps)
    talk.hear(f"@time={format_time(START)} :minutebot!bot@here JOIN #kiln")
    talk.hear(stamped(*heard))
    talk.waiting()
    talk.time = cut_at
    talk.lose()
    talk.connect()
    talk.greet(caps)
    talk.waiting()
    talk.hear(f"@time={format_time(START + timedelta(seconds=60))} :minutebot!bot@here JOIN #kiln")
    return talk


def play(talk, *lines, kind="chathistory"):
    talk.hear(f":srv BATCH +x {kind} #kiln", *lines, ":srv BATCH -x")


def pong(talk):
    (ping,) = [line for line in talk.waiting() if line.startswith("PING")]
    talk.hear(f":srv PONG srv :{ping.removeprefix('PING :')}")


def test_what_is_played_by_itself_is_told_after_what_was_heard_and_before_what_is_said():
    talk = behind()
    talk.hear(stamped(61, "live", "m4"))
    play(talk, stamped(10, "heard", "m1", batch="x"), stamped(20, "missed", "m2", batch="x"))
    assert talk.story == ["heard", "missed"]
    pong(talk)
    assert talk.story == ["heard", "missed", "live"]
    assert [message.replayed for message in talk.messages] == [False, True, False]


def test_a_replay_in_whole_seconds_is_still_known_by_its_ids():
    talk = behind(heard=(10.7, "heard", "m1"))
    old = [stamped(9, "older", "m0", batch="x"), stamped(10, "heard", "m1", batch="x")]
    play(talk, *old, stamped(10, "same second", "m2", batch="x"))
    pong(talk)
    assert talk.story == ["heard", "same second"]


def test_a_replay_without_ids_is_known_by_time_sender_and_text():
    talk = behind(heard=(10.7, "heard", ""))
    play(talk, stamped(10.7, "heard", batch="x"), stamped(11, "missed", batch="x"), kind="znc.in/playback")
    pong(talk)
    assert talk.story == ["heard", "missed"]


def test_the_same_words_twice_are_two_lines():
    talk = Talk()
    talk.enter("ada", caps=PLAYED)
    talk.hear(stamped(1, "+1"), stamped(2, "+1"), stamped(2, "+1"))
    assert talk.story == ["+1"] * 3


def test_a_replay_that_starts_too_late_is_told_after_a_gap():
    talk = behind()
    play(talk, stamped(50, "missed", "m9", batch="x"))
    pong(talk)
    assert talk.story == ["heard", "...", "missed"]
    (gap,) = [seen for seen in talk.told if isinstance(seen, Interrupted)]
    assert gap.until == START + timedelta(seconds=50)


def test_nothing_played_at_all_is_a_gap():
    talk = behind()
    talk.hear(stamped(61, "live", "m4"))
    pong(talk)
    assert talk.story == ["heard", "...", "live"]


def test_a_server_without_batches_plays_nothing_and_is_not_waited_for():
    talk = behind(caps="server-time")
    assert talk.story == ["heard", "..."]


def test_what_is_played_in_a_room_never_heard_before_is_not_the_bots_business():
    talk = Talk()
    talk.enter(caps=PLAYED)
    play(talk, stamped(-50, "#startmeeting", "m0", batch="x"))
    assert talk.story == []


def test_a_server_that_does_not_answer_is_given_up():
    talk = behind(caps=CAPS)
    assert [line.split()[0] for line in talk.waiting()] == ["CHATHISTORY", "WHO"]
    talk.hear(stamped(61, "live", "m4"))
    talk.pass_by(25)
    assert talk.story == ["heard", "...", "live"]


def test_a_request_that_waits_to_be_sent_is_not_given_up():
    talk = behind(caps=CAPS)
    talk.pass_by(100)
    assert talk.story == ["heard"]
    talk.waiting()
    play(talk, stamped(10, "heard", "m1", batch="x"), stamped(20, "missed", "m2", batch="x"))
    talk.pass_by(100)
    assert talk.story == ["heard", "missed"]
    talk.waiting()
    talk.pass_by(21)
    assert talk.story == ["heard", "missed", "..."]


def test_a_server_that_refuses_is_a_gap():
    talk = behind(caps=CAPS)
    talk.hear(":srv FAIL CHATHISTORY INVALID_TARGET AFTER #kiln :no")
    assert talk.story == ["heard", "..."]


def test_older_history_than_the_config_wants_is_a_gap_and_the_rest_is_read():
    talk = behind(caps=CAPS, settings={"history": {"max_age": 30}})
    (asked, _) = talk.waiting()
    assert asked.split()[3] == f"timestamp={format_time(START + timedelta(seconds=30) - timedelta(milliseconds=1))}"
    play(talk, stamped(40, "missed", "m3", batch="x"))
    play(talk)
    assert talk.story == ["heard", "...", "missed"]


def test_a_quiet_room_that_was_heard_all_along_has_no_gap_however_old_its_last_line():
    talk = behind(caps=CAPS, settings={"history": {"max_age": 30}}, cut_at=55)
    (asked, _) = talk.waiting()
    assert format_time(START + timedelta(seconds=30) - timedelta(milliseconds=1)) in asked
    play(talk)
    assert talk.story == ["heard"]


def test_a_refused_history_leaves_a_gap_from_the_break_and_not_from_the_last_line():
    talk = behind(caps=CAPS, cut_at=55)
    talk.hear(":srv FAIL CHATHISTORY INVALID_TARGET AFTER #kiln :no")
    (gap,) = [seen for seen in talk.told if isinstance(seen, Interrupted)]
    assert gap.since == START + timedelta(seconds=55)


def test_being_told_twice_that_we_joined_changes_nothing():
    talk = Talk()
    talk.enter()
    talk.join()
    assert talk.told == []


def test_joins_and_parts_in_the_history_move_it_on():
    talk = behind(caps=CAPS)
    talk.waiting()
    play(
        talk,
        stamped(10, "heard", "m1", batch="x"),
        *(
            f"@batch=x;time={format_time(START + timedelta(seconds=s))};msgid=j{s} :bo!b@h JOIN #kiln"
            for s in range(11, 20)
        ),
    )
    (again,) = talk.waiting()
    assert again.split()[3] in {"msgid=j19", "timestamp=2026-04-08T16:00:18.999Z"}
    assert "bo" not in talk.nicks()


def test_a_break_while_catching_up_goes_on_from_where_it_was():
    talk = behind(caps=CAPS)
    play(talk, stamped(10, "heard", "m1", batch="x"), stamped(20, "missed", "m2", batch="x"))
    talk.hear(stamped(61, "live", "m4"))
    talk.lose()
    assert talk.story == ["heard", "missed"]
    talk.connect()
    talk.greet(CAPS)
    talk.hear(f"@time={format_time(START + timedelta(seconds=90))} :minutebot!bot@here JOIN #kiln")
    play(
        talk,
        *(stamped(s, t, i, batch="x") for s, t, i in ((20, "missed", "m2"), (30, "also", "m3"), (61, "live", "m4"))),
    )
    play(talk)
    assert talk.story == ["heard", "missed", "also", "live"]
    assert [message.replayed for message in talk.messages] == [False, True, True, False]


def test_lines_that_still_wait_when_the_bot_stops_are_told_after_the_gap():
    talk = behind(caps=CAPS)
    talk.hear(stamped(61, "live", "m4"))
    talk.lose()
    (hearing,) = talk.lasting.hearings.values()
    assert [type(seen).__name__ for seen in hearing.finish()] == ["Interrupted", "Message"]


def test_senders_in_a_history_without_accounts_are_known_by_their_whole_address():
    chair = Person("kiln-net/session/old", "ada", "ada!a@h")
    talk = Talk(memory=Memory(Cursor(START, "m1"), (chair,)))
    talk.enter("eve", caps=PLAYED)
    play(
        talk,
        stamped(0, "heard", "m1", batch="x"),
        stamped(1, "it was me", "m2", batch="x"),
        stamped(2, "so was this", "m3", batch="x"),
        stamped(3, "not me", "m4", source="ada!a@elsewhere", batch="x"),
        stamped(4, "\x01ACTION leaves\x01", "m5", batch="x"),
        stamped(5, "\x01VERSION\x01", "m6", batch="x"),
    )
    assert talk.key("it was me") == talk.key("so was this") == chair.key
    assert talk.key("not me") != chair.key
    assert talk.messages[-1].kind is MessageKind.EMOTE
    assert [line for line in talk.waiting() if "VERSION" in line] == []


def test_one_ping_serves_all_rooms_joined_at_once_and_another_those_that_come_later():
    rooms = [Room(NETWORK, name) for name in ("#kiln", "#glaze", "#late")]
    talk = Talk(rooms=rooms, memory=Memory(Cursor(START, "m1")))
    talk.greet(PLAYED)
    talk.waiting()
    talk.join()
    talk.join(room="#glaze")
    first = [line for line in talk.waiting() if line.startswith("PING")]
    talk.join(room="#late")
    second = [line for line in talk.waiting() if line.startswith("PING")]
    assert len(first) == len(second) == 1
    talk.hear(f":srv PONG srv :{first[0].removeprefix('PING :')}")
    assert [seen.room.name for seen in talk.told] == ["#kiln", "#glaze"]
    talk.hear(f":srv PONG srv :{second[0].removeprefix('PING :')}")
    assert [seen.room.name for seen in talk.told] == ["#kiln", "#glaze", "#late"]


def test_what_is_said_in_private_waits_for_no_history():
    talk = behind(caps=CAPS)
    talk.hear(stamped(61, "psst", "m4").replace("#kiln", "minutebot"))
    assert talk.story == ["heard", "psst"]
    assert next(iter(talk.lasting.hearings.values())).cursor.native_id == "m1"


def test_who_is_here_now_is_who_spoke_in_the_history_under_the_same_address():
    talk = behind(caps=CAPS.replace(" account-tag", ""))
    talk.hear(":srv 353 minutebot = #kiln :minutebot @ada!a@h", ":srv 354 minutebot 152 a h ada H ada-account")
    play(talk, stamped(10, "heard", "m1", batch="x"), stamped(20, "missed", "m2", batch="x"))
    assert talk.key("missed") == "kiln-net/account/ada-account"
    assert talk.messages[-1].operator


def test_our_own_words_in_the_history_are_not_told_twice():
    talk = behind(caps=f"{CAPS} echo-message", heard=(10.0, "recorded", "m1"))
    play(talk, stamped(10, "recorded", "m1", batch="x"))
    assert talk.story == ["recorded"]
