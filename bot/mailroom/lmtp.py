"""Mail handed in by the mail server of this machine (LMTP, RFC 2033)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session

from bot.app.letters import Letter
from bot.app.ports import UnwritableError
from bot.config import LmtpInbox
from bot.mailroom.reading import read

logger = logging.getLogger(__name__)
Take = Callable[[Letter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class LmtpBox:
    """Listens; what can't be kept now is refused for now, so that the mail server brings it again."""

    settings: LmtpInbox

    async def run(self, take: Take) -> None:
        """Raises OSError: the address can't be listened on."""
        loop, place = asyncio.get_running_loop(), self.settings
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells each command of each conversation

        def session() -> LMTP:
            return LMTP(_Handler(take), data_size_limit=place.max_size, hostname="minutebot", loop=loop)

        server = await loop.create_server(session, place.host, place.port)
        logger.info("taking mail at %s:%d (LMTP)", place.host, place.port)
        async with server:
            await server.serve_forever()


@dataclass(frozen=True, slots=True)
class _Handler:
    take: Take

    async def handle_DATA(self, server: LMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        del server, session
        content = envelope.original_content or b""
        try:
            await self.take(read(content))
        except UnwritableError as error:
            logger.warning("a mail can't be kept now: %s", error)
            return "451 4.3.0 can't keep it now"
        return "250 2.0.0 taken"
