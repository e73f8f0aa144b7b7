"""What stands before and behind Mailman: a mail server that hands on by LMTP, as Postfix would, and a web archive."""

import asyncio
import smtplib
from contextlib import suppress
from dataclasses import dataclass

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.mailman import Mailman


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
