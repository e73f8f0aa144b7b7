"""How a meeting is made of its events."""

from functools import reduce
from typing import get_args

import pytest

from bot.core.chat import Person
from bot.core.events import Event
from bot.core.evolution import DUTIES, evolve, replay
from bot.core.people import PersonEntry, Registry
from bot.core.signatures import individual
from bot.core.text import BLANKS, one_line, visible
from tests.meetings.stage import hold


def test_every_event_has_a_duty() -> None:
    assert set(DUTIES) == set(get_args(Event))


def test_a_meeting_replayed_at_once_is_the_one_that_grew_event_by_event() -> None:
    meeting = hold(
        "ada: #startmeeting", "bo: #info one", "bo: #info two", "ada: #undo", "ada: #topic Glaze",
        "bo: #info three", "cy: #idea four", "-!- bo deletes", "cy: #info five", "ada: #endmeeting",
    ).meeting  # fmt: skip
    first, *rest = meeting.history
    assert replay(meeting.history) == reduce(evolve, rest, replay([first])) == meeting


def test_registries_do_not_share_what_they_remember() -> None:
    ada = Person("kiln/session/1", "ada", "ada!~ada@host")
    known = Registry((PersonEntry("ada", "Ada Kern"),))
    assert [individual(each, ada).name for each in (Registry(), known, Registry())] == ["ada", "Ada Kern", "ada"]


@pytest.mark.parametrize("typed", ["a b", "a  b", " a ", "a\u00a0b", "\u3000a", "a\tb\n", "a\u200bb", "", "  "])
def test_a_line_without_anything_to_fold_is_the_line_that_folding_gives(typed: str) -> None:
    assert one_line(typed) == BLANKS.sub(" ", visible(typed)).strip()
