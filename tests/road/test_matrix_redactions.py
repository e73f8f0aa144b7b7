"""What is redacted in a Matrix room is nowhere any more, however long ago it was said and wherever it went."""

import pytest

from tests.matrix.bots import unique
from tests.waiting import answered

pytestmark = pytest.mark.server("synapse")
MEETBOT = '[publishers.files]\nplugin = "meetbot_files"\ndirectory = "{home}/meetings"\n'


def _holding(home, words) -> dict[str, list[str]]:
    """The files of the bot that have one of the words in them, by word."""
    found: dict[str, list[str]] = {word: [] for word in words}
    for path in home.rglob("*"):
        held = path.read_bytes() if path.is_file() and path.suffix != ".toml" else b""
        for word in words:
            if word.encode() in held:
                found[word].append(path.name)
    return {word: files for word, files in found.items() if files}


def _seen(person, room, words) -> dict[str, list[str]]:
    """Who says something in the room that has one of the words in it, as somebody sees it who looks now, by word."""
    told = [f"{event['sender']} {event['type']}: {event['content']}" for event in person.events(room)]
    found = {word: [each for each in told if word in each] for word in words}
    return {word: shown for word, shown in found.items() if shown}


async def _held(ada, room, *lines) -> list[str]:
    """Hold a meeting of these lines; their event ids."""
    said = [ada.say(room, line) for line in ("#startmeeting", *lines, "#endmeeting")]
    ended = len([1 for notice in ada.notices(room) if " ended after " in notice])
    await answered(lambda: len([1 for notice in ada.notices(room) if " ended after " in notice]) > ended)
    return said[1:-1]


async def test_what_is_redacted_two_meetings_later_is_in_no_file_of_the_bots(synapse, matrix_bot) -> None:
    (ada,) = [synapse.register(unique("ada"), "ada")]
    room = ada.create(room_version="12", power_level_content_override={"events": {"m.room.topic": 0}})
    bot = matrix_bot(room)
    bot.config.write_text(bot.config.read_text("utf-8") + MEETBOT.format(home=bot.home), encoding="utf-8")
    await bot.start()
    await answered(lambda: len(ada.call("GET", f"/rooms/{room}/joined_members")["joined"]) > 1)
    words = [f"{what}-5550199" for what in ("action", "talk", "topic", "vote", "agenda", "edited", "note", "link")]
    agenda = ada.say(room, "#agenda ring agenda-5550199 (5m)")
    lines = await _held(
        ada,
        room,
        "#action ada to call action-5550199",
        "my number is talk-5550199",
        "#topic topic-5550199",
        "#vote shall we ring vote-5550199?",
        "#link https://kiln.example.org/link-5550199",
        "#info clean",
        "#info ^",
        "#topic 1",
    )
    corrected = ada.edit(room, lines[5], "#info edited-5550199")
    await _held(ada, room, "#info between", "#topic 1", "#done A-1 by note-5550199")
    await _held(ada, room, "#info last")
    await bot.published("weekly/2026-04-08-3.html")
    await answered(lambda: set(_holding(bot.home, words)) == set(words))
    shown = [each for found in _seen(ada, room, words).values() for each in found if not each.startswith(ada.user_id)]
    assert len(shown) > 5, "the bot has quoted them"
    assert any(" m.room.topic: " in each for each in shown)
    for event in (agenda, *lines[:5], corrected):
        ada.redact(room, event)
    note = next(e["event_id"] for e in ada.events(room) if "#done A-1" in str(e["content"].get("body")))
    ada.redact(room, note)
    await answered(lambda: not _seen(ada, room, words), 60, lambda: _seen(ada, room, words))
    await answered(lambda: not _holding(bot.home, words), 60, lambda: _holding(bot.home, words))
    page = await bot.published("weekly/2026-04-08.html")
    assert "clean" in page
    assert page.count("(retracted)") >= 4
    assert await bot.stop() == 0
