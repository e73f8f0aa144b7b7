"""One SMTP conversation by hand (RFC 5321), so that a failure says whether the mail may have gone out."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPResponse,
    SMTPServerDisconnected,
    SMTPStatus,
    SMTPTimeoutError,
)

from bot.api import Attempt, ConfigError, Secret, TemporaryError, for_operator, tls_context
from plugins.mailing_list.clean import clean_line
from plugins.mailing_list.failures import REFUSED, words
from plugins.mailing_list.settings import MailSettings

_LINE_START_DOT = re.compile(rb"(?m)^\.")


@asynccontextmanager
async def logged_in(settings: MailSettings) -> AsyncIterator[SMTP]:
    """A session that is ready for MAIL FROM.

    It ends with a QUIT whose answer nobody awaits: that would only widen the gap between the server's "yes" and the
    moment this side writes it down.

    Raises:
        TemporaryError: the config of this side or of the server needs a person.
        SMTPException, OSError: whatever else went wrong.
    """
    client = SMTP(
        hostname=settings.host,
        port=settings.server_port,
        timeout=settings.command_timeout.total_seconds(),
        use_tls=settings.security == "tls",
        start_tls=False,
        tls_context=tls_context(settings.ca_file),
        local_hostname=settings.helo_name or None,
    )
    try:
        await client.connect(timeout=settings.connect_timeout.total_seconds())
        await client.ehlo()
        if settings.security == "starttls":
            await _start_tls(client, settings)
        if settings.password is not None:
            await _log_in(client, settings, settings.password)
        yield client
        if client.protocol is not None and client.is_connected:
            client.protocol.write(b"QUIT\r\n")
    finally:
        client.close()


async def _start_tls(client: SMTP, settings: MailSettings) -> None:
    if not client.supports_extension("starttls"):
        raise for_operator(
            f"{settings.server} offers no STARTTLS, and the mail is not sent in the clear; "
            'try port 465 with security = "tls", or have the server\'s TLS mended'
        )
    await client.starttls()
    await client.ehlo()


async def _log_in(client: SMTP, settings: MailSettings, password: Secret) -> None:
    try:
        await client.login(settings.username, password.read())
    except ConfigError as error:
        raise for_operator(f"password: {error}") from None
    except SMTPAuthenticationError as error:
        if error.code // 100 != REFUSED:  # RFC 4954 section 6: 454 is for now only
            raise
        raise for_operator(f'{settings.server} said "{words(error)}"; check username and password') from None
    except SMTPServerDisconnected:
        raise for_operator(f"{settings.server} hung up at the login; check username and password") from None
    except SMTPTimeoutError:
        raise
    except SMTPException as error:
        raise for_operator(f"{settings.server}: {error.message} Leave out username, or use another port") from None


async def envelope(client: SMTP, settings: MailSettings, size: int) -> None:
    """MAIL FROM, and RCPT TO for every list: all of them or none, so that no list gets the same mail twice."""
    options = [f"SIZE={size}"] if client.supports_extension("size") else []
    await client.mail(settings.return_path, options=options)
    for address in settings.to:
        await client.rcpt(address)


async def hand_over(client: SMTP, message: bytes, attempt: Attempt, patience: float) -> str:
    """DATA, the message, the final dot; returns the server's "yes", awaited for `patience` seconds.

    `attempt` hears of the point of no return right before the dot, and of a "no" after it.

    Raises:
        SMTPDataError: the server said no.
        SMTPServerDisconnected, SMTPReadTimeoutError: the connection failed before the dot.
        TemporaryError: no answer, or none that makes sense, after the dot; the mail may have gone out.
    """
    go_ahead = await client.execute_command(b"DATA")
    protocol = client.protocol
    if go_ahead.code != SMTPStatus.start_input or protocol is None:
        raise SMTPDataError(go_ahead.code, go_ahead.message)
    protocol.write(_LINE_START_DOT.sub(b"..", message))
    await attempt.point_of_no_return()
    try:
        protocol.write(b".\r\n")
    except SMTPServerDisconnected:
        await attempt.certain_failure()
        raise
    try:
        answer = await protocol.read_response(timeout=patience)
    except (SMTPException, OSError) as error:
        raise TemporaryError(f"the mail was handed over, but no answer came: {clean_line(str(error))}") from error
    return await _judged(answer, attempt)


async def _judged(answer: SMTPResponse, attempt: Attempt) -> str:
    match answer.code // 100:
        case 2:
            return clean_line(f"{answer.code} {answer.message}")
        case 4 | 5:
            await attempt.certain_failure()
            raise SMTPDataError(answer.code, answer.message)
    raise TemporaryError(f"the mail was handed over, but the answer makes no sense: {clean_line(str(answer))}")
