"""What must be true of an archive's directory at every instant, whoever was killed while writing to it."""

import posixpath
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit
from xml.etree import ElementTree as ET


class _Page(HTMLParser):
    """The addresses a page leads to, and the ids in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.ids.add(values.get("id") or "")
        if tag in {"a", "link"} and values.get("href"):
            self.links.append(values["href"])
        if values.get("http-equiv") == "refresh":
            self.links.append(values["content"].partition("url=")[2])


def links(text: str) -> list[str]:
    return _Page(text).links


def ids(text: str) -> set[str]:
    return _Page(text).ids


def complaints(root: Path) -> list[str]:
    """What is wrong: pages that list meetings, and feeds, that lead nowhere."""
    return list(_link_complaints(root))


def _link_complaints(root: Path) -> Iterator[str]:
    for page in root.rglob("index.html"):
        text = page.read_text()
        for href in links(text):
            address, fragment = urldefrag(href.partition("?")[0])
            if fragment and not address and fragment not in _Page(text).ids:
                yield f"{page}: no #{fragment}"
            yield from _dead(root, page, address)
    for page in root.rglob("atom.xml"):
        for node in ET.fromstring(page.read_bytes()).iterfind(".//{*}link"):
            yield from _dead(root, page, node.get("href", ""))


def _dead(root: Path, page: Path, address: str) -> Iterator[str]:
    """`address`, if it is one of the archive's own that is not there."""
    if address and not urlsplit(address).scheme:
        target = posixpath.normpath(posixpath.join(page.parent.relative_to(root).as_posix(), unquote(address)))
        if target.startswith("..") or not (root / target).is_file():
            yield f"{page.relative_to(root)} leads to {address}"
