"""What can go wrong between us and a homeserver. nio returns errors as values, and raises what comes from below it."""

import os
from typing import Any, TypeVar

import aiohttp
import nio

from bot.failures import ODD

T = TypeVar("T")
LOGGED_OUT = frozenset({"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"})
SERVER_ERROR, TOO_MANY = 500, 429
BROKEN = (
    aiohttp.ClientError,
    nio.exceptions.ProtocolError,
    OSError,  # TimeoutError is one
    *ODD,  # an answer that is none
)
"""What is worth another try, whatever it is."""


class Fault(Exception):  # noqa: N818 - it is what the server answered
    """An answer that says no. `code` is Matrix's own word, "" where it has none."""

    def __init__(self, message: str, code: str = "", status: int = 0, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.retry_after = retry_after

    @property
    def logged_out(self) -> bool:
        return self.code in LOGGED_OUT

    @property
    def lasting(self) -> bool:
        """Whether the same request will be refused again."""
        refused = bool(self.code) and self.code != "M_LIMIT_EXCEEDED"
        return refused and not self.logged_out and self.status not in {0, TOO_MANY} and self.status < SERVER_ERROR


def checked(answer: Any, kind: type[T]) -> T:
    """The answer, if it is of this kind.

    Raises:
        Fault: it is an error.
    """
    if isinstance(answer, kind):
        return answer
    status = getattr(getattr(answer, "transport_response", None), "status", 0)
    code = answer.status_code if isinstance(getattr(answer, "status_code", None), str) else ""
    wait = getattr(answer, "retry_after_ms", None)
    message = " ".join(filter(None, (code, str(getattr(answer, "message", "")), f"(HTTP {status})" if status else "")))
    raise Fault(message, code, status, wait / 1000 if isinstance(wait, int) else 0.0)


def in_words(error: BaseException) -> str:
    """One phrase: "connection refused"."""
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno).lower()
    return str(error) or ("no answer in time" if isinstance(error, TimeoutError) else type(error).__name__)
