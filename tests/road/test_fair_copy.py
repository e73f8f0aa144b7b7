"""A bot that runs writes fair copies of what ended, and a retraction takes one out of the file."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.store.fair_copies import unpacked
from tests.waiting import until

SECRET = "555-0199"


def _copies(path: Path) -> list[bytes]:
    with closing(sqlite3.connect(path)) as connection:
        return [body for (body,) in connection.execute("SELECT body FROM fair_copies WHERE mark <> ''")]


async def test_a_fair_copy_follows_the_end_and_goes_with_a_retraction(embedded, chat_client, bot_at) -> None:
    people = {nick: await chat_client(embedded.port, nick, room="#kiln") for nick in ("ada", "bo")}
    bot = bot_at(embedded.port)
    await bot.start()
    await people["ada"].wait_for("minutebot.* JOIN")
    for nick, text in (("ada", "#startmeeting"), ("bo", f"#info call {SECRET}"), ("ada", "#endmeeting")):
        people[nick].say("#kiln", text)
        await people[nick].sync()
    await people["ada"].wait_for("Minutes: https")
    database = bot.home / "minutebot.db"
    (first,) = await until(lambda: _copies(database))
    assert SECRET in unpacked(first)["txt"]
    people["bo"].say("#kiln", "#retract")
    (second,) = await until(lambda: [body for body in _copies(database) if body != first])
    assert not any(SECRET in text for text in unpacked(second).values())
    files = (database.read_bytes(), database.with_name("minutebot.db-wal").read_bytes())
    assert not any(first[at : at + 40] in file for file in files for at in range(100, len(first) - 40, 200))
    assert await bot.stop() == 0
