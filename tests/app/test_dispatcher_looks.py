"""What was sent is looked for, until readers see it: the dispatcher over the real queue."""

import asyncio
from datetime import timedelta

import pytest

from bot.api import PermanentError, Receipt, Standing, TemporaryError
from bot.store.by_hand import put_back
from tests.app.fakes import FakePublisher
from tests.app.test_dispatcher import Post
from tests.waiting import until

SENT = Receipt(Standing.SENT, "https://x.example/", "Mailed", "<id>: 250 OK", look_after=5)
SEEN = Receipt(Standing.CONFIRMED, "https://x.example/", "On the list")


@pytest.fixture
def post(journal, library, publisher):
    return Post(journal, library, {"archive": publisher})


@pytest.fixture
def publisher(request):
    return FakePublisher(list(request.param))


async def look(post: Post) -> None:
    """As the dispatcher does, when it is time to."""
    due = await post.queue.next_due("archive")
    post.clock.at = due
    sent = await post.queue.to_look_for("archive", due)
    assert sent is not None, "nothing is looked for"
    await post.dispatcher.look_for(sent)


@pytest.mark.parametrize("publisher", [[SENT, SEEN]], indirect=True)
async def test_what_readers_see_is_confirmed_and_the_room_told(post) -> None:
    await post.attempt()
    began = post.clock.now()
    assert await post.queue.to_look_for("archive", began) is None
    await look(post)
    assert post.clock.now() - began == timedelta(seconds=5)
    assert (post.row.state, post.row.last_error) == ("confirmed", "")
    assert [text for _, text in post.said] == ["Mailed", "On the list"]
    assert await post.queue.next_due("archive") is None


HELD = Receipt(Standing.SENT, said="Not there yet", look_after=60)


@pytest.mark.parametrize("publisher", [[SENT, HELD, HELD, SEEN]], indirect=True)
async def test_the_same_words_are_told_once(post) -> None:
    await post.attempt()
    await look(post)
    assert (post.row.state, post.row.last_error, post.row.detail) == ("sent", "Not there yet", "<id>: 250 OK")
    await look(post)
    await look(post)
    assert [text for _, text in post.said] == ["Mailed", "Not there yet", "On the list"]
    assert post.row.state == "confirmed"


@pytest.mark.parametrize("publisher", [[SENT, TemporaryError("down"), SEEN]], indirect=True)
async def test_an_archive_that_is_down_is_asked_later(post) -> None:
    await post.attempt()
    await look(post)
    assert post.row.state == "sent"
    await look(post)
    assert post.row.state == "confirmed"


@pytest.mark.parametrize("publisher", [[SENT, PermanentError("no")]], indirect=True)
async def test_who_can_never_tell_is_not_asked_again(post) -> None:
    await post.attempt()
    await look(post)
    assert post.row.state == "sent"
    assert await post.queue.next_due("archive") is None


@pytest.mark.parametrize("publisher", [[SENT, ZeroDivisionError("bug"), SEEN]], indirect=True)
async def test_a_bug_in_a_look_does_not_lose_what_was_sent(post) -> None:
    await post.attempt()
    await look(post)
    assert post.row.state == "sent"
    await look(post)
    assert post.row.state == "confirmed"


@pytest.mark.parametrize("publisher", [[SENT, SENT, SEEN]], indirect=True)
async def test_what_is_sent_anew_meanwhile_is_not_confirmed_by_an_old_look(post) -> None:
    await post.attempt()
    sent = await post.queue.to_look_for("archive", post.clock.now() + timedelta(minutes=1))
    post.clock.passes(minutes=1)
    post.journal.now(lambda connection: put_back_again(connection, sent.id, post.clock.now()))
    post.publishers["archive"].script = [SEEN]
    await post.dispatcher.look_for(sent)
    assert post.row.state == "pending"


def put_back_again(connection, delivery_id, now):
    return put_back(connection, delivery_id, now, again=True)


@pytest.mark.parametrize("publisher", [[SENT, SEEN]], indirect=True)
async def test_a_running_dispatcher_looks_by_itself(post) -> None:
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(post.dispatcher.run())
        await until(lambda: post.row and post.row.state == "sent")
        post.clock.passes(seconds=6)
        post.dispatcher.wake()
        await until(lambda: post.row.state == "confirmed")
        running.cancel()
