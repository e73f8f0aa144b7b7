"""A plugin of pytest where pytest-xdist is: deals the tests to its workers, and hears what they missed."""

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
