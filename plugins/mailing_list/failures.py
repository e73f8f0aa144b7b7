"""What went wrong in an SMTP conversation -> the error for the dispatcher, with a line for the person who can act."""

import os
import ssl
from collections.abc import Callable

from aiosmtplib import (
    SMTPConnectError,
    SMTPConnectResponseError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from bot.api import PermanentError, PublishError, TemporaryError, for_operator
from plugins.mailing_list.clean import clean_line
from plugins.mailing_list.settings import MailSettings

LOGIN_WANTED = 530
TOO_BIG = 552
REFUSED = 5  # RFC 5321 4.2.1: 5yz is a "no" for good, 4yz one for now


def words(error: SMTPResponseException) -> str:
    """What the server said, in one line: "550 5.1.1 no such list"."""
    return clean_line(f"{error.code} {error.message}")


def explained(error: SMTPException | OSError, settings: MailSettings) -> PublishError:
    """The error for one that came before the point of no return, or with the server's own "no" after it."""
    cause = error.__cause__ if isinstance(error, SMTPConnectError) else error
    match cause:
        case ssl.SSLCertVerificationError():
            return for_operator(
                f"{settings.server}: its certificate is not trusted ({cause.verify_message}); set ca_file to the "
                "certificate of its authority, or host to the name in the certificate"
            )
        case ssl.SSLError():
            return for_operator(
                f"{settings.server}: TLS failed ({clean_line(cause.reason or str(cause))}); "
                'usual are port 587 with security = "starttls" and port 465 with security = "tls"'
            )
    if isinstance(error, SMTPResponseException):
        return _refused(error, settings)
    if isinstance(cause, OSError) and not isinstance(cause, SMTPException):
        return TemporaryError(f"{settings.server}: can't connect: {_reason(cause)}")
    return TemporaryError(f"{settings.server}: {clean_line(str(error)) or type(error).__name__}")


def _reason(error: OSError) -> str:
    """The system's word for it, without the address that asyncio repeats for each try."""
    if error.errno is not None and error.errno > 0:  # those of name resolution are negative
        return os.strerror(error.errno)
    return clean_line(error.strerror or str(error))


_KINDS: tuple[tuple[Callable[[SMTPResponseException], bool], Callable[[str], PublishError], str], ...] = (
    (
        lambda error: isinstance(error, SMTPConnectResponseError | SMTPHeloError),
        for_operator,
        "at the greeting; it may not take mail from this machine",
    ),
    (lambda error: error.code == LOGIN_WANTED, for_operator, "and wants a login; set username and password"),
    (lambda error: error.code // 100 != REFUSED, TemporaryError, "and may take it later"),
    (
        lambda error: error.code == TOO_BIG,
        PermanentError,
        "to the mail's size; set max_size (now {settings.max_size} bytes) below what it takes",
    ),
    (
        lambda error: isinstance(error, SMTPRecipientRefused),
        PermanentError,
        "to {error.recipient}; is that the list's address? See `to`",
    ),
    (
        lambda error: isinstance(error, SMTPSenderRefused),
        PermanentError,
        "to mail from {error.sender}; see `from` and `envelope_from`",
    ),
    (lambda _: True, PermanentError, "to the mail"),
)


def _refused(error: SMTPResponseException, settings: MailSettings) -> PublishError:
    raised, hint = next((raised, hint) for applies, raised, hint in _KINDS if applies(error))
    return raised(f'{settings.server} said "{words(error)}" {hint.format(error=error, settings=settings)}')
