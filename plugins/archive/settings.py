"""The archive's table in the config, and what can be tried of it without publishing."""

import asyncio
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.api import OneLine, PublicUrl, Settings, directory_complaints


class ArchiveSettings(Settings):
    """`directory` is made when it is missing. `public_url` is where a web server shows it."""

    directory: Path
    public_url: PublicUrl = ""
    title: Annotated[OneLine, Field(pattern=r"\S")] = "Meeting minutes"
    transcripts: bool = True


def describe(settings: ArchiveSettings) -> str:
    """Where readers find it; "the archive" when no web server shows it."""
    return settings.public_url or "the archive"


async def check(settings: ArchiveSettings) -> list[str]:
    """Whether the directory can be written and locked; a complaint is one line."""
    return await asyncio.to_thread(directory_complaints, settings.directory.absolute())
