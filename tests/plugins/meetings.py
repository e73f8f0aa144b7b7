"""Editions of meetings that were played, lines and all, for the tests of the MeetBot files."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.api import Edition, Receipt, TranscriptLine
from bot.core.compose import Composer
from bot.testing import FakeAttempt
from plugins.meetbot_files import plugin
from tests.meetings.stage import PEOPLE, Stage, hold, read_script

STORIES = Path(__file__).parents[1] / "meetings"


def edition_of(played: Stage, revision: int = 1, **minutes) -> Edition:
    """The edition of the meeting that was played last; `minutes` has values of its own for them."""
    meeting = played.meeting

    def lines() -> Iterator[TranscriptLine]:
        for kept in played.messages:
            if kept.meeting_id == meeting.id:
                said = kept.message
                yield TranscriptLine(
                    kept.line, said.sent_at, said.sender.nick, said.kind.value, said.text, kept.command, said.sender.key
                )

    made = replace(Composer(PEOPLE).compose(meeting, played.state.lines[meeting.id]), **minutes)
    return Edition(made, revision, {}, lambda form: iter((form,)), "5eed", lines)


def held(*script: str, revision: int = 1, **minutes) -> Edition:
    return edition_of(hold(*script), revision, **minutes)


def story(name: str) -> Edition:
    """The edition of a golden story."""
    return edition_of(hold(*read_script((STORIES / name / "chat.txt").read_text(encoding="utf-8"))))


async def publish(root, *editions: Edition, **values) -> Receipt:
    """Publishes the editions in turn; the last one's receipt."""
    async with plugin.open(plugin.settings(directory=root, **values)) as publisher:
        for edition in editions:
            receipt = await publisher.publish(edition, FakeAttempt())
        return receipt


async def filed(root, edition: Edition, **values) -> dict[str, str]:
    """What is written for an edition, by the endings of its files."""
    receipt = await publish(root, edition, **values)
    path = Path(receipt.detail)
    return {
        ending: path.with_name(f"{path.name}.{ending}").read_text() for ending in plugin.settings(directory=root).files
    }


def read(receipt: Receipt, ending: str = "txt") -> str:
    return Path(f"{receipt.detail}.{ending}").read_text(encoding="utf-8")


def names(root: Path) -> list[str]:
    """The files that readers see, from the root."""
    found = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))
    return sorted(path.relative_to(root).as_posix() for path in found)
