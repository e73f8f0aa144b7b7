"""Every kind of page in a real browser: what axe-core says of it, how wide it is, what it asks for and complains of."""

import pytest
from playwright.async_api import Page

from tests.web.browsing import Visit, visit
from tests.web.shown import PAGES, TOKEN

pytestmark = [pytest.mark.server("chromium"), pytest.mark.asyncio(loop_scope="session")]
EXPECTED = ("status of 404", "status of 410")


def faults(seen: Visit) -> list[str]:
    """Whatever is wrong with a page."""
    wide = [f"sticks out of a narrow window by {seen.overflow}"] if seen.overflow > 0 else []
    site = "/".join(seen.address.split("/")[:3]) + "/"
    strangers = [asked for asked in seen.asked if not asked.startswith(site)]
    complaints = [text for text in seen.complaints if not any(known in text for known in EXPECTED)]
    return [*seen.found, *wide, *strangers, *complaints]


@pytest.mark.parametrize("kind", PAGES)
async def test_nothing_is_wrong_with_a_page_wide_or_narrow_light_or_dark(kind: str, page: Page, address: str) -> None:
    assert faults(await visit(page, address + PAGES[kind])) == []


async def test_who_types_the_token_sees_private_minutes_and_nothing_is_wrong_with_them(
    page: Page, address: str
) -> None:
    await page.goto(f"{address}/enter")
    await page.get_by_label("Token").fill(TOKEN)
    await page.get_by_role("button", name="Enter").click()
    await page.get_by_role("main").get_by_role("link", name="board").click()
    await page.get_by_text("(private)").wait_for()
    assert faults(await visit(page, page.url)) == []
