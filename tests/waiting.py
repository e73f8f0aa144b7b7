"""Waiting until something holds: looked at again and again, for so long and no longer."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 20.0  # seconds
PATIENCE_WITH_SERVERS = 90.0
PAUSE = 0.01
T = TypeVar("T")


def _nothing() -> str:
    return ""


async def until(holds: Callable[[], T], patience: float = PATIENCE, told: Callable[[], object] = _nothing) -> T:
    """What it gives once that is true. If it never is, `told` has more for who reads of the failure."""
    end = time.monotonic() + patience
    while not (found := holds()):
        assert time.monotonic() < end, f"not in {patience:g} s {told()}"
        await asyncio.sleep(PAUSE)
    return found


async def answered(
    asks: Callable[[], T], patience: float = PATIENCE_WITH_SERVERS, told: Callable[[], object] = _nothing
) -> T:
    """As `until`, for a question that takes its time: it is asked in a thread."""
    end = time.monotonic() + patience
    while not (found := await asyncio.to_thread(asks)):
        assert time.monotonic() < end, f"not in {patience:g} s {told()}"
        await asyncio.sleep(5 * PAUSE)
    return found


def wait_until(holds: Callable[[], T], patience: float = PATIENCE, told: Callable[[], object] = _nothing) -> T:
    """As `until`, where there is no event loop."""
    end = time.monotonic() + patience
    while not (found := holds()):
        assert time.monotonic() < end, f"not in {patience:g} s {told()}"
        time.sleep(5 * PAUSE)
    return found
