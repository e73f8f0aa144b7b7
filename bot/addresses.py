"""Where a web server shows what a publisher files."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator


def _directory_address(url: str) -> str:
    """The address of a directory, without the slash at its end; "" stays.

    Raises:
        ValueError: it is not an address that pages can be under.
    """
    if not url:
        return ""
    if not url.isascii() or any(letter.isspace() or not letter.isprintable() for letter in url):
        raise ValueError("must be plain ASCII without blanks; write other letters percent-encoded")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError('must begin with "http://" or "https://" and a host')
    if parts.username is not None or parts.query or parts.fragment or "?" in url or "#" in url:
        raise ValueError("must have no user name, no query and no fragment: pages are put under it")
    if url.endswith((".html", ".json", ".xml")):
        raise ValueError("must be the address of the directory, not of a page in it")
    return url.rstrip("/")


PublicUrl = Annotated[str, AfterValidator(_directory_address)]
"""The address of a directory, without the slash at its end, or "" where no web server shows it."""
