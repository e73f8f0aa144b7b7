"""What a view is handed, and what it gives back."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast

from bot.app.reading import PUBLIC, Desk, Reader, Scope, Writer
from bot.core.former import Former
from bot.core.people import Registry
from bot.core.rules import SeriesRules
from bot.web.look import Look
from bot.web.places import LISTED

T = TypeVar("T")
FEW = 3
"""What is kept at a time: what a page lists, how its forms say it, and what all pages of its kind are made of."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the file it is, from the root, and what makes its text, in pieces.

    One that only `leads_to` another file has no text; `lasting`: that file has its place for ever. One that is `gone`
    says why.
    """

    file: str
    make: Callable[[], Iterable[str]] = tuple
    leads_to: str = ""
    lasting: bool = False
    gone: bool = False

    @property
    def text(self) -> str:
        return "".join(self.make())


@dataclass(frozen=True, slots=True)
class Site:
    """Everything pages are made of. `scope` is what the reader of the page sees, `today` the day it is.

    `instance` tells this installation from any other; `schedules` are the config's series, by slug.
    `old` are the addresses of an older bot. `copies` has the parts of a meeting's pages where they were written out
    once (`bot.web.parts`). `kept` is what was recalled last, where many pages are made in a row.
    """

    reader: Reader
    desk: Desk
    writer: Writer
    look: Look
    today: Callable[[], date]
    authority: str
    registry: Registry = field(default_factory=Registry)
    instance: str = ""
    schedules: Mapping[str, SeriesRules] = field(default_factory=dict)
    scope: Scope = PUBLIC
    old: tuple[Former, ...] = ()
    copies: Callable[[str], Mapping[str, str] | None] = lambda _meeting_id: None
    kept: dict[Hashable, Any] | None = None

    def recall(self, make: Callable[..., T], **named: str) -> T:
        """What this makes of the site; once for all the forms of a page, and for pages in a row that ask the same."""
        if self.kept is None:
            return make(self, **named)
        key = make, self.scope, tuple(named.items())
        found = self.kept.pop(key) if key in self.kept else make(self, **named)
        self.keep(key, found)
        return cast("T", found)

    def keep(self, key: Hashable, found: object) -> None:
        """Keep it in the place of what was asked for longest ago."""
        if self.kept is not None:
            self.kept[key] = found
            while len(self.kept) > FEW:
                del self.kept[next(iter(self.kept))]

    def page(self, template: str, file: str, kind: str = "", **values: object) -> Page:
        """A page of the site's own look; one that lists something, of this kind, leads to its other forms."""
        forms = LISTED.get(kind, ())
        return Page(file, lambda: (self.look.render(template, file, site=self, forms=forms, **values),))


View = Callable[..., Page | None]
"""A function of a `Site` and of what the address names; None when there is no such page."""
