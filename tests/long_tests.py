"""Tests that take minutes are left out where a person waits for the result."""

import os

import pytest


def leave_out_the_long(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Unless this is CI, or MINUTEBOT_LONG=1, or they were asked for by `-m long`."""
    wanted = (
        os.environ.get("CI") == "true" or os.environ.get("MINUTEBOT_LONG") == "1" or "long" in config.option.markexpr
    )
    long = [] if wanted else [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
