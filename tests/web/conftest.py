from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.servers.presence import require
from tests.store.fixtures import new_database, path
from tests.web.browsing import WIDE, chromium
from tests.web.held import Held
from tests.web.shown import settings, show
from tests.web.test_serve import serving

__all__ = ["new_database", "path"]


@pytest.fixture
def held(tmp_path) -> Iterator[Held]:
    made = Held(tmp_path)
    with closing(made.journal):
        yield made


@pytest.fixture(scope="session")
def shown(tmp_path_factory) -> Iterator[Held]:
    """The archive that has every kind of page; nothing more is said in it."""
    made = Held(tmp_path_factory.mktemp("shown"))
    with closing(made.journal):
        yield show(made)


@pytest.fixture(scope="session")
def address(shown: Held) -> Iterator[str]:
    """Where that archive is served."""
    with serving(shown, settings(shown)) as (_, at):
        yield at


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tree(shown: Held, tmp_path_factory) -> Path:
    """The same archive as files."""
    root = tmp_path_factory.mktemp("tree")
    await shown.deliver(root)
    return root


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(request) -> AsyncIterator[Browser]:
    require(request.config, "chromium")
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A window of somebody who was never here."""
    window = await browser.new_page(viewport=WIDE)
    yield window
    await window.context.close()
