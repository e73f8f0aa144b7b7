"""A real browser: pages are opened in it as they are served, and what it thinks of them is written down."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Literal

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.servers.presence import path_of

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 375, "height": 800}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

expect.set_options(timeout=20_000)  # milliseconds; a loaded machine is slow


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path_of("chromium"), args=FLAGS)
        yield browser
        await browser.close()


@cache
def axe() -> str:
    """The script of axe-core."""
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


@dataclass
class Visit:
    """What the browser found on a page, wide and narrow, light and dark."""

    address: str
    found: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    overflow: int = 0


async def visit(page: Page, address: str) -> Visit:
    """Look at a page; `overflow` is how far it sticks out of a narrow window, in pixels."""
    seen = Visit(address)
    listening = {
        "request": lambda request: seen.asked.append(request.url),
        "console": lambda message: seen.complaints.append(message.text),
        "pageerror": lambda error: seen.complaints.append(str(error)),
    }
    for event, note in listening.items():
        page.on(event, note)
    await page.goto(address, wait_until="domcontentloaded")
    await page.evaluate(axe())
    for size, scheme in product((WIDE, NARROW), SCHEMES):
        await page.set_viewport_size(size)
        await page.emulate_media(color_scheme=scheme)
        seen.found += [f"{size['width']} px, {scheme}: {found}" for found in await findings(page)]
    seen.overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    for event, note in listening.items():
        page.remove_listener(event, note)
    return seen


async def findings(page: Page) -> list[str]:
    """What axe-core finds, each in a line."""
    results = await page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", RULES)
    return [
        f"{rule['id']}: {node['html'][:120]}: {node['failureSummary']}"
        for rule in results["violations"]
        for node in rule["nodes"]
    ]
