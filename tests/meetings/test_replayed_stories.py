"""Golden stories out of logs: a folder each, with DATE.log and the minutes it must yield (UPDATE_STORIES=1)."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.importing import observations, survey
from bot.core.chat import LogBegun, LogEnded
from bot.core.compose import Composer
from bot.render.renderer import JinjaRenderer
from tests.meetings.stage import BOT, LINKS, PEOPLE, Stage, rules

HERE = Path(__file__).parent
STORIES = sorted(path.parent.name for path in HERE.glob("*/*.log"))
RENDERER = JinjaRenderer()


def _replayed(story: str, batch: int) -> str:
    found = survey(next((HERE / story).glob("*.log")))
    on = Stage({found.room: replace(rules(), room=found.room, links_in_talk=not found.has_start)})
    on.batch = batch
    told = list(observations(found, frozenset({BOT})))
    if not found.has_start:
        on.observe(LogBegun(found.room, told[0].sent_at, told[0].sender))
    for observation in told:
        on.observe(observation)
    on.observe(LogEnded(found.room, told[-1].sent_at))
    on.flush()
    return RENDERER.pages(Composer(PEOPLE, LINKS).compose(on.meeting))["md"]


@pytest.mark.parametrize("story", STORIES)
def test_the_log_yields_what_it_did(story: str) -> None:
    page = _replayed(story, batch=1)
    path = HERE / story / "minutes.md"
    if os.environ.get("UPDATE_STORIES"):
        path.write_text(page, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == page
    assert _replayed(story, batch=1000) == page
