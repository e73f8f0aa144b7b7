"""`minutebot check`: tries everything but the mail itself."""

import asyncio
import os
from pathlib import Path

from aiosmtplib import SMTPException

from bot.api import PublishError, tls_context
from plugins.mailing_list.failures import explained
from plugins.mailing_list.readback import is_honest
from plugins.mailing_list.session import envelope, logged_in
from plugins.mailing_list.settings import MailSettings


async def check(settings: MailSettings) -> list[str]:
    """Complaints, one line each. The server is asked up to RCPT TO, then RSET: nothing is mailed."""
    if settings.drop is not None:
        return await asyncio.to_thread(_check_drop, settings.drop)
    return [*await _check_server(settings), *await _check_archive(settings)]


async def _check_server(settings: MailSettings) -> list[str]:
    try:
        async with logged_in(settings) as client:
            await envelope(client, settings, settings.max_size)
            await client.rset()
    except PublishError as error:
        return [str(error)]
    except (SMTPException, OSError) as error:
        return [str(explained(error, settings))]
    return []


async def _check_archive(settings: MailSettings) -> list[str]:
    if not settings.list_archive_url:
        return []
    try:
        honest = await is_honest(settings, tls_context(settings.ca_file))
    except PublishError as error:
        return [str(error)]
    complaint = (
        f"list_archive_url: {settings.list_archive_url} does not answer 404 for a mail that was never sent, so it "
        "can't tell whether one is there; check the address, or leave it out"
    )
    return [] if honest else [complaint]


def _check_drop(directory: Path) -> list[str]:
    existing = next(path for path in (directory.absolute(), *directory.absolute().parents) if path.exists())
    if existing.is_dir() and os.access(existing, os.W_OK | os.X_OK):
        return []
    return [f"drop: can't write in {existing}; make it a directory that the bot may write in"]
