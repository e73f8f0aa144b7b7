"""Networks that have their replies kept: the reply, the line it answers and the network's place, all or nothing."""

import pytest

from bot.app.batch import State
from bot.app.posting import LONGEST, gathered
from bot.app.recorder import Recorder
from bot.app.setting import Setting
from bot.core.chat import Acknowledge, Heard, MessageErased, Room, Say
from bot.core.commands import BUILT_IN, join_tables
from bot.store.postbox import Postbox
from tests.app.fakes import KILN, NOON, FakeClock, FakeNetwork, line
from tests.meetings.stage import BESIDE, HOME, PEOPLE, place, rules
from tests.store.database import execute

OVEN = Room("kiln", "#oven")


@pytest.fixture
def recorder(journal) -> Recorder:
    made = Recorder(Setting({KILN: rules()}, join_tables(BUILT_IN), PEOPLE), State(), journal, FakeClock(NOON))
    made.networks = {KILN.network: FakeNetwork()}
    return made


async def test_replies_are_kept_with_the_place_and_the_network_is_woken(recorder, journal) -> None:
    woken = []
    recorder.keeping = {KILN.network: lambda: woken.append(1)}
    recorder.put(line(1, "#startmeeting"))
    recorder.put(line(2, "#topic Clay"))
    recorder.put(Heard(KILN.network, "s1"))
    await recorder.catch_up()
    box = Postbox(journal)
    posted = await box.next(KILN)
    assert "Topic: Clay" in posted.reply.text
    assert await box.token(KILN.network) == "s1"
    assert woken
    assert recorder.networks[KILN.network].sent == []


async def test_an_answer_belongs_to_the_thread_it_was_asked_in_and_a_refusal_is_a_reply(recorder, journal) -> None:
    recorder.keeping = {KILN.network: lambda: None}
    recorder.put(line(1, "#startmeeting")._replace(native_id="$one/2", thread="$root"))
    await recorder.catch_up()
    box = Postbox(journal)
    begun = await box.next(KILN)
    assert (begun.reply.answers, begun.reply.thread) == ("$one", "$root")
    await box.said(begun)
    recorder.put(line(2, "#startmeeting"))
    recorder.put(line(3, "#topic Clay"))
    await recorder.catch_up()
    refused = await box.next(KILN)
    assert (refused.reply.answers, refused.reply.thread) == ("m2", "")
    await box.said(refused)
    assert (await box.next(KILN)).reply == Say(KILN, "Topic: Clay")


async def test_what_the_dispatcher_says_is_kept_too(recorder, journal) -> None:
    recorder.keeping = {KILN.network: lambda: None}
    recorder.say(KILN, "Minutes: https://minutes.example.org/")
    await recorder.catch_up()
    assert (await Postbox(journal).next(KILN)).reply == Say(KILN, "Minutes: https://minutes.example.org/")


async def test_other_networks_are_spoken_to_as_ever(recorder, path) -> None:
    recorder.put(line(1, "#startmeeting"))
    recorder.say(KILN, "hello")
    await recorder.catch_up()
    assert "hello" in recorder.networks[KILN.network].said
    assert execute(path, "SELECT count(*) FROM outbox") == [(0,)]


async def test_what_is_gone_is_told_at_once_too_for_it_may_wait_there_off_the_record(journal, path) -> None:
    home, beside = place(relay=True)
    setting = Setting({HOME: home, BESIDE: beside}, join_tables(BUILT_IN), PEOPLE)
    recorder = Recorder(setting, State(), journal, FakeClock(NOON))
    recorder.networks = {HOME.network: FakeNetwork(), BESIDE.network: FakeNetwork()}
    recorder.keeping = {BESIDE.network: lambda: None}
    for observation in (line(1, "#startmeeting"), line(2, "#off"), line(3, "between us")):
        recorder.put(observation)
    recorder.put(MessageErased(HOME, "m3", NOON, line(3, "").sender))
    await recorder.catch_up()
    said, gone = recorder.networks[BESIDE.network].sent
    assert (said.text, said.kept, gone.takes_away(said)) == ("between us", False, True)
    assert execute(path, "SELECT count(*) FROM relays WHERE native_id = 'm3'") == [(0,)]


def test_lines_that_follow_each_other_become_one_message_and_no_longer_than_one_may_be() -> None:
    long = "x" * LONGEST
    said = [Say(KILN, "a"), Say(KILN, "b"), Say(OVEN, "c"), Acknowledge(KILN, "$e"), Say(KILN, "d"), Say(KILN, long)]
    assert gathered(said) == [
        Say(KILN, "a\nb"),
        Say(OVEN, "c"),
        Acknowledge(KILN, "$e"),
        Say(KILN, "d"),
        Say(KILN, long),
    ]
