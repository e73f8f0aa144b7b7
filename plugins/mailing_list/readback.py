"""Is a mail on the list? Its archive knows: a permalink that can be told from the Message-ID is asked for."""

import asyncio
import base64
import ssl
import urllib.error
import urllib.request
from enum import Enum, auto
from hashlib import sha1
from http.client import HTTPException
from urllib.parse import quote

from bot.api import tls_context
from plugins.mailing_list.settings import MailSettings

PATIENCE = 20.0  # seconds
_ABSENT = frozenset({300, 404, 410})  # public-inbox answers 300 where it has only similar ids
_NEVER_SENT = "<no-such-mail.r0.00000000@minutebot.invalid>"


class Sighting(Enum):
    SEEN = auto()
    ABSENT = auto()
    UNKNOWN = auto()


def permalinks(settings: MailSettings, message_id: str) -> tuple[str, ...]:
    """Where the archive of each list will show the mail; empty when no archive is configured."""
    mid = message_id.strip("<>")
    digest = base64.b32encode(sha1(mid.encode("utf-8"), usedforsecurity=False).digest()).decode("ascii")
    filled = (
        settings.list_archive_url.format(mid=quote(mid, safe="@"), mid_b32sha1=digest, list=quote(address, safe="@"))
        for address in settings.to
    )
    return tuple(dict.fromkeys(url for url in filled if url))


async def look_up(settings: MailSettings, message_id: str, *, everywhere: bool = False) -> tuple[Sighting, str]:
    """Whether an archive has the mail (`everywhere`: all of them), and the address that says so.

    An archive that also "has" a mail nobody ever sent (a login page, a friendly error page) knows nothing.
    """
    context = tls_context(settings.ca_file)
    sighting, where = Sighting.UNKNOWN, ""
    for url in permalinks(settings, message_id):
        sighting, where = await asyncio.to_thread(ask, url, context), url
        if (sighting is Sighting.SEEN) is not everywhere:
            break
    if sighting is Sighting.SEEN and not await is_honest(settings, context):
        sighting = Sighting.UNKNOWN
    return sighting, where


async def is_honest(settings: MailSettings, context: ssl.SSLContext) -> bool:
    """Whether the archive says so when it does not have a mail."""
    urls = permalinks(settings, _NEVER_SENT)
    return all([await asyncio.to_thread(ask, url, context) is Sighting.ABSENT for url in urls])


def ask(url: str, context: ssl.SSLContext) -> Sighting:
    """One GET, over http or https and nothing else, redirects included. Blocks up to PATIENCE a step."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=context),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    try:
        with opener.open(urllib.request.Request(url, headers={"User-Agent": "minutebot"}), timeout=PATIENCE):  # noqa: S310  # only the two schemes above
            return Sighting.SEEN
    except urllib.error.HTTPError as error:
        error.close()
        return Sighting.ABSENT if error.code in _ABSENT else Sighting.UNKNOWN
    except (OSError, HTTPException, ValueError, OverflowError):  # the latter two: no host or port can be called that
        return Sighting.UNKNOWN
