"""A place beyond its stories: whose rank counts where, what makes it private, and a config that changed meanwhile."""

import re
from dataclasses import replace

import pytest

from bot.app.repeating import relayed
from bot.config.bridges import EXAMPLE
from bot.core.bridges import Bridging
from bot.core.chat import Message, MessageEdited, MessageKind, Person, RoomBecamePrivate, RoomView, SetTopic
from bot.core.relaying import Relay
from bot.core.replies import Repeat
from bot.core.rooms import labels
from bot.store.journal import write
from tests.meetings.stage import BESIDE, HOME, place, rules, stage


def held(*script: str, **more: object):
    return stage(*place(**more)).play(*script)


def test_who_runs_one_room_starts_a_meeting_and_is_no_chair_of_the_others_people() -> None:
    on = held("-!- matrix/gwen is operator", operators_start=True)
    on.play("ada: #startmeeting")
    assert "only an operator of this room" in on.said[-1]
    on.play("[16:01] matrix <gwen> #startmeeting", "-!- bo is operator", "bo: #endvote")
    assert on.said[-1] == "bo: only a chair may say #endvote"


def test_every_room_whose_topic_follows_gets_its_own_one_back() -> None:
    on = stage(*place())
    topics = {HOME: "clay", BESIDE: "ashes"}
    on._view = lambda room: RoomView((Person(f"{room.network}/session/9", "x"),), topics[room])
    on.play("ada: #startmeeting", "ada: #topic Glaze", "[16:02] matrix <ada> #endmeeting")
    on.play("ada: #endmeeting")
    titles = [(reply.room, reply.text) for reply in on.replies if isinstance(reply, SetTopic)]
    glaze = "Weekly Meeting | Glaze"
    assert titles == [(HOME, glaze), (BESIDE, glaze), (HOME, "clay"), (BESIDE, "ashes")]


@pytest.mark.parametrize("secret", [HOME, BESIDE])
def test_a_place_is_private_as_soon_as_one_of_its_rooms_is(secret) -> None:
    on = stage(*place())
    on._view = lambda room: RoomView((), private=room == secret)
    on.play("ada: #startmeeting")
    assert on.meeting.private
    assert any("This meeting is private" in line for line in on.heard(BESIDE))


def test_a_room_that_the_config_calls_public_makes_nothing_private() -> None:
    home, beside = place()
    on = stage(home, replace(beside, private=False))
    on._view = lambda room: RoomView((), private=room == BESIDE)
    on.play("ada: #startmeeting")
    on.observe(RoomBecamePrivate(BESIDE, on.now))
    assert not on.meeting.private


def test_a_room_that_is_closed_meanwhile_makes_the_meeting_private_and_all_are_told() -> None:
    on = held("ada: #startmeeting")
    on.observe(RoomBecamePrivate(BESIDE, on.now))
    assert on.meeting.private
    assert all("This meeting is private" in on.heard(room)[-1] for room in (HOME, BESIDE))


def test_the_clock_asks_as_long_as_the_bot_is_in_one_of_the_rooms() -> None:
    on = held("ada: #startmeeting")
    on._view = lambda room: RoomView(() if room == HOME else (Person("matrix/account/x", "x"),))
    on.wait(31)
    assert all("Still meeting?" in on.heard(room)[-1] for room in (HOME, BESIDE))
    on.play("[16:33] matrix <gwen> yes")
    on.wait(11)
    assert on.meeting.running


@pytest.mark.parametrize(
    ("rooms", "expected"),
    [
        (["libera/#kiln"], []),
        (["libera/#kiln", "matrix/#kiln:example.org"], ["libera", "matrix"]),
        (["libera/#kiln", "libera/#oven"], ["#kiln", "#oven"]),
        (["libera/#kiln", "libera/#oven", "oftc/#kiln"], ["libera/#kiln", "#oven", "oftc"]),
    ],
)
def test_a_room_is_called_by_what_tells_it_from_the_others(rooms, expected) -> None:
    assert list(labels(rooms).values()) == expected


def test_what_bots_say_is_never_shown_elsewhere_however_they_say_it() -> None:
    home, _ = place(relay=True)
    said = Message(HOME, "m1", held().now, Person("kiln/session/1", "ada"), "hello")
    assert [repeat.room for repeat in relayed(said, home, kept=True)] == [BESIDE]
    for bot in (said._replace(from_bot=True), said._replace(kind=MessageKind.NOTICE), said._replace(private=True)):
        assert relayed(bot, home, kept=True) == []
    assert relayed(said, place()[0], kept=True) == []


def kept(on, journal) -> None:
    on.keep = lambda batch: journal.now(lambda connection: write(connection, batch))


def test_a_meeting_that_runs_goes_on_when_its_place_is_gone_or_turned_round(journal, library) -> None:
    on = stage(*place())
    kept(on, journal)
    on.play("ada: #startmeeting", "[16:02] matrix <gwen> hello")
    apart = library.state((HOME, BESIDE))
    assert list(apart.meetings) == [HOME], "a meeting is in one place, whatever becomes of its rooms"
    turned = library.state((BESIDE, HOME), {HOME: BESIDE, BESIDE: BESIDE})
    assert list(turned.meetings) == [BESIDE]
    assert library.state((BESIDE,)).meetings[BESIDE].id == on.meeting.id


