"""What a fair copy depends on beside its meeting, as one word."""

import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from bot.core.people import Registry

DRAWING = ("core", "app", "store", "render", "web")
"""The packages that have a hand in a page."""


def mark_of(registry: Registry, links: Mapping[str, str]) -> str:
    """It is another one when pages may say something else, or otherwise, than they did: after an upgrade, too."""
    people = registry.entries, sorted(registry.bots)
    mark = sha256(repr((sys.version_info[:2], people, sorted(links.items()))).encode())
    for package in DRAWING:
        for source in _sources(files("bot") / package):
            mark.update(source)
    return mark.hexdigest()[:20]


def _sources(folder: Traversable) -> Iterator[bytes]:
    """The programs and templates in a folder, and below it."""
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_file():
            yield each.read_bytes()
        elif each.name != "__pycache__":
            yield from _sources(each)
