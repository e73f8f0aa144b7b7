"""Minutes of private rooms: for those the config names, and for nobody else."""

import asyncio
import base64
from datetime import date

import httpx
import pytest

from bot.web.access import Allowed, Door
from bot.web.app import make_app
from tests.web.held import SMALL, Held

DAY = date(2026, 4, 8)
DOOR = Door(
    (
        Allowed("for the board", frozenset({"ada"}), frozenset({"kiln/#kiln"})),
        Allowed("for the kitchen", rooms=frozenset({"kiln/#kitchen"})),
    ),
    "X-Remote-User",
)
PAGES = (
    "/",
    "/weekly/",
    "/weekly/2026/",
    "/weekly/2026-04-08.html",
    "/weekly/2026-04-08.log.txt",
    "/atom.xml",
    "/latest/",
    "/weekly/atom.xml",
)


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"anybody:{password}".encode()).decode()


@pytest.fixture
def closed(held: Held) -> Held:
    return held.play("-!- only by invitation", *SMALL[:-1], "ada: #action bo to keep a secret", SMALL[-1], on=DAY)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer for the kitchen"},
        {"authorization": "Bearer "},
        {"authorization": "Basic ???"},
        {"authorization": basic("")},
        {"X-Remote-User": "bo"},
        {"X-Remote-User": ""},
    ],
)
def test_nobody_else_sees_a_trace_of_them(closed: Held, headers: dict[str, str]) -> None:
    for answer in closed.get(*PAGES, door=DOOR, headers=headers):
        assert "2026-04-08" not in answer.text
        assert "blue one" not in answer.text
        assert "secret" not in answer.text
        assert answer.status_code in {200, 404}


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer for the board"},
        {"authorization": basic("for the board")},
        {"X-Remote-User": "ada"},
        {"cookie": "minutebot=for the board"},
    ],
)
def test_those_the_config_names_read_them_and_no_cache_keeps_them(closed: Held, headers: dict[str, str]) -> None:
    front, minutes = closed.get("/", "/weekly/2026-04-08.html", door=DOOR, headers=headers)
    assert "2026-04-08" in front.text
    assert "blue one" in minutes.text
    assert minutes.headers["cache-control"] == "private, no-store"


def test_what_one_reader_saw_is_not_shown_to_the_next(closed: Held) -> None:
    async def visit() -> list[int]:
        app = make_app(closed.site(), DOOR)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://site.test") as client:
            asked = [{"X-Remote-User": "ada"}, {}]
            return [(await client.get("/weekly/2026-04-08.html", headers=headers)).status_code for headers in asked]

    assert asyncio.run(visit()) == [200, 404]


def test_a_user_that_no_proxy_tells_is_nobody(closed: Held) -> None:
    door = Door((Allowed(users=frozenset({"ada", ""})),))
    assert closed.get("/weekly/2026-04-08.html", door=door, headers={"X-Remote-User": "ada"})[0].status_code == 404


def test_a_token_typed_once_opens_the_door_and_a_wrong_one_does_not(closed: Held) -> None:
    asked, wrong = (
        closed.get("/enter", door=DOOR),
        closed.get("/enter", door=DOOR, method="POST", data={"token": "guess"}),
    )
    assert 'type="password"' in asked[0].text
    assert wrong[0].status_code == 403
    assert "set-cookie" not in wrong[0].headers
    (right,) = closed.get("/enter", door=DOOR, method="POST", data={"token": " for the board"})
    assert right.status_code == 303
    cookie = right.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_who_is_not_shown_a_page_is_told_the_way_in_where_there_is_one(closed: Held) -> None:
    by_name = Door((Allowed(users=frozenset({"ada"})),), "X-Remote-User")
    for path in ("/weekly/2026-04-08.html", "/weekly/2019-01-01.html"):
        (with_lock,), (without,) = closed.get(path, door=DOOR), closed.get(path, door=by_name)
        assert (with_lock.status_code, without.status_code) == (404, 404)
        assert 'href="../enter"' in with_lock.text
        assert "enter" not in without.text


def test_what_was_said_in_private_of_an_action_that_all_know_is_not_in_the_register(held: Held) -> None:
    held.play("ada: #startmeeting", "ada: #action bo to sweep the yard", "ada: #endmeeting", on=DAY)
    held.play("-!- only by invitation", "cy: #startmeeting", "cy: #done A-1 with a secret", "cy: #endmeeting")
    page = held.page("/actions.2026-04.html")
    assert "sweep the yard" in page
    assert "secret" not in page
