"""The table of the plugin in the config, and what can be tried of it without publishing."""

import asyncio
import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.api import Minutes, OneLine, PublicUrl, Settings, directory_complaints
from plugins.meetbot_files.pattern import DEFAULT, Pattern, channel_of, expand

Ending = Literal["txt", "html", "log.txt", "log.html"]
_FIELD = re.compile(r"\{(.*?)\}")


def field_of(ending: str) -> str:
    """How an announcement names a file: `{log_html}`."""
    return ending.replace(".", "_")


class MeetbotSettings(Settings):
    """`directory` is made when it is missing. `special_patterns` are by room: "#kiln", or "kiln-net/#kiln"."""

    directory: Path
    public_url: PublicUrl = ""
    pattern: Pattern = DEFAULT
    special_patterns: dict[str, Pattern] = Field(default_factory=dict)
    files: Annotated[tuple[Ending, ...], Field(min_length=1)] = ("txt", "html", "log.txt", "log.html")
    log_dates: bool = False
    announcement: OneLine | None = None

    @model_validator(mode="after")
    def _announces_what_is_there(self) -> Self:
        written = {field_of(ending) for ending in self.files}
        for name in _FIELD.findall(self.announcement or ""):
            if name not in written:
                known = ", ".join(f"{{{field}}}" for field in sorted(written))
                raise ValueError(f"announcement: {{{name}}} is not known here; with these files write {known}")
        return self

    def path_of(self, minutes: Minutes) -> Path:
        """Where a meeting's files go, without their endings."""
        by_room = self.special_patterns
        special = by_room.get(minutes.room) or by_room.get(channel_of(minutes))
        return self.directory.absolute() / expand(special or self.pattern, minutes)


def describe(settings: MeetbotSettings) -> str:
    """Where readers find it."""
    return settings.public_url or "the MeetBot files"


async def check(settings: MeetbotSettings) -> list[str]:
    """Whether the directory can be written and locked; a complaint is one line."""
    return await asyncio.to_thread(directory_complaints, settings.directory.absolute())
