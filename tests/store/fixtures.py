"""A new database for each test, copied from one that was upgraded once; for the conftests of those who need one."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store.journal import Journal
from bot.store.library import Library
from bot.store.schema import upgrade


def a_moment() -> datetime:
    return datetime(2026, 4, 8, 16, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def new_database(tmp_path_factory) -> Callable[[Path], str]:
    """`url = new_database(path)`: an empty database of this version's schema in a new file."""
    pattern = tmp_path_factory.mktemp("pattern") / "empty.db"
    upgrade(f"sqlite:///{pattern}", now=a_moment)

    def make(path: Path) -> str:
        shutil.copy(pattern, path)
        return f"sqlite:///{path}"

    return make


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "minutebot.db"


@pytest.fixture
def url(new_database, path: Path) -> str:
    return new_database(path)


@pytest.fixture
def journal(url: str):
    writer = Journal(url)
    yield writer
    writer.close()


@pytest.fixture
def library(url: str):
    reader = Library(url)
    yield reader
    reader.close()