def test_of_two_meetings_that_become_one_place_the_one_that_runs_goes_on(journal, library) -> None:
    on = stage(rules(), replace(rules(), room=BESIDE))
    kept(on, journal)
    on.play("ada: #startmeeting", "-!- tomorrow", "[16:02] matrix <gwen> #startmeeting Other")
    on.play("[16:03] matrix <gwen> #endmeeting")
    together = library.state((HOME, BESIDE), {HOME: HOME, BESIDE: HOME})
    assert [meeting.name for meeting in together.meetings.values()] == ["Weekly Meeting"]
    assert not together.ended


def test_each_room_is_asked_for_what_came_after_its_own_last_line(journal, library) -> None:
    on = stage(*place())
    kept(on, journal)
    on.play("ada: #startmeeting", "[16:02] matrix <gwen> hello", "[16:04] <ada> last here")
    homes = {HOME: HOME, BESIDE: HOME}
    state = library.state((HOME, BESIDE), homes)
    memories = library.memories(state, (HOME, BESIDE), homes)
    assert {room: memory.cursor.native_id for room, memory in memories.items()} == {HOME: "m3", BESIDE: "m2"}
    assert all({"ada", "gwen"} <= {person.nick for person in memory.people} for memory in memories.values())


@pytest.mark.parametrize("texts", ['"[off] secret"', '"hello" "[off] secret"'])
def test_what_an_edit_says_off_the_record_is_neither_kept_nor_shown_elsewhere(texts) -> None:
    on = held("ada: #startmeeting", "[16:02] matrix <gwen> hello", relay=True)
    before = len(on.replies), len(on.events), len(on.messages)
    on.edit_with("matrix/gwen", texts)
    on.flush()
    assert (len(on.replies), len(on.events), len(on.messages)) == before
    assert on.meeting.corrected == ()


def test_an_edited_emote_is_shown_as_one_and_so_is_the_line_it_adds() -> None:
    on = held("ada: #startmeeting", "[16:01] * bo waves", relay=True)
    bo, message = on.people["bo"], on.last_of["bo"]
    for name, text in ((message, "waves twice"), (f"{message}/2", "leaves")):
        on.observe(MessageEdited(HOME, name, on.now, bo, text, "e1", name != message, kind=MessageKind.EMOTE))
    on.flush()
    shown = [(reply.text, reply.emote) for reply in on.replies if isinstance(reply, Repeat)]
    assert shown[-3:] == [("waves", True), ("waves twice", True), ("leaves", True)]
    assert on.messages[-1].message.kind is MessageKind.EMOTE


def relaying(*script: str):
    home, beside = place(relay=True)
    relay = Relay("hbridge", re.compile(EXAMPLE))
    return stage(home, replace(beside, bridging=Bridging(relays=(relay,)))).play("ada: #startmeeting", *script)


def test_what_a_relay_edits_is_said_by_whom_it_carried_in_the_record_and_elsewhere() -> None:
    on = relaying("[16:02] matrix <hbridge> <gwen> #info the glaze is bleu")
    on.edit("matrix/hbridge", "<gwen> #info the glaze is blue")
    assert [item.record.text for item in on.meeting.items] == ["the glaze is blue"]
    assert on.heard(HOME)[-1] == "m2 edited: <gwen> #info the glaze is blue"


def test_lines_that_a_relays_edit_has_below_are_the_same_persons() -> None:
    on = relaying("[16:02] matrix <hbridge> <gwen> one")
    on.edit_with("matrix/hbridge", '"<gwen> uno" "due"')
    on.flush()
    assert on.heard(HOME)[-2:] == ["m2 edited: <gwen> uno", "<gwen> due"]
    assert on.transcript()[-1].nick == "gwen"


@pytest.mark.parametrize("text", ["<gwen> [off] secret", "<zz> secret", "<minutebot> secret"])
def test_what_a_relay_may_not_say_it_may_not_make_of_a_line_either(text) -> None:
    on = relaying("[16:02] matrix <hbridge> <gwen> hello")
    before = len(on.replies), len(on.events), len(on.messages)
    on.edit("matrix/hbridge", text)
    assert (len(on.replies), len(on.events), len(on.messages)) == before


def test_what_a_relay_says_for_a_bot_is_not_shown_when_it_is_edited() -> None:
    on = relaying("[16:02] matrix <hbridge> <minutebot> Topic: Clay", "[16:03] matrix <hbridge> shutting down")
    for name in ("m2", "m3"):
        on.last_of["matrix/hbridge"] = name
        on.edit("matrix/hbridge", "<minutebot> Topic: Fire")
        on.edit("matrix/hbridge", "Topic: Fire")
    assert not [line for line in on.heard(HOME) if "Fire" in line]
    assert on.meeting.corrected == ()
