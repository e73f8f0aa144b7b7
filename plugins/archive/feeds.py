"""Atom feeds (RFC 4287) of the archive and of each series."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from operator import attrgetter
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from plugins.archive.entries import Entry
from plugins.archive.places import address, link

LONGEST = 50
"""Entries in a feed."""

EPOCH = "2026"
"""The date in the feeds' own tag URIs; any date at which the authority was ours, and never another one."""


def authority(public_url: str, instance: str) -> str:
    """Who makes the tag URIs (RFC 4151 2.1): the host of the public address, else a name nobody else can have."""
    host = urlsplit(public_url).hostname or ""
    if host and ":" not in host:
        return host
    name = "".join(letter for letter in instance.lower() if letter.isascii() and letter.isalnum())
    return f"minutebot-{name or 'archive'}.invalid"


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is of: `page` is the page that lists the same, `series` is empty for the whole archive."""

    file: str
    page: str
    title: str
    series: str
    authority: str
    public_url: str

    @property
    def id(self) -> str:
        return f"tag:{self.authority},{EPOCH}:archive" + (f"/{quote(self.series)}" if self.series else "")

    def href(self, target: str) -> str:
        return address(self.public_url, target) if self.public_url else link(target, self.file)


def atom(feed: Feed, entries: Iterable[Entry]) -> str:
    """The feed of the meetings that changed last; there must be one at least, and the newest first is quickest."""
    told = [*entries]
    told = [entry for entry in told if not entry.aborted] or told
    latest = nlargest(LONGEST, told, key=attrgetter("updated", "date", "path"))
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _time(latest[0].updated))
    SubElement(root, "link", rel="self", type="application/atom+xml", href=feed.href(feed.file))
    SubElement(root, "link", rel="alternate", type="text/html", href=feed.href(feed.page))
    _text(root, "generator", "minutebot")
    for entry in latest:
        _entry(SubElement(root, "entry"), feed, entry)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _entry(node: Element, feed: Feed, entry: Entry) -> None:
    _text(node, "id", f"tag:{feed.authority},{entry.key}")
    _text(node, "title", f"{'Draft: ' if entry.draft else ''}{entry.title or entry.path}")
    _text(node, "published", _time(entry.ended_at or entry.started_at))
    _text(node, "updated", _time(entry.updated))
    author = SubElement(node, "author")
    _text(author, "name", entry.author or "minutebot")
    if urlsplit(entry.author_uri).scheme in {"http", "https"}:
        _text(author, "uri", entry.author_uri)
    SubElement(node, "link", rel="alternate", type="text/html", href=feed.href(entry.html))
    SubElement(node, "category", term=entry.series, label=entry.name or entry.series)
    _text(node, "summary", entry.digest or entry.title or entry.path)


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text


def _time(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
