"""What a list says of the minutes that it was mailed: kept, and told to the room."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.api import Receipt, Standing
from bot.app.letters import Letter, Reader, Verdict
from bot.store.letters import LetterBook
from tests.app.fakes import FakePublisher
from tests.app.test_dispatcher import Post

OURS = "<weekly-2026-04-08.r1.80130dbc@bots.test>"
MAILED = Receipt(Standing.SENT, "", "Mailed", f"{OURS}: 250 OK", look_after=5)


@pytest.fixture
async def post(journal, library):
    at = Post(journal, library, {"archive": FakePublisher([MAILED])})
    await at.attempt()
    at.book = LetterBook(journal)
    at.reader = Reader(at.book, at.clock, at.dispatcher.judged)
    return at


def a_letter(
    verdict: Verdict | None, *, about: tuple[str, ...] = (OURS,), number: int = 1, subject: str = "Re"
) -> Letter:
    return Letter(f"<{number}@lists.test>", "dev-bounces@lists.test", subject, "", about, verdict, "not from a member")


async def test_minutes_that_are_held_are_still_sent_and_the_room_is_told(post) -> None:
    await post.reader.take(a_letter(Verdict.HELD))
    told = "archive holds the minutes for a moderator: not from a member"
    assert (post.row.state, post.row.last_error) == ("sent", told)
    assert [text for _, text in post.said] == ["Mailed", told]
    post.publishers["archive"].script = [Receipt(Standing.CONFIRMED, "https://x.example/", "On the list")]
    post.clock.at = await post.queue.next_due("archive")
    await post.dispatcher.look_for(await post.queue.to_look_for("archive", post.clock.now()))
    assert post.row.state == "confirmed", "a moderator may have let them through"


@pytest.mark.parametrize("verdict", [Verdict.REJECTED, Verdict.BOUNCED])
async def test_minutes_that_came_back_have_failed(post, verdict) -> None:
    await post.reader.take(a_letter(verdict))
    assert (post.row.state, post.row.last_error) == ("failed", f"{verdict.value}: not from a member")
    assert post.said[-1][1].endswith(f"could not be delivered to archive: {verdict.value}: not from a member")


async def test_minutes_that_readers_see_can_not_be_called_back_by_a_letter(post) -> None:
    post.publishers["archive"].script = [Receipt(Standing.CONFIRMED, "https://x.example/", "On the list")]
    post.clock.at = await post.queue.next_due("archive")
    await post.dispatcher.look_for(await post.queue.to_look_for("archive", post.clock.now()))
    await post.reader.take(a_letter(Verdict.BOUNCED))
    assert post.row.state == "confirmed"
    assert [text for _, text in post.said] == ["Mailed", "On the list"]


async def test_a_letter_on_what_can_not_be_made_any_more_ends_nothing(post, monkeypatch) -> None:
    def gone(_delivery):
        raise LookupError("there is no such meeting")

    monkeypatch.setattr(post.dispatcher, "_made", gone)
    await post.reader.take(a_letter(Verdict.BOUNCED))
    assert post.row.state == "failed"


async def test_a_letter_that_comes_twice_counts_once(post) -> None:
    await post.reader.take(a_letter(Verdict.HELD))
    await post.reader.take(a_letter(Verdict.HELD))
    assert len(post.said) == 2


@pytest.mark.parametrize("about", [(), ("<other@lists.test>",), ("<weekly%@bots.test>",)])
async def test_a_letter_on_something_else_changes_nothing(post, about) -> None:
    await post.reader.take(a_letter(Verdict.BOUNCED, about=about))
    assert post.row.state == "sent"


async def test_a_verdict_is_found_by_id_or_by_the_subject_of_what_it_is_on(post) -> None:
    since = post.clock.now()
    await post.reader.take(a_letter(None, number=1))
    await post.reader.take(a_letter(Verdict.HELD, about=(), number=2, subject="[Dev] a test (5eed)"))
    await post.reader.take(a_letter(Verdict.REJECTED, about=("<test@bots.test>",), number=3))
    assert (await post.book.answer("<none@bots.test>", "a test (5eed)", since)).verdict is Verdict.HELD
    assert (await post.book.answer("<test@bots.test>", "x", since)).verdict is Verdict.REJECTED
    assert await post.book.answer("<none@bots.test>", "another test", since) is None
    assert await post.book.answer("<test@bots.test>", "x", since + timedelta(seconds=1)) is None


async def test_letters_are_forgotten_after_three_months(post) -> None:
    since = post.clock.now()
    await post.reader.take(a_letter(Verdict.REJECTED))
    post.clock.passes(days=91)
    await post.reader.take(a_letter(None, number=2))
    assert await post.book.answer(OURS, "x", since) is None


async def test_an_announcement_that_is_held_or_came_back_is_not_called_minutes(post) -> None:
    announced = replace(post.row, announcement=1)
    await post.dispatcher.judged(announced, a_letter(Verdict.HELD))
    assert post.row.last_error == "archive holds an announcement for a moderator: not from a member"
