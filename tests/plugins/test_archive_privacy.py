"""The archive shows nothing of a meeting that is not, or no longer, for it, be it a draft."""

from dataclasses import replace
from datetime import date

import pytest

from bot.core.destinations import Destination, Destinations
from tests.web.held import SMALL, Held

DAY, LATER = date(2026, 4, 8), date(2026, 4, 15)
SAVED = (*SMALL[:-1], "ada: #action bo to buy cobalt", "ada: #save")


def holding(root, word: str) -> list[str]:
    """The files that have a word in their name or text."""
    found = [path for path in root.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return sorted(
        str(path.relative_to(root)) for path in found if word in path.name or word in path.read_text("latin-1")
    )


def only_for(held: Held, *series: str, **more) -> None:
    """The archive is for these series."""
    stage = held.stage
    one = Destination("archive", "the archive", series=frozenset(series), drafts=True, **more)
    stage.rooms[stage.room] = replace(stage.rooms[stage.room], destinations=Destinations((one,)))


@pytest.fixture
def root(tmp_path):
    return tmp_path / "archive"


async def test_a_draft_goes_when_its_meeting_becomes_private(held: Held, root) -> None:
    await held.play(*SAVED, on=DAY).deliver(root)
    assert holding(root, "cobalt")
    await held.play("-!- only by invitation", "ada: #info vanadium").deliver(root)
    assert holding(root, "cobalt") == holding(root, "vanadium") == holding(root, "2026-04-08") == []


async def test_a_draft_goes_when_its_meeting_leaves_for_a_series_of_others(held: Held, root) -> None:
    only_for(held, "weekly")
    await held.play(*SAVED, on=DAY).deliver(root)
    assert holding(root, "cobalt")
    await held.play("ada: #meetingname Glazes").deliver(root)
    assert holding(root, "cobalt") == holding(root, "2026-04-08") == []
    await held.play("ada: #endmeeting").weekly(LATER).deliver(root)
    assert holding(root, "cobalt") == holding(root, "2026-04-08") == []


async def test_a_draft_goes_where_it_was_when_its_meeting_is_renamed_and_aborted(held: Held, root) -> None:
    await held.play(*SAVED, on=DAY).deliver(root)
    await held.play("ada: #meetingname Glazes", "ada: #abortmeeting").deliver(root)
    assert holding(root, "cobalt") == []


@pytest.mark.parametrize("further", [[], ["ada: #save"], ["ada: #endmeeting"], ["ada: #endmeeting", "bo: #retract"]])
async def test_what_is_said_in_a_meeting_that_became_private_is_never_listed(held: Held, root, further) -> None:
    await held.weekly(DAY).deliver(root)
    secret = ("ada: #topic Molybdenum", "ada: #action bo to buy cobalt", "ada: #agreed vanadium")
    held.play("-!- only by invitation", "ada: #reopen", *secret, *further)
    await held.deliver(root)
    stage = held.stage
    stage.closed = False
    other = replace(stage.rooms[stage.room], room=replace(stage.room, name="#oven"))
    stage.rooms[other.room] = other
    held.play("-!- room #oven", "ada: #startmeeting Glazes", "ada: #info clay", "ada: #endmeeting", on=LATER)
    await held.deliver(root)
    assert holding(root, "clay")
    for word in ("Molybdenum", "cobalt", "vanadium"):
        assert holding(root, word) == []


async def test_an_archive_that_is_chosen_keeps_listing_what_became_private(held: Held, root) -> None:
    only_for(held, "weekly", chosen=True)
    await held.weekly(DAY).deliver(root)
    held.play("-!- only by invitation", "ada: #reopen", "ada: #info vanadium", "ada: #endmeeting")
    await held.deliver(root)
    assert holding(root, "vanadium")
