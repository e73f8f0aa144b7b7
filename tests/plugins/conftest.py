"""A real SMTP server on loopback whose every answer a test can choose."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


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

    def message(self) -> EmailMessage:
        """The only message taken."""
        (copy,) = self.copies
        return message_from_bytes(copy, policy=default)


async def hang_up(server: SMTP) -> str:
    server.transport.abort()
    return "250 never heard"


def authenticate(server, session, envelope, mechanism, data) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"minutebot", b"right")
    return AuthResult(success=known, handled=False)


@asynccontextmanager
async def serve(protocol: Callable[[], asyncio.BaseProtocol], **listen: Any) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, "127.0.0.1", 0, **listen)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    """A mail server without TLS."""
    box = Mailbox()
    async with serve(lambda: SMTP(box, hostname="mail.test", enable_SMTPUTF8=False)) as box.port:
        yield box


@pytest.fixture
async def secure_mailbox(tls_files) -> AsyncIterator[Mailbox]:
    """A mail server that wants STARTTLS and a login."""
    box = Mailbox()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tls_files.cert)

    def protocol() -> SMTP:
        return SMTP(
            box,
            hostname="mail.test",
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            authenticator=authenticate,
        )

    async with serve(protocol) as box.port:
        yield box


@dataclass(frozen=True)
class TlsFiles:
    ca: str
    cert: str


@pytest.fixture(scope="session")
def tls_files(tmp_path_factory) -> TlsFiles:
    import trustme  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    authority.issue_cert("localhost", "127.0.0.1").private_key_and_cert_chain_pem.write_to_path(
        str(folder / "cert.pem")
    )
    return TlsFiles(str(folder / "ca.pem"), str(folder / "cert.pem"))
