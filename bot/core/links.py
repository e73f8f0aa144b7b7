"""URLs in a typed line: which schemes become links, and where a URL ends."""

import re
from collections.abc import Iterator

_REST = r"[^\s<>\"`\\]"
URL = (
    rf"(?<![A-Za-z0-9+.-])(?:(?:https?|ircs?|ftp|ssh)://{_REST}+"
    rf"|(?:mailto|xmpp):[^\s<>\"`\\@]{{1,64}}@{_REST}+|matrix:(?://)?[a-z]+/{_REST}+)"
)
_URLS = re.compile(URL, re.IGNORECASE)
_LINKABLE = re.compile(r"(?:(?:https?|ircs?|ftp|ssh)://|(?:mailto|matrix|xmpp):)\S+", re.IGNORECASE | re.ASCII)
_TRAILING = ".,;:!?'*_~\u2026\u3002\uff0c"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def linkable(url: str) -> bool:
    """Whether the scheme is one of those that become links; `javascript:` is text."""
    return _LINKABLE.fullmatch(url) is not None


def trimmed(url: str) -> str:
    """The URL without the punctuation of the sentence around it; a bracket stays when its partner is in the URL."""
    unopened = {closing: url.count(closing) - url.count(opening) for closing, opening in _BRACKETS.items()}
    end = len(url)
    while end and (url[end - 1] in _TRAILING or unopened.get(url[end - 1], 0) > 0):
        end -= 1
        if url[end] in unopened:
            unopened[url[end]] -= 1
    return url[:end]


def urls_in(text: str) -> Iterator[str]:
    """Every URL of a line that would become a link, in their order."""
    found = (trimmed(match[0]) for match in _URLS.finditer(text))
    return (url for url in found if linkable(url))
