"""How a publisher says that it could not publish, and what to expect of bytes that strangers send."""

OPERATOR_RETRY = 3600.0  # seconds; nothing changes until a person changes it


ODD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reading raises where it finds anything but what should be there."""


class PublishError(Exception):
    """A delivery attempt that failed; the message is one line for the person who can act on it."""


class TemporaryError(PublishError):
    """Worth another try, by the dispatcher's backoff or after `retry_after` seconds."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PermanentError(PublishError):
    """No retry can mend it; a person must."""


def for_operator(message: str) -> TemporaryError:
    """A mistake in the config, of here or of the other side: what is published waits until it is mended."""
    return TemporaryError(message, retry_after=OPERATOR_RETRY)
