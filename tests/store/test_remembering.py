"""Answers that are remembered until the record is written."""

from bot.store.remembering import Memory


class Asked:
    """What is looked up, and how often."""

    def __init__(self, most: int = 100) -> None:
        self.state, self.lookups = 1, 0
        self.memory = Memory(lambda: self.state, most)

    def __call__(self, what: str) -> list[str]:
        return self.memory.once(what, self._find)

    def _find(self) -> list[str]:
        self.lookups += 1
        return ["a", "b"]


def test_the_same_is_looked_up_once() -> None:
    asked = Asked()
    assert asked("x") == asked("x") == ["a", "b"]
    assert asked.lookups == 1


def test_after_a_write_it_is_looked_up_anew() -> None:
    asked = Asked()
    asked("x")
    asked.state = 2
    asked("x")
    assert asked.lookups == 2


def test_what_is_done_to_an_answer_is_not_done_to_the_next_one() -> None:
    asked = Asked()
    asked("x").clear()
    asked("x").append("c")
    assert asked("x") == ["a", "b"]


def test_what_was_written_while_it_was_looked_up_is_not_hidden() -> None:
    asked = Asked()

    def overtaken() -> list[str]:
        asked.state = 2
        return ["old"]

    assert asked.memory.once("x", overtaken) == ["old"]
    assert asked("x") == ["a", "b"]


def test_of_too_many_rows_those_asked_for_longest_ago_go() -> None:
    asked = Asked(most=6)
    for what in ("x", "y", "x", "z", "x"):
        asked(what)
    assert asked.lookups == 3
    asked("y")
    assert asked.lookups == 4
