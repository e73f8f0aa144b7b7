"""Mail fetched out of a mailbox (IMAP, RFC 3501), every minute or so."""

import asyncio
import imaplib
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from bot.app.letters import Letter
from bot.app.ports import UnwritableError
from bot.config import ConfigError, ImapInbox
from bot.connecting import tls_context
from bot.failures import TemporaryError
from bot.mailroom.reading import read

logger = logging.getLogger(__name__)
PATIENCE = 30.0  # seconds
AT_ONCE = 100
Take = Callable[[Letter], Awaitable[None]]
BROKEN = (OSError, imaplib.IMAP4.error, ConfigError, TemporaryError)


@dataclass(frozen=True, slots=True)
class ImapBox:
    """A mail is marked as seen when it is kept; until then it comes again."""

    settings: ImapInbox

    async def run(self, take: Take) -> None:
        logger.info("fetching mail from %s at %s (IMAP)", self.settings.username, self.settings.host)
        while True:
            try:
                await self._once(take)
            except (*BROKEN, UnwritableError) as error:
                logger.warning("can't fetch mail from %s: %s; trying again", self.settings.host, error)
            await asyncio.sleep(self.settings.every.total_seconds())

    async def _once(self, take: Take) -> None:
        kept: list[str] = []
        try:
            for number, content in await asyncio.to_thread(self._unseen):
                await take(read(content))
                kept.append(number)
        finally:
            if kept:
                await asyncio.to_thread(self._mark, kept)

    def _unseen(self) -> list[tuple[str, bytes]]:
        """The mails not yet seen, by unique id, the oldest first; what is longer than `max_size` is cut there."""
        with self._mailbox() as mailbox:
            _, (listed, *_) = mailbox.uid("search", "UNSEEN")
            numbers = (listed or b"").decode("ascii").split()[:AT_ONCE]
            return [(number, self._content(mailbox, number)) for number in numbers]

    def _content(self, mailbox: imaplib.IMAP4, number: str) -> bytes:
        _, parts = mailbox.uid("fetch", number, f"(BODY.PEEK[]<0.{self.settings.max_size}>)")
        return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), b"")

    def _mark(self, numbers: list[str]) -> None:
        """Raises nothing that is expected: whoever calls it may be ending."""
        try:
            with self._mailbox() as mailbox:
                mailbox.uid("store", ",".join(numbers), "+FLAGS.SILENT", r"(\Seen)")
        except BROKEN as error:
            count, host = len(numbers), self.settings.host
            logger.warning("can't mark %d mails at %s as seen, which come again: %s", count, host, error)

    @contextmanager
    def _mailbox(self) -> Iterator[imaplib.IMAP4]:
        place = self.settings
        mailbox = self._connected()
        try:
            mailbox.login(place.username, place.password.read())
            answer, said = mailbox.select(f'"{place.folder}"')
            if answer != "OK":
                raise imaplib.IMAP4.error(f"no folder {place.folder}: {said!r}")
            yield mailbox
        finally:
            with suppress(*BROKEN):
                mailbox.logout()

    def _connected(self) -> imaplib.IMAP4:
        place = self.settings
        if place.security == "tls":
            trusting = tls_context(place.ca_file)
            return imaplib.IMAP4_SSL(place.host, place.server_port, ssl_context=trusting, timeout=PATIENCE)
        mailbox = imaplib.IMAP4(place.host, place.server_port, timeout=PATIENCE)
        if place.security == "starttls":
            mailbox.starttls(tls_context(place.ca_file))
        return mailbox
