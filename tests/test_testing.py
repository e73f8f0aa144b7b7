"""The contract kit itself: it passes an honest publisher and tells what is wrong with the others."""

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.api import Preview, Receipt, Standing, TemporaryError
from bot.testing import QUEUED_AT, Cut, FakeAttempt, an_edition, check_publisher_contract


class Shelf:
    """A publisher that keeps pages in memory, with one fault at most."""

    def __init__(self, fault=""):
        self.fault = fault
        self.pages = {}
        self.moves = 0

    async def publish(self, edition, attempt):
        await attempt.keep(edition.pages["txt"].encode("utf-8", "replace"))
        if self.fault == "a bug" and not edition.minutes.name:
            raise KeyError("name")
        if self.fault == "forgets" and attempt.number > 1:
            raise TemporaryError("no such page")
        suffix = len(self.pages) if self.fault == "twice" else 0
        if self.fault == "piles corrections" and edition.revision > 1:
            suffix = len(self.pages)
        if self.fault == "keeps drafts" and edition.draft:
            suffix = "draft"
        self.pages[edition.minutes.meeting_id, suffix] = attempt.kept
        await attempt.point_of_no_return()
        if self.fault == "once more after a cut" and attempt.uncertain_since:
            self.pages[edition.minutes.meeting_id, "again"] = attempt.kept
        self.moves += self.fault == "moves"
        url = f"https://example.org/{self.moves or edition.minutes.path}"
        said = "" if edition.withdrawn and self.fault != "tells" else "There it is"
        return Receipt(Standing.CONFIRMED, url, "two\nlines" if self.fault == "talks" else said)

    async def preview(self, edition, attempt):
        page = edition.pages["txt"].encode("utf-8", "replace")
        if self.fault == "publishes instead":
            self.pages[edition.minutes.meeting_id, 0] = page
        if self.fault == "keeps what it shows":
            await attempt.keep(page)
        self.moves += self.fault == "shows another"
        return [] if self.fault == "shows nothing" else [Preview(f"page {self.moves}", page)]

    @asynccontextmanager
    async def open(self):
        yield self


async def test_a_publisher_that_keeps_the_contract_passes():
    shelf = Shelf()
    receipt = await check_publisher_contract(shelf.open, lambda: len(shelf.pages), drafts=True)
    assert receipt.url == "https://example.org/weekly/2026-04-08"


@pytest.mark.parametrize(
    ("fault", "raised", "clause"),
    [
        ("twice", AssertionError, "published twice leaves one copy, not 2"),
        ("moves", AssertionError, "stays where it is"),
        ("talks", AssertionError, "is one line"),
        ("once more after a cut", AssertionError, "cut in point_of_no_return and published again leaves one copy"),
        ("piles corrections", AssertionError, "adds no copy: 1"),
        ("keeps drafts", AssertionError, "minutes replace their drafts; there are 2 copies"),
        ("tells", AssertionError, "nobody is told that a draft was withdrawn"),
        ("forgets", TemporaryError, "no such page"),
        ("a bug", KeyError, "name"),
        ("publishes instead", AssertionError, "a preview leaves nothing where readers look"),
        ("keeps what it shows", AssertionError, "a preview keeps and announces nothing"),
        ("shows another", AssertionError, "and the same each time"),
        ("shows nothing", AssertionError, "a preview shows something"),
    ],
)
async def test_a_publisher_with_a_fault_is_told_which(fault, raised, clause):
    shelf = Shelf(fault)
    with pytest.raises(raised, match=clause):
        await check_publisher_contract(shelf.open, lambda: len(shelf.pages), drafts=True)


async def test_an_attempt_keeps_what_the_next_one_needs():
    attempt = FakeAttempt()
    await attempt.keep(b"bytes")
    assert attempt.next().uncertain_since is None
    await attempt.point_of_no_return()
    assert attempt.next(timedelta(minutes=5)) == FakeAttempt(
        number=2, now=QUEUED_AT + timedelta(minutes=5), uncertain_since=QUEUED_AT, kept=b"bytes"
    )
    await attempt.certain_failure()
    assert attempt.next().uncertain_since is None


async def test_an_attempt_once_uncertain_stays_so():
    attempt = FakeAttempt(uncertain_since=QUEUED_AT)
    await attempt.point_of_no_return()
    await attempt.certain_failure()
    assert attempt.next().uncertain_since == QUEUED_AT


async def test_an_attempt_is_cut_after_what_it_keeps():
    attempt = FakeAttempt(cut_at="keep")
    with pytest.raises(Cut):
        await attempt.keep(b"bytes")
    assert attempt.next().kept == b"bytes"


def test_an_edition_can_be_told_in_pieces_as_often_as_wanted():
    edition = an_edition()
    assert list(edition.transcript("txt")) == list(edition.transcript("txt"))
