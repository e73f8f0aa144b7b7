"""Who may do what with the agenda, and what becomes of it."""

import pytest

from tests.meetings.stage import hold, rules, stage

ITEMS = ("bo: #agenda Clay", "gwen: #agenda Glaze", "bo: #agenda Fire")


def _texts(agenda) -> list[str]:
    return [entry.text for entry in agenda]


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("1 > 3", ["Glaze", "Fire", "Clay"]),
        ("3>1", ["Fire", "Clay", "Glaze"]),
        ("2 > 2", ["Clay", "Glaze", "Fire"]),
        ("1 > 2", ["Glaze", "Clay", "Fire"]),
    ],
)
def test_an_item_is_moved_to_a_place(move: str, order: list[str]) -> None:
    played = hold(*ITEMS, "ada: #startmeeting", f"ada: #agenda {move}")
    assert _texts(played.meeting.agenda) == order
    assert _texts(played.state.series["weekly"].agenda) == order
    played.play("ada: #undo")
    assert _texts(played.meeting.agenda) == ["Clay", "Glaze", "Fire"]
    assert _texts(played.state.series["weekly"].agenda) == ["Clay", "Glaze", "Fire"]


@pytest.mark.parametrize(("move", "missing"), [("0 > 1", 0), ("4 > 1", 4), ("1 > 0", 0), ("1 > 4", 4)])
def test_a_place_that_is_not_there_is_named(move: str, missing: int) -> None:
    played = hold(*ITEMS, "ada: #startmeeting", f"ada: #agenda {move}")
    assert played.said[-1] == f"ada: there is no agenda item {missing}; the agenda has 3 items (#agenda lists it)"


def test_who_took_the_proposers_nick_may_not_take_their_item_off() -> None:
    played = hold(
        "bo: #agenda Clay", "-!- bo is now known as kern", "ada: #startmeeting", "bo: agenda- 1", "kern: agenda- 1"
    )
    assert "bo: only a chair or bo, whose item it is, may take it off" in played.said
    assert played.said[-1].startswith("Taken off: Clay.")


def test_an_account_is_known_for_ever_and_its_nick_proves_nothing() -> None:
    played = hold("-!- bo logs in as bo", "bo: #agenda Clay", "-!- bo quits", "bo: agenda- 1")
    assert played.said[-1] == "bo: only a chair or bo, whose item it is, may take it off"
    played.play("-!- bo logs in as bo", "bo: agenda- 1")
    assert played.said[-1].startswith("Taken off: Clay.")


def test_without_an_account_the_nick_is_all_that_is_left_of_who_is_gone() -> None:
    played = hold("bo: #agenda Clay", "-!- bo quits", "bo: agenda- 1")
    assert played.said[-1].startswith("Taken off: Clay.")


def test_who_logs_in_during_the_meeting_keeps_their_items() -> None:
    played = hold("bo: #agenda Clay", "ada: #startmeeting", "bo: hi", "-!- bo logs in as bo", "ada: #endmeeting")
    assert played.state.series["weekly"].agenda[0].by == "kiln/account/bo"
    played.play("-!- bo quits", "bo: agenda- 1", "-!- bo logs in as bo", "bo: agenda- 1")
    assert played.said[-2] == "bo: only a chair or bo, whose item it is, may take it off"
    assert played.said[-1].startswith("Taken off: Clay.")


def test_the_numbers_are_the_listed_ones_and_stay_while_items_are_opened() -> None:
    played = hold(*ITEMS, "ada: #startmeeting", "ada: #topic 2", "bo: agenda- 3", "ada: #topic 1")
    assert _texts(played.meeting.agenda) == ["Clay", "Glaze"]
    assert played.said[-1] == "Topic: Clay"


def test_what_is_added_in_one_room_of_a_series_stays_when_another_takes_back() -> None:
    on = stage(rules("#kiln"), rules("#oven"))
    on.play("bo: #agenda Clay", "bo: #agenda Glaze", "ada: #startmeeting", "-!- room #oven", "cy: #startmeeting weekly")
    on.play("cy: #agenda Oven", "-!- room #kiln", "ada: #agenda 2 > 1", "ada: agenda- 2", "ada: #undo", "ada: #undo")
    agenda = on.state.series["weekly"].agenda
    assert _texts(agenda) == ["Clay", "Glaze", "Oven"]
    assert len({entry.id for entry in agenda}) == 3


def test_a_removed_item_is_neither_opened_nor_carried_over() -> None:
    played = hold(*ITEMS, "ada: #startmeeting", "ada: #next", "ada: agenda- 2", "ada: #endmeeting")
    assert [item.text for item in played.minutes().agenda] == ["Clay", "Fire"]
    assert [(item.text, item.times) for item in played.minutes().carried_over] == [("Fire", 1)]
    assert _texts(played.state.series["weekly"].agenda) == ["Fire"]


def test_a_move_between_meetings_is_for_chairs_of_the_last_and_operators() -> None:
    played = hold("ada: #startmeeting", "bo: hi", "ada: #endmeeting", *ITEMS, "bo: #agenda 2 > 1", "ada: #agenda 3 > 1")
    assert played.said[-2] == "bo: only a chair may move agenda items"
    assert _texts(played.state.series["weekly"].agenda) == ["Fire", "Clay", "Glaze"]
    played.play("-!- bo is operator", "bo: #agenda 1 > 3")
    assert _texts(played.state.series["weekly"].agenda) == ["Clay", "Glaze", "Fire"]
