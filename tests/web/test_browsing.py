"""What people do with the pages in a real browser: keys, print, no script, following a meeting, coming back."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.servers.process import free_ports
from tests.web.browsing import axe, findings, visit
from tests.web.held import SMALL, Held
from tests.web.shown import PAGES
from tests.web.test_browser import faults
from tests.web.test_serve import serving

pytestmark = [pytest.mark.server("chromium"), pytest.mark.asyncio(loop_scope="session")]
DAY = date(2026, 4, 8)
RUNNING = "/weekly/2026-04-08.html"


async def focused(page: Page) -> str:
    """Where the keyboard is: the address that the focused link leads to, or its name."""
    return await page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.name || ''")


async def test_the_keyboard_goes_to_the_search_and_from_entry_to_entry(page: Page, address: str) -> None:
    await page.goto(address)
    stops = []
    for key in "jjjk":
        await page.keyboard.press(key)
        stops.append(await focused(page))
    assert stops[0].startswith("weekly/")
    assert len(set(stops)) == 3
    assert stops[3] == stops[1]
    await page.keyboard.press("/")
    assert await focused(page) == "q"
    await page.keyboard.type("j/k glaz*")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/search?q=j%2Fk+glaz*")
    await page.keyboard.press("/")
    assert await focused(page) == "q"


async def test_the_first_stop_of_the_keyboard_skips_to_the_text(page: Page, address: str) -> None:
    await page.goto(f"{address}/weekly/2026-04-08.html")
    await page.keyboard.press("Tab")
    assert await focused(page) == "#main"
    await expect(page.get_by_text("Skip to the text")).to_be_in_viewport()


async def test_what_is_printed_is_the_minutes_black_on_white(page: Page, address: str) -> None:
    await page.emulate_media(media="print", color_scheme="dark")
    await page.goto(f"{address}/weekly/2026-04-08.html")
    await expect(page.get_by_role("navigation", name="Site")).to_be_hidden()
    await expect(page.get_by_role("heading", name="Weekly Meeting")).to_be_visible()
    await expect(page.get_by_text("Tarballs are up and signed.")).to_be_visible()
    colours = "s => [s.color, s.backgroundColor]"
    assert await page.evaluate(f"({colours})(getComputedStyle(document.body))") == [
        "rgb(0, 0, 0)",
        "rgb(255, 255, 255)",
    ]
    await page.evaluate(axe())
    assert [found for found in await findings(page) if found.startswith("color")] == []


async def test_without_script_one_searches_and_follows_a_meeting(browser: Browser, held: Held) -> None:
    held.play(*SMALL[:-1], on=DAY)
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    with serving(held) as (_, address):
        await page.goto(address)
        await page.get_by_role("searchbox").fill("blue")
        await page.get_by_role("searchbox").press("Enter")
        await page.get_by_role("link", name="the blue one runs").click()
        assert page.url == f"{address}{RUNNING}#item-1"

        async def sooner(route: Route) -> None:
            answer = await route.fetch()
            text = await answer.text()
            assert '<meta http-equiv="refresh" content="20">' in text
            await route.fulfill(response=answer, body=text.replace('content="20"', 'content="1"'))

        await page.route(f"**{RUNNING}", sooner)
        await page.goto(address + RUNNING)
        held.play("bo: #info and the red one stays")
        await expect(page.locator("#minutes-now").get_by_text("the red one stays")).to_be_visible()
    await context.close()


async def test_the_page_of_a_running_meeting_gains_lines_even_when_the_site_was_away(page: Page, held: Held) -> None:
    held.play(*SMALL[:-1], on=DAY)
    (port,) = free_ports(1)
    talk, minutes = page.locator("#talk"), page.locator("#minutes-now")
    with serving(held, port=port) as (_, address):
        await page.goto(address + RUNNING)
        await page.evaluate("window.same = true")
        held.play("cy: is it warm?", "ada: #agreed fire at night")
        await expect(talk.get_by_text("is it warm?")).to_be_visible()
        await expect(minutes.get_by_text("fire at night").first).to_be_visible()
    held.play("cy: nobody hears this yet", "bo: #info said meanwhile")
    with serving(held, port=port):
        await expect(talk.get_by_text("nobody hears this yet")).to_be_visible()
        await expect(minutes.get_by_text("said meanwhile")).to_be_visible()
        assert await talk.get_by_text("is it warm?").count() == 1
        assert await page.evaluate("window.same")
        held.play("ada: #endmeeting")
        await expect(talk).to_have_count(0)
        await expect(minutes).to_have_count(0)


async def test_a_page_that_is_loaded_again_is_not_sent_again(page: Page, address: str) -> None:
    answers: list[int] = []
    watching = await page.context.new_cdp_session(page)
    await watching.send("Network.enable")
    watching.on("Network.responseReceivedExtraInfo", lambda answer: answers.append(answer["statusCode"]))
    await page.goto(f"{address}/weekly/2026-04-08.html")
    assert 304 not in answers
    await page.reload()
    assert answers.count(304) == 1


@contextmanager
def web_server(folder: Path) -> Iterator[str]:
    """A plain web server that knows nothing of minutes."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


STATIC = ("the front page", "minutes", "what changed")


@pytest.mark.parametrize("kind", STATIC)
async def test_nothing_is_wrong_with_the_same_page_as_a_file(kind: str, page: Page, tree: Path) -> None:
    with web_server(tree) as address:
        assert faults(await visit(page, address + PAGES[kind])) == []


async def test_the_files_are_read_from_a_disk_as_well(page: Page, tree: Path) -> None:
    await page.goto((tree / "weekly" / "2026-04-08.html").as_uri())
    assert await page.evaluate("getComputedStyle(document.body).display") == "flex"
    await page.get_by_role("link", name="Transcript", exact=True).first.click()
    await page.wait_for_url(re.compile(r"2026-04-08\.log\.html$"))


async def test_a_file_that_leads_to_another_leads_there_and_nothing_is_wrong_with_it(page: Page, tree: Path) -> None:
    async def stay(route: Route) -> None:
        answer = await route.fetch()
        text = re.sub('<meta http-equiv="refresh".*?>', "", await answer.text())
        await route.fulfill(response=answer, body=text)

    with web_server(tree) as address:
        await page.goto(f"{address}/weekly/2026-04-17.html")
        await page.wait_for_url("**/glaze-clinic/2026-04-17.html")
        await page.route("**/latest/", stay)
        assert faults(await visit(page, f"{address}/latest/")) == []
        assert page.url.endswith("/latest/")
