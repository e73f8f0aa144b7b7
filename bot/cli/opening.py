"""Opening the record for a command, and running a job on it: what goes wrong becomes one line."""

import asyncio
import logging
from collections.abc import Coroutine, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot.app.ports import UnwritableError
from bot.cli.finding import database
from bot.cli.shared import BadConfig, Failure
from bot.config import Config, ConfigError
from bot.demo.people import DemoError
from bot.runtime.catching_up import UnfinishedError
from bot.runtime.record import Record, open_record
from bot.runtime.world import World
from bot.store.by_hand import OrderError
from bot.store.sqlite import StoreError

T = TypeVar("T")
EXPECTED = (StoreError, OrderError, UnwritableError, DemoError, UnfinishedError)


@contextmanager
def opened(config: Config) -> Iterator[Record]:
    """The record of a database that is there."""
    database(config)
    try:
        with closing(open_record(config, World())) as record:
            yield record
    except EXPECTED as error:
        raise Failure(str(error)) from None


def carry_out(job: Coroutine[Any, Any, T], config_path: Path | None = None) -> T:
    """Run a job to its end. What it logs is not shown but for tracebacks of bugs: its outcome says the rest."""
    _show_tracebacks()
    try:
        return asyncio.run(job)
    except (ExceptionGroup, ConfigError, *EXPECTED) as error:
        cause: Exception = error
        while isinstance(cause, ExceptionGroup):
            cause = cause.exceptions[0]
        if isinstance(cause, ConfigError):
            raise BadConfig(config_path, cause) from None
        if isinstance(cause, EXPECTED):
            raise Failure(str(cause)) from None
        raise


def _show_tracebacks() -> None:
    handler = logging.StreamHandler()
    handler.addFilter(lambda record: record.exc_info is not None)
    logging.getLogger("bot").handlers[:] = [handler]
