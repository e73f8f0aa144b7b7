"""Which edition goes when: revisions in their order, drafts as often as they are saved."""

from datetime import timedelta

import pytest

from bot.api import PermanentError, Receipt, Standing, TemporaryError
from bot.app.editions import Editor
from bot.core.compose import Composer
from bot.core.destinations import Destination
from bot.core.events import DraftSaved, Entry
from bot.render.renderer import JinjaRenderer
from bot.store.by_hand import take
from bot.store.journal import write
from bot.store.queue import Queue
from tests.app.fakes import NOON
from tests.meetings.stage import PEOPLE, Stage, rules, stage

LATER = NOON + timedelta(days=1)
DONE = Receipt(Standing.CONFIRMED)
WEEKLY = "weekly-2026-04-08"
ENDED = ("ada: #startmeeting", "ada: #info a fcat", "ada: #endmeeting")
CORRECTED = (*ENDED, "ada: #edit 1 a fact", "ada: #amend")


@pytest.fixture
def on(journal) -> Stage:
    made = stage(rules(to=(Destination("archive", drafts=True),)))
    made.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
    return made


@pytest.fixture
def queue(journal) -> Queue:
    return Queue(journal)


@pytest.fixture
def waiting(library):
    """What waits, by name, the oldest first."""
    return lambda: [
        row.name.removeprefix(row.meeting_id).strip() for row in reversed(library.deliveries(state="pending"))
    ]


def save(on: Stage) -> None:
    on.apply(Entry(on.meeting.next_seq, on.now, 0, DraftSaved("ada")))


async def claimed(queue: Queue):
    return await queue.claim_due("archive", LATER)


async def test_a_correction_waits_for_the_revision_before_it(on, queue) -> None:
    on.play(*CORRECTED)
    first = await claimed(queue)
    await queue.postpone(first.id, "no route to host", LATER, LATER + timedelta(minutes=5))
    assert (first.revision, await claimed(queue)) == (1, None)
    assert await queue.next_due("archive") == LATER + timedelta(minutes=5)
    again = await queue.claim_due("archive", LATER + timedelta(minutes=5))
    await queue.finish(again.id, DONE, LATER)
    assert (again.revision, (await claimed(queue)).revision) == (1, 2)


async def test_a_revision_that_failed_holds_no_correction_up(on, queue) -> None:
    on.play(*CORRECTED)
    await queue.fail((await claimed(queue)).id, "too big", LATER)
    assert (await claimed(queue)).revision == 2


async def test_each_draft_is_delivered_however_often_one_is_saved(on, queue, waiting) -> None:
    on.play("ada: #startmeeting")
    for _ in range(2):
        save(on)
        save(on)
        draft = await claimed(queue)
        await queue.finish(draft.id, DONE, LATER)
        assert (draft.revision, draft.attempts, await claimed(queue)) == (0, 1, None)
    assert waiting() == []


@pytest.mark.parametrize("error", [None, TemporaryError("later"), PermanentError("never")])
async def test_a_draft_saved_while_the_last_one_is_sent_is_sent_after_it(on, queue, error) -> None:
    on.play("ada: #startmeeting")
    save(on)
    draft = await claimed(queue)
    save(on)
    match error:
        case None:
            await queue.finish(draft.id, DONE, LATER)
        case TemporaryError():
            await queue.postpone(draft.id, "later", LATER, LATER)
        case _:
            await queue.fail(draft.id, "never", LATER)
    assert (await claimed(queue)).revision == 0
    assert await claimed(queue) is None


async def test_a_draft_that_was_never_delivered_is_not_when_the_minutes_are_there(on, queue, waiting) -> None:
    on.play("ada: #startmeeting")
    save(on)
    assert waiting() == ["(draft)"]
    on.play("ada: #endmeeting")
    assert waiting() == [""]


async def test_of_a_draft_that_comes_too_late_the_newest_revision_is_published(on, queue, library) -> None:
    on.play("ada: #startmeeting")
    save(on)
    draft = await claimed(queue)
    on.play("ada: #endmeeting")
    editor = Editor(library, Composer(PEOPLE), JinjaRenderer())
    assert editor.edition(draft.meeting_id, draft.revision).revision == 1


async def test_when_a_meeting_is_aborted_its_draft_is_told_and_one_without_a_draft_is_not(on, queue, waiting) -> None:
    on.play("ada: #startmeeting")
    save(on)
    await queue.finish((await claimed(queue)).id, DONE, LATER)
    on.play("ada: #abortmeeting", "-!- tomorrow", "ada: #startmeeting", "ada: #abortmeeting")
    assert waiting() == ["(draft)"]


def test_by_hand_the_newest_revision_goes_and_none_after_it(on, journal, waiting) -> None:
    on.play(*CORRECTED, "ada: #edit 1 no fact", "ada: #amend")
    taken = journal.now(lambda connection: take(connection, WEEKLY, "archive", NOON, repeat=False))
    assert taken.revision == 3
    assert waiting() == []


def test_by_hand_the_newest_revision_goes_also_where_none_was_queued(on, journal) -> None:
    on.play(*CORRECTED)
    taken = journal.now(lambda connection: take(connection, WEEKLY, "mirror", NOON, repeat=False))
    assert taken.revision == 2
