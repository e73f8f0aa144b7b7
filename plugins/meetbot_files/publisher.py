"""The publisher: an edition's files, written whole, under the path that is the meeting's."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.api import Attempt, Edition, FileWriter, Preview, Publisher, Receipt, Standing, explained, shadow
from plugins.meetbot_files import log
from plugins.meetbot_files.notes import shape
from plugins.meetbot_files.pattern import channel_of
from plugins.meetbot_files.places import ENDINGS, file_of, owner_of, place_for
from plugins.meetbot_files.settings import MeetbotSettings, field_of
from plugins.meetbot_files.sheet import make_sheet
from plugins.meetbot_files.text import text

TEMPLATES = Path(__file__).parent / "templates"
PAGES = ("html", "txt", "log.html", "log.txt")
"""The files by how much a reader likes to be sent there."""


@asynccontextmanager
async def open_meetbot_files(settings: MeetbotSettings) -> AsyncIterator[Publisher]:
    """The publisher; nothing is written before the first edition comes."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.globals["shape"] = shape
    yield MeetbotFiles(settings, templates)


@dataclass(frozen=True, slots=True)
class MeetbotFiles:
    settings: MeetbotSettings
    templates: Environment

    async def publish(self, edition: Edition, attempt: Attempt) -> Receipt:
        """Write the edition's files, unless a newer revision stands there.

        Raises:
            TemporaryError: the directory cannot be written now.
            PermanentError: the meeting's path is longer than the file system takes.
        """
        del attempt
        path = await asyncio.to_thread(self.file, edition)
        addresses: dict[str, str] = {
            ending: self._address(file_of(path, ending)) for ending in PAGES if ending in self.settings.files
        }
        first = next(iter(addresses.values()))
        return Receipt(Standing.CONFIRMED, first, self._said(addresses), str(path))

    async def preview(self, edition: Edition, attempt: Attempt) -> Sequence[Preview]:
        """The files that would be other than they are now."""
        del attempt
        return await asyncio.to_thread(self._rehearsed, edition)

    def _rehearsed(self, edition: Edition) -> Sequence[Preview]:
        with explained(self.settings.directory), shadow(self.settings.directory) as there:
            self._at(there.path).file(edition)
            return there.changes()

    def _at(self, directory: Path) -> "MeetbotFiles":
        return replace(self, settings=self.settings.model_copy(update={"directory": directory}))

    def file(self, edition: Edition) -> Path:
        writer = FileWriter()
        with (
            explained(self.settings.directory),
            place_for(self.settings.path_of(edition.minutes), owner_of(edition.minutes), writer) as place,
        ):
            if edition.revision >= place.revision:
                for ending, pieces in self._files(edition, place.path):
                    writer.put(file_of(place.path, ending), (piece.encode("utf-8", "replace") for piece in pieces))
                writer.settle()
                place.mark(edition.revision)
            return place.path

    def _files(self, edition: Edition, path: Path) -> Iterator[tuple[str, Iterable[str]]]:
        logs = file_of(path, "log.html") if "log.html" in self.settings.files else None
        sheet = make_sheet(edition)
        page = partial(self._page, channel=channel_of(edition.minutes), logs=quote(logs.name) if logs else "")
        forms: dict[str, Callable[[], Iterable[str]]] = {
            "log.txt": lambda: log.text(edition.lines(), dates=self.settings.log_dates),
            "log.html": lambda: page("log.html", pieces=log.html(edition.lines()), date=edition.minutes.started_at),
            "txt": lambda: [text(sheet, self._address(logs) if logs else "")],
            "html": lambda: page("minutes.html", sheet=sheet),
        }
        return ((ending, forms[ending]()) for ending in ENDINGS if ending in self.settings.files)

    def _page(self, template: str, **values: Any) -> Iterator[str]:
        return self.templates.get_template(template).generate(**values)

    def _address(self, file: Path) -> str:
        """Where a file is on the web, or its path from the directory where no web server shows it."""
        below = file.relative_to(self.settings.directory.absolute()).as_posix()
        return f"{self.settings.public_url}/{quote(below)}" if self.settings.public_url else below

    def _said(self, addresses: dict[str, str]) -> str:
        said = self.settings.announcement
        if said is None:
            return f"Minutes: {next(iter(addresses.values()))}"
        for ending, address in addresses.items():
            said = said.replace(f"{{{field_of(ending)}}}", address)
        return said
