"""Golden stories: a folder each, with chat.txt and what it must yield. UPDATE_STORIES=1 writes the latter anew."""

import os
from pathlib import Path

import pytest

from bot.render.renderer import JinjaRenderer
from tests.meetings.stage import BESIDE, Stage, place, read_script, rules, stage

HERE = Path(__file__).parent
STORIES = sorted(path.parent.name for path in HERE.glob("*/chat.txt"))
RENDERER = JinjaRenderer()


def _play(story: str, batch: int) -> Stage:
    script = read_script((HERE / story / "chat.txt").read_text(encoding="utf-8"))
    names = dict.fromkeys(["#kiln", *(line.split()[-1] for line in script if line.startswith("-!- room "))])
    places = {"-!- place": place(), "-!- place that relays": place(relay=True)}
    held = next((places[line] for line in script if line in places), ())
    on = stage(*(held or (rules(name) for name in names)))
    on.batch = batch
    return on.play(*script)


def _yield(played: Stage) -> dict[str, str]:
    found = {"replies.txt": "".join(f"{line}\n" for line in played.said)}
    if played.ended or played.state.meetings:
        found["minutes.md"] = RENDERER.pages(played.minutes())["md"]
    if BESIDE in played.rooms:
        minutes = played.minutes()
        found |= {
            f"said in {room.network}.txt": "".join(f"{line}\n" for line in played.heard(room)) for room in played.rooms
        }
        found["transcript.txt"] = "".join(RENDERER.transcript(minutes, iter(played.transcript()), "txt"))
        found["minutes.txt"] = RENDERER.pages(minutes)["txt"]
        del found["replies.txt"]
    return found


@pytest.mark.parametrize("story", STORIES)
def test_the_story_yields_what_it_did(story: str) -> None:
    got = _yield(_play(story, batch=1))
    for name, text in got.items():
        path = HERE / story / name
        if os.environ.get("UPDATE_STORIES"):
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("batch", [2, 7, 1000])
@pytest.mark.parametrize("story", STORIES)
def test_a_batch_split_anywhere_changes_nothing(story: str, batch: int) -> None:
    assert _yield(_play(story, batch)) == _yield(_play(story, 1))
