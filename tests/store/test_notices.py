"""What the bot said and somebody then took away is taken away after it, where a network lets it."""

from datetime import timedelta

import pytest

from bot.app.batch import Batch, Erasures, KeptMessage, KeptReply, Quoted
from bot.app.ports import Shown
from bot.core.chat import Message, MessageErased, Person, Room, Say, SetTopic
from bot.store.journal import write
from bot.store.postbox import Postbox
from tests.app.fakes import KILN, NOON
from tests.store.database import execute

SECRET = "555-0199"
ADA = Person("kiln/account/ada", "ada")
QUOTING = Say(KILN, f"Item 1 of the next Weekly Meeting: ring {SECRET}")
OVEN = Room(KILN.network, "#oven")


@pytest.fixture
def box(journal) -> Postbox:
    """Where ada said the secret at noon, between meetings."""
    said = Message(KILN, "$ada", NOON, ADA, f"#agenda ring {SECRET}")
    journal.now(lambda connection: write(connection, Batch(messages=[KeptMessage(said, command="agenda")])))
    return Postbox(journal)


def _post(journal, *replies, at=NOON) -> None:
    journal.now(lambda connection: write(connection, Batch(outbox=[KeptReply(reply, at) for reply in replies])))


def _erase(journal) -> None:
    gone = MessageErased(KILN, "$ada", NOON, ADA)
    quoted = Quoted(frozenset({SECRET, f"#agenda ring {SECRET}"}), frozenset())
    journal.now(lambda connection: write(connection, Batch(erasures=Erasures([gone], quoted=[quoted]))))


async def _say(box, room, event_id) -> None:
    await box.said(await box.next(room), event_id)


async def test_a_notice_that_quoted_what_is_gone_goes_and_the_others_stay(journal, box, path) -> None:
    _post(journal, QUOTING, Say(KILN, "Chairs: ada."), Say(OVEN, f"ring {SECRET}"), SetTopic(KILN, f"{SECRET}?"))
    for room, event_id in ((KILN, "$quoting"), (KILN, "$chairs"), (KILN, "$topic"), (OVEN, "$elsewhere")):
        await _say(box, room, event_id)
    _post(journal, Say(KILN, f"{SECRET} an hour before"), at=NOON - timedelta(hours=1))
    await _say(box, KILN, "$before")
    _erase(journal)
    for event_id in ("$quoting", "$topic"):
        assert (await box.next(KILN)).reply == Shown(KILN, erases=(event_id,))
        await _say(box, KILN, "")
    assert await box.next(KILN) is None
    assert await box.next(OVEN) is None
    left = execute(path, "SELECT event_id FROM notices ORDER BY id")
    assert left == [("$chairs",), ("$elsewhere",), ("$before",)]


async def test_one_that_is_on_its_way_is_said_and_then_goes(journal, box, path) -> None:
    _post(journal, QUOTING, Say(KILN, "Chairs: ada."))
    begun = await box.next(KILN)
    _erase(journal)
    again = await box.next(KILN)
    assert again.transaction == begun.transaction
    assert again.reply.text == "Item 1 of the next Weekly Meeting: ring (retracted)"
    await box.said(again, "$quoting")
    await _say(box, KILN, "$chairs")
    assert (await box.next(KILN)).reply == Shown(KILN, erases=("$quoting",))
    assert SECRET not in str(execute(path, "SELECT * FROM notices") + execute(path, "SELECT * FROM outbox"))


async def test_one_that_was_not_tried_yet_is_said_without_it_and_stays(journal, box) -> None:
    _post(journal, QUOTING)
    _erase(journal)
    await _say(box, KILN, "$without")
    assert await box.next(KILN) is None


async def test_what_was_never_said_is_not_taken_away(journal, box, path) -> None:
    _post(journal, QUOTING)
    posted = await box.next(KILN)
    _erase(journal)
    await box.failed(posted, "M_FORBIDDEN")
    assert await box.next(KILN) is None
    assert execute(path, "SELECT * FROM notices") == []


async def test_what_was_said_to_one_person_alone_is_not_kept(journal, box, path) -> None:
    _post(journal, Say(KILN, f"ring {SECRET}", to=ADA))
    await _say(box, KILN, "$alone")
    assert execute(path, "SELECT * FROM notices") == []
