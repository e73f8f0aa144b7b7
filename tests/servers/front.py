"""What stands around Mailman: a mail server that hands on by LMTP, as Postfix would, and a web archive."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.mailman import Mailman
from tests.servers.mails import BOT, hand_in, mail_server


@dataclass
class Relay:
    """Passes each command on by LMTP (RFC 2033) and each answer back."""

    lmtp_port: int
    lmtp: smtplib.LMTP | None = None

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]):  # noqa: N802 - aiosmtpd's name
        return await asyncio.to_thread(self._recipient, envelope, address)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope):  # noqa: N802 - aiosmtpd's name
        code, text = await asyncio.to_thread(self.lmtp.data, envelope.original_content)
        return f"{code} {text.decode()}"

    def _recipient(self, envelope: Envelope, address: str) -> str:
        self.end()
        self.lmtp = smtplib.LMTP("127.0.0.1", self.lmtp_port)
        self.lmtp.ehlo()  # says LHLO
        self.lmtp.mail(envelope.mail_from)
        code, text = self.lmtp.rcpt(address)
        envelope.rcpt_tos.append(address)
        return f"{code} {text.decode()}"

    def end(self) -> None:
        with suppress(smtplib.SMTPException):
            if self.lmtp is not None:
                self.lmtp.quit()


@dataclass
class WebArchive:
    """Shows what is in Mailman's archive, at the address that HyperKitty would have it: /LIST/message/HASH/."""

    mailman: Mailman
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{{list}}/message/{{mid_b32sha1}}/"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        _, address, _, digest, _ = path.split("/")
        posts = await asyncio.to_thread(self.mailman.archived, address)
        status = 200 if any(post["Message-ID-Hash"] == digest for post in posts) else 404
        writer.write(f"HTTP/1.1 {status} So\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def around(mailman: Mailman, inbox: int) -> AsyncIterator[tuple[int, str]]:
    """The port that takes mail for Mailman's lists, and the address of their archive.

    What Mailman sends to the bot is handed in at `inbox`, as the mail server of the bot's domain would see to.
    """
    relay, archive = Relay(mailman.lmtp_port), WebArchive(mailman)
    async with (
        mail_server(relay) as smtp,
        await asyncio.start_server(archive.answer, "127.0.0.1", 0) as web,
        asyncio.TaskGroup() as tasks,
    ):
        archive.port = web.sockets[0].getsockname()[1]
        handing = tasks.create_task(_hand_back(mailman, inbox))
        yield smtp, archive.url
        handing.cancel()
    relay.end()


async def _hand_back(mailman: Mailman, inbox: int) -> None:
    done = len(mailman.sink.delivered)
    while True:
        await asyncio.sleep(0.1)
        for sent in mailman.sink.delivered[done:]:
            if BOT in sent.recipients:
                try:
                    await asyncio.to_thread(hand_in, inbox, sent.content, sent.sender)
                except OSError:  # what smtplib raises is one, too
                    break  # nobody takes it yet, or any more: a mail server tries again
            done += 1
