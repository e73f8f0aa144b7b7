"""Mail on loopback: a server that takes it, and handing it in by LMTP (RFC 2033)."""

import asyncio
import smtplib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from aiosmtpd.smtp import SMTP

BOT = "minutebot@bots.test"


@asynccontextmanager
async def listening(protocol: Callable[[], asyncio.BaseProtocol], **listen: Any) -> AsyncIterator[int]:
    """Listens on a free port of loopback, which it yields."""
    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0, **listen)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def mail_server(handler: object) -> AbstractAsyncContextManager[int]:
    """A mail server that has its answers of an aiosmtpd handler."""
    return listening(lambda: SMTP(handler, hostname="mail.test"))


def hand_in(port: int, content: bytes | str, sender: str = "bo@example.org", to: str = BOT) -> None:
    """As a mail server does that has a mail for somebody behind this port. It blocks.

    Raises:
        OSError: it was not taken; `smtplib.SMTPException` is one, and has the answer.
    """
    with smtplib.LMTP("127.0.0.1", port) as lmtp:
        lmtp.sendmail(sender, [to], content)
