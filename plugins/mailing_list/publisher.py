"""Mails an edition to a list: once, as far as SMTP allows."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

from aiosmtplib import SMTPException

from bot.api import (
    Announcement,
    Attempt,
    Edition,
    PermanentError,
    Preview,
    Publisher,
    Receipt,
    Standing,
    TemporaryError,
    for_operator,
)
from plugins.mailing_list.announcing import compose_announcement
from plugins.mailing_list.compose import compose
from plugins.mailing_list.failures import explained
from plugins.mailing_list.readback import Sighting, look_up, permalinks
from plugins.mailing_list.session import envelope, hand_over, logged_in
from plugins.mailing_list.settings import MailSettings
from plugins.mailing_list.waiting import FIRST_LOOK, GIVE_UP_AFTER, missing

LOOK_AGAIN = 60.0  # seconds
ARCHIVE_DOWN = 300.0  # seconds
ANNOUNCED = {"call": "The call for agenda items", "agenda": "The agenda", "moved": "The new date"}


@dataclass(frozen=True, slots=True)
class MailingList:
    """A publisher (see `bot.api`). It keeps no connection: meetings end a few times a week."""

    settings: MailSettings

    async def publish(self, edition: Edition, attempt: Attempt) -> Receipt:
        message = _sent_before(attempt) or await self._composed(edition, attempt)
        return await self._mailed(message, attempt, _called(edition))

    async def announce(self, announcement: Announcement, attempt: Attempt) -> Receipt:
        """Mails what is said before a meeting."""
        message = _sent_before(attempt) or compose_announcement(announcement, self.settings, attempt.queued_at)
        return await self._mailed(message, attempt, f"{ANNOUNCED[announcement.kind]} of {announcement.title}")

    async def _composed(self, edition: Edition, attempt: Attempt) -> bytes:
        return await asyncio.to_thread(compose, edition, self.settings, attempt.queued_at)

    async def _mailed(self, message: bytes, attempt: Attempt, what: str) -> Receipt:
        """`what` it is, as it begins a sentence."""
        if message != attempt.kept:
            await attempt.keep(message)
        message_id = id_of(message)
        if self.settings.drop is not None:
            return await _drop(self.settings.drop, message_id, message, what)
        settled = await _settled(self.settings, message_id, attempt, what)
        return settled or await _send(self.settings, message_id, message, attempt, what)

    async def confirm(self, attempt: Attempt) -> Receipt:
        """Whether the archives of all its lists have the mail by now."""
        if attempt.kept is None or not self.settings.list_archive_url:  # what was retracted is not kept either
            return Receipt(Standing.SENT)
        sighting, url = await look_up(self.settings, id_of(attempt.kept), everywhere=True)
        if sighting is Sighting.SEEN:
            said = "" if _kind(attempt.kept) else f"The minutes are on {self.settings.lists}: {url}"
            return Receipt(Standing.CONFIRMED, url, said)
        waited = attempt.now - (attempt.uncertain_since or attempt.queued_at)
        if sighting is Sighting.UNKNOWN and waited < GIVE_UP_AFTER:
            raise TemporaryError(f"{url} does not tell", retry_after=ARCHIVE_DOWN)
        return missing(self.settings, waited, ANNOUNCED.get(_kind(attempt.kept), "The minutes"))

    async def preview(self, edition: Edition, attempt: Attempt) -> Sequence[Preview]:
        """The message as it would go."""
        message = _sent_before(attempt) or await self._composed(edition, attempt)
        drop = self.settings.drop
        where = f"mail to {self.settings.lists}" if drop is None else str(_file_of(drop, id_of(message)))
        return [Preview(where, message)]


@asynccontextmanager
async def open_publisher(settings: MailSettings) -> AsyncIterator[Publisher]:
    yield MailingList(settings)


def _called(edition: Edition) -> str:
    return "Minutes" if edition.revision == 1 else f"Corrected minutes (revision {edition.revision})"


def _kind(message: bytes) -> str:
    """Which kind of announcement this is; empty for minutes."""
    return str(message_from_bytes(message)["X-Minutebot-Announcement"] or "")


def id_of(message: bytes) -> str:
    """The Message-ID of a whole message."""
    return str(message_from_bytes(message)["Message-ID"])


def _sent_before(attempt: Attempt) -> bytes | None:
    """The bytes that an earlier attempt may have brought to the list; they are sent again as they were.

    Archives know a copy by its bytes. Where no earlier attempt can have succeeded they are made anew, so that a mended
    `to` or `from` counts.
    """
    return attempt.kept if attempt.uncertain_since is not None else None


async def _settled(settings: MailSettings, message_id: str, attempt: Attempt, what: str) -> Receipt | None:
    """What became of an earlier attempt that was cut short; None: send (again).

    Raises:
        TemporaryError: too early to tell.
        PermanentError: a person should look.
    """
    if attempt.uncertain_since is None:
        return None
    if settings.list_archive_url:
        sighting, url = await look_up(settings, message_id)
        if sighting is Sighting.SEEN:
            return Receipt(Standing.CONFIRMED, url, f"{what} mailed to {settings.lists}", f"{message_id} is at {url}")
        if sighting is Sighting.UNKNOWN:
            raise TemporaryError(
                f"the mail may have gone out, and {url} does not tell; it is asked again before anything is sent",
                retry_after=ARCHIVE_DOWN,
            )
        left = (attempt.uncertain_since + settings.confirm_grace - attempt.now).total_seconds()
        if left > 0:
            raise TemporaryError(
                f"the mail may have gone out, but {url} does not show it yet", retry_after=min(left, LOOK_AGAIN)
            )
    if settings.on_uncertain == "ask":
        raise PermanentError(
            f"{what} may already be on {settings.lists}: no answer came from the mail server; "
            "check, and if the mail is not there, `minutebot deliveries retry ID`"
        )
    return None


async def _send(settings: MailSettings, message_id: str, message: bytes, attempt: Attempt, what: str) -> Receipt:
    try:
        async with logged_in(settings) as client:
            await envelope(client, settings, len(message))
            answer = await hand_over(client, message, attempt, settings.data_timeout.total_seconds())
    except (SMTPException, OSError) as error:
        raise explained(error, settings) from error
    url = next(iter(permalinks(settings, message_id)), "")
    said = f"{what} mailed to {settings.lists} (accepted by the mail server)"
    return Receipt(Standing.SENT, url, said, f"{message_id}: {answer}", FIRST_LOOK if url else None)


def _file_of(directory: Path, message_id: str) -> Path:
    return directory / f"{message_id.strip('<>')}.eml"


async def _drop(directory: Path, message_id: str, message: bytes, what: str) -> Receipt:
    path = _file_of(directory, message_id)
    try:
        await asyncio.to_thread(_write, path, message)
    except OSError as error:
        raise for_operator(f"drop: can't write {path}: {error.strerror or error}") from error
    return Receipt(Standing.SENT, said=f"{what} written as a mail to {path} (not sent)", detail=message_id)


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing, and on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
