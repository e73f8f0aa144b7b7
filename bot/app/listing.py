"""What a page of the archive lists, for who wants it in another form than the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of a list: its text, where it is to be read, and in short what else is known of it.

    `label` is its number in a register ("A-7"), or empty. `data` says all of it to programs, in JSON's own types.
    """

    text: str
    address: str
    label: str = ""
    facts: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """`key` is what programs call it."""

    key: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """`address` is the page's; `cut`: there is more than is listed."""

    title: str
    address: str
    parts: tuple[Part, ...]
    cut: bool = False
