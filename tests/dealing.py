"""A plugin of pytest where pytest-xdist is: deals the tests to its workers, and hears what they missed."""

from collections.abc import Iterator
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.servers.presence import take_over_missed
from tests.workers import group_of


class Dealer(LoadScopeScheduling):
    """Deals whole groups, in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Dealer:
    return Dealer(config, log)


def pytest_testnodedown(node: Any) -> None:
    take_over_missed(node)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Iterator[None]:
    """What a test said may hold half a surrogate pair, and a worker can't send that."""
    return _sendable((yield))


def _sendable(data: Any) -> Any:
    match data:
        case str():
            return data.encode("utf-8", "backslashreplace").decode()
        case dict():
            return {key: _sendable(value) for key, value in data.items()}
        case list() | tuple():
            return type(data)(map(_sendable, data))
        case _:
            return data
