"""What the other side answered, or that it did not -> the error for the dispatcher, in words for who can act."""

import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from aiohttp import ClientConnectorCertificateError, ClientError

from bot.api import PermanentError, PublishError, TemporaryError, for_operator, one_line

LONGEST_WAIT = 86_400.0  # seconds that Retry-After may ask for
LONGEST_REASON = 200
LATER = frozenset({408, 421, 425, 429})
GONE = 410
NOT_ACCEPTED, SERVER_ERROR = 400, 500


def refused(host: str, status: int, headers: Mapping[str, str], said: str, now: datetime) -> PublishError:
    """The error for an answer that is neither yes nor a redirect; `said` is the beginning of its body."""
    reason = one_line(said)[:LONGEST_REASON]
    told = f"{host} answered {status}{f': {reason}' if reason else ''}"
    if status >= SERVER_ERROR or status in LATER:
        return TemporaryError(told, retry_after=retry_after(headers.get("Retry-After", ""), now))
    if status == GONE:
        return PermanentError(f"{told}; it wants no more of them: take the publisher out of the config, or mend `url`")
    return PermanentError(f"{told}; see url, secret and token")


def redirected(host: str, status: int, where: str) -> PermanentError:
    """The error for a redirect that is not followed."""
    return PermanentError(f"{host} answered {status} and leads to {one_line(where)[:LONGEST_REASON]}; see url")


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds that a server asks to wait (RFC 9110 10.2.3), a day at most; None if it asks for nothing sensible."""
    if value.strip().isdecimal():
        return min(float(value), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), LONGEST_WAIT)


def not_reached(host: str, error: ClientError | OSError | TimeoutError, timeout: float) -> TemporaryError:
    """The error for no answer at all."""
    match error:
        case ClientConnectorCertificateError() | ssl.SSLCertVerificationError():
            return for_operator(f"{host}: its certificate is not trusted; set ca_file to that of its authority")
        case TimeoutError():
            return TemporaryError(f"{host}: no answer in {timeout:.0f} s")
        case _:
            return TemporaryError(f"{host}: {one_line(str(error)) or type(error).__name__}")
