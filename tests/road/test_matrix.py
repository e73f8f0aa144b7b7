"""The whole road from a real Matrix room: the example meeting, and a bot that is logged out for good."""

import asyncio
import json

import pytest

from tests.matrix.bots import unique
from tests.waiting import answered

pytestmark = pytest.mark.server("synapse")
NICKS = ("ada", "bo", "cy_", "elif", "dmitri", "gwen", "zz", "fen")


def _say(who, room: str, text: str) -> str:
    if text.startswith("\x01ACTION "):
        return who.say(room, text[8:-1], "m.emote")
    return who.say(room, text)


@pytest.mark.parametrize("version", ["11", "12"])
async def test_the_example_meeting_gives_the_documented_page(
    synapse, matrix_bot, example_lines, example_page, version
) -> None:
    people = {nick: synapse.register(unique(nick.strip("_")), nick) for nick in NICKS}
    alias = unique("kiln")
    room = people["ada"].create(alias, room_version=version)
    for person in people.values():
        person.join(room)
    bot = matrix_bot(f"#{alias}:kiln.test")
    await bot.start()
    await answered(lambda: len(people["ada"].call("GET", f"/rooms/{room}/joined_members")["joined"]) == len(NICKS) + 1)
    for nick, text in example_lines:
        _say(people[nick], room, text)
    notices = await answered(lambda: [said for said in people["ada"].notices(room) if "Minutes: " in said])
    assert "https://minutes.example.org/weekly/2026-04-08.html" in notices[0]
    assert await bot.published() == example_page
    records = json.loads(await bot.published("weekly/2026-04-08.json"))["sections"][0]["records"]
    said = {event["event_id"] for event in people["ada"].events(room)}
    start, end = f"https://matrix.to/#/{room}/", "?via=kiln.test"
    urls = [record["event_url"] for record in records]
    assert {url.removeprefix(start).removesuffix(end) for url in urls} <= said
    assert urls[0].replace("&", "&amp;") in await bot.published("weekly/2026-04-08.log.html")
    assert await bot.stop() == 0


async def test_logged_out_for_good_the_bot_ends_and_says_what_to_do(synapse, matrix_bot) -> None:
    ada = synapse.register(unique("ada"))
    bot = matrix_bot(ada.create())
    text = bot.config.read_text(encoding="utf-8")
    bot.config.write_text(text.replace("password = {", "token = {"), encoding="utf-8")
    await bot.start()
    assert await asyncio.wait_for(bot.process.wait(), 20) == 1
    assert "NetworkError" in bot.log
