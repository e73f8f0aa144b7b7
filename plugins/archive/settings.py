"""The archive's table in the config, and what can be tried of it without publishing."""

import asyncio
import fcntl
import os
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from plugins.archive.entries import Text
from plugins.archive.files import mend

PROBE = ".probe"


def _public_url(url: str) -> str:
    """The address of the directory, without the slash at its end; "" stays.

    Raises:
        ValueError: it is not an address that pages can be under.
    """
    if not url:
        return ""
    if not url.isascii() or any(letter.isspace() or not letter.isprintable() for letter in url):
        raise ValueError("must be plain ASCII without blanks; write other letters percent-encoded")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError('must begin with "http://" or "https://" and a host')
    if parts.username is not None or parts.query or parts.fragment or "?" in url or "#" in url:
        raise ValueError("must have no user name, no query and no fragment: pages are put under it")
    if url.endswith((".html", ".json", ".xml")):
        raise ValueError("must be the address of the directory, not of a page in it")
    return url.rstrip("/")


class ArchiveSettings(BaseModel):
    """`directory` is made when it is missing. `public_url` is where a web server shows it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    directory: Path
    public_url: Annotated[str, AfterValidator(_public_url)] = ""
    title: Annotated[Text, Field(min_length=1)] = "Meeting minutes"
    transcripts: bool = True


def describe(settings: ArchiveSettings) -> str:
    """Where readers find it; "the archive" when no web server shows it."""
    return settings.public_url or "the archive"


async def check(settings: ArchiveSettings) -> list[str]:
    """Whether the directory can be written and locked; a complaint is one line."""
    return await asyncio.to_thread(_try_directory, settings.directory.absolute())


def _try_directory(directory: Path) -> list[str]:
    place = directory
    while not os.path.lexists(place):
        place = place.parent
    if not place.is_dir():
        return [f"directory: {place} is not a directory"]
    probe = place / PROBE
    try:
        descriptor = os.open(probe, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass  # another check runs right now, so locks work
        finally:
            os.close(descriptor)
            probe.unlink(missing_ok=True)
    except OSError as error:
        return [f"directory: can't write in {place}: {mend(error)}"]
    return []
