"""What is kept for a network: its place, and what is still to be said, in order and under one name for ever."""

from bot.app.batch import Batch, KeptReply
from bot.core.chat import Acknowledge, Room, Say, SetTopic
from bot.store.journal import write
from bot.store.postbox import Postbox
from tests.app.fakes import KILN, NOON
from tests.store.database import execute

OVEN = Room(KILN.network, "#oven")


def _post(journal, *replies, **more) -> None:
    batch = Batch(outbox=[KeptReply(reply, NOON) for reply in replies], **more)
    journal.now(lambda connection: write(connection, batch))


async def test_replies_wait_in_their_order_room_by_room_and_go_when_they_are_said(journal, path) -> None:
    box = Postbox(journal)
    replies = [Say(KILN, "one\ntwo", answers="$a", thread="$r"), Acknowledge(KILN, "$e/2"), SetTopic(KILN, "Glazes")]
    _post(journal, replies[0], Say(OVEN, "elsewhere"), *replies[1:])
    seen, names = [], set()
    while posted := await box.next(KILN):
        again = await box.next(KILN)
        assert again == posted, "asked again, it has the same name"
        seen.append(posted.reply)
        names.add(posted.transaction)
        assert posted.at == NOON
        await box.said(posted)
    assert seen == replies
    assert len(names) == 3
    assert execute(path, "SELECT text FROM outbox") == [("elsewhere",)]


async def test_what_can_never_be_said_stays_with_its_reason_and_without_its_text(journal, path) -> None:
    box = Postbox(journal)
    _post(journal, Say(KILN, "secret"), Say(KILN, "next"))
    await box.failed(await box.next(KILN), "M_FORBIDDEN")
    assert (await box.next(KILN)).reply == Say(KILN, "next")
    assert execute(path, "SELECT text, error FROM outbox ORDER BY id") == [("", "M_FORBIDDEN"), ("next", "")]


async def test_the_newest_token_of_each_network_is_kept(journal) -> None:
    box = Postbox(journal)
    assert await box.token("kiln") == ""
    _post(journal, tokens={"kiln": "s1", "oven": "s7"})
    _post(journal, tokens={"kiln": "s2"})
    assert (await box.token("kiln"), await box.token("oven")) == ("s2", "s7")
