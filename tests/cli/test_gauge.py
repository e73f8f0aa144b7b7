"""How far publishers are is shown on a meter, as other long work is."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.runtime.gauge import Gauge


def shown(*told: tuple[int, int]) -> list[str]:
    """What a meter was given when this was told."""
    said: list[str] = []

    @contextmanager
    def meter(of: int) -> Iterator:
        said.append(f"of {of}")
        yield lambda steps: said.append(f"+{steps}")
        said.append("left")

    with Gauge(meter) as gauge:
        for done, of in told:
            gauge.told(done, of)
    return said


def test_a_meter_shows_each_step_and_is_left_when_all_is_done() -> None:
    assert shown((16, 40), (40, 40)) == ["of 40", "+16", "+24", "left"]


def test_other_work_has_a_meter_of_its_own() -> None:
    assert shown((4, 4), (3, 3)) == ["of 4", "+4", "left", "of 3", "+3", "left"]
    assert shown((2, 4), (2, 5)) == ["of 4", "+2", "left", "of 5", "+2", "left"]


def test_work_that_was_broken_off_begins_anew() -> None:
    assert shown((8, 40), (8, 40), (2, 40)) == ["of 40", "+8", "+0", "left", "of 40", "+2", "left"]


def test_where_there_is_nothing_to_tell_there_is_no_meter() -> None:
    assert shown() == []
