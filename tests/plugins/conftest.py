"""A real SMTP server on loopback whose every answer a test can choose."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.api import Attempt, Edition, Receipt
from bot.testing import FakeAttempt, an_edition
from plugins.mailing_list import plugin
from plugins.mailing_list.settings import MailSettings
from tests.servers.mails import listening
from tests.web.held import Held


@dataclass
class Mailbox:
    """What the server took, and what it answers. `answers`: stage -> reply; a callable is awaited for one."""

    port: int = 0
    answers: dict[str, Any] = field(default_factory=dict)
    copies: list[bytes] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    mail_options: list[str] = field(default_factory=list)
    return_path: str = ""
    recipients: list[str] = field(default_factory=list)

    async def _answer(self, stage: str, otherwise: str, server: SMTP) -> str:
        self.seen.append(stage)
        answer = self.answers.get(stage, otherwise)
        return await answer(server) if callable(answer) else answer

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]):  # noqa: N802
        answer = await self._answer("MAIL", "250 OK", server)
        if answer.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]):  # noqa: N802
        answer = await self._answer(
            f"RCPT {address}" if f"RCPT {address}" in self.answers else "RCPT", "250 OK", server
        )
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_RSET(self, server: SMTP, session: Session, envelope: Envelope):  # noqa: N802
        self.seen.append("RSET")
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope):  # noqa: N802
        self.seen.append("QUIT")
        return "221 Bye"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope):  # noqa: N802
        self.return_path, self.recipients = envelope.mail_from, list(envelope.rcpt_tos)
        self.mail_options = envelope.mail_options
        answer = self.answers.get("DATA", "250 2.0.0 Ok: queued as 22065516924")
        if callable(answer) or answer.startswith("250"):
            self.copies.append(envelope.original_content)
        return await self._answer("DATA", "250 2.0.0 Ok: queued as 22065516924", server)

    async def breathe(self) -> None:
        """Lets the server read what is on its way."""
        await asyncio.sleep(0.001)

    def message(self) -> EmailMessage:
        """The only message taken."""
        (message,) = self.messages()
        return message

    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(copy, policy=default) for copy in self.copies]


@pytest.fixture
def hang_up():
    """An answer that never comes: the connection breaks."""

    async def answer(server: SMTP) -> str:
        server.transport.abort()
        return "250 never heard"

    return answer


@pytest.fixture
def sleep_on_it():
    """An answer that never comes: the connection stays."""

    async def answer(server: SMTP) -> str:
        await asyncio.Event().wait()
        return "250 never said"

    return answer


@pytest.fixture
def think():
    """An answer that takes its time."""

    async def answer(server: SMTP) -> str:
        await asyncio.sleep(0.7)
        return "250 OK"

    return answer


def authenticate(server, session, envelope, mechanism, data) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"minutebot", b"right")
    return AuthResult(success=known, handled=False)


def mail_settings(**values: Any) -> MailSettings:
    needed = {"from": "minutebot@lists.example.org", "to": ["dev@lists.example.org"]}
    return plugin.settings.model_validate(needed | values)


async def publish(settings: MailSettings, edition: Edition | None = None, attempt: Attempt | None = None) -> Receipt:
    async with plugin.open(settings) as publisher:
        return await publisher.publish(edition or an_edition(), attempt or FakeAttempt())


@pytest.fixture(name="mail_settings")
def _mail_settings() -> Callable[..., MailSettings]:
    """The least settings, and what the test says."""
    return mail_settings


@pytest.fixture
def mail_to(mailbox) -> Callable[..., MailSettings]:
    """Settings for mail to `mailbox`."""
    return partial(mail_settings, host="127.0.0.1", port=mailbox.port, security="plain")


@pytest.fixture(name="publish")
def _publish() -> Callable[..., Awaitable[Receipt]]:
    """Opens the publisher and publishes: an edition, unless the test has its own, in a first attempt."""
    return publish


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    """A mail server without TLS."""
    box = Mailbox()
    async with listening(lambda: SMTP(box, hostname="mail.test", enable_SMTPUTF8=False)) as box.port:
        yield box


@pytest.fixture
async def secure_mailbox(tls_files) -> AsyncIterator[Mailbox]:
    """A mail server that wants STARTTLS and a login."""
    box = Mailbox()

    def protocol() -> SMTP:
        return SMTP(
            box,
            hostname="mail.test",
            tls_context=tls_files.context(),
            require_starttls=True,
            auth_required=True,
            authenticator=authenticate,
        )

    async with listening(protocol) as box.port:
        yield box


@dataclass(frozen=True)
class TlsFiles:
    """An authority, and the certificate it gave to localhost with its key."""

    ca: str
    cert: str

    def context(self) -> ssl.SSLContext:
        """For the server."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.cert)
        return context


@pytest.fixture(scope="session")
def tls_files(tmp_path_factory) -> TlsFiles:
    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(folder / "cert.pem"))
    return TlsFiles(str(folder / "ca.pem"), str(folder / "cert.pem"))


@dataclass
class ListArchive:
    """The web archive of a list: has what the mailbox took, unless told otherwise; `always` answers everything."""

    mailbox: Mailbox
    port: int = 0
    shows: bool = True
    always: int = 0
    missing_from: str = "no list"
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{{list}}/{{mid}}/"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        self.asked.append(path)
        ids = [message["Message-ID"].strip("<>") for message in self.mailbox.messages()]
        found = self.shows and self.missing_from not in path and any(f"/{message_id}/" in path for message_id in ids)
        status = self.always or (200 if found else 404)
        location = "Location: file:///etc/hostname\r\n" if status // 100 == 3 else ""
        writer.write(f"HTTP/1.1 {status} So\r\n{location}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@pytest.fixture
async def list_archive(mailbox) -> AsyncIterator[ListArchive]:
    """Shows at once what `mailbox` took."""
    archive = ListArchive(mailbox)
    async with await asyncio.start_server(archive.answer, "127.0.0.1", 0) as server:
        archive.port = server.sockets[0].getsockname()[1]
        yield archive


@pytest.fixture
def held(tmp_path) -> Iterator[Held]:
    """A room whose meetings are kept, and may be delivered to an archive."""
    made = Held(tmp_path)
    with closing(made.journal):
        yield made
