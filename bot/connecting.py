"""Whom a publisher trusts at the other end of a connection."""

import ipaddress
import ssl
from pathlib import Path

from bot.failures import for_operator


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Trusts the system's authorities, and the one in `ca_file`.

    Raises:
        TemporaryError: `ca_file` can't be used.
    """
    context = ssl.create_default_context()
    try:
        if ca_file is not None:
            context.load_verify_locations(cafile=ca_file)
    except OSError as error:  # ssl.SSLError is one too
        raise for_operator(f"ca_file {ca_file} can't be used: {error}") from None
    return context


def is_loopback(host: str) -> bool:
    """Whether what is said to this host stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
