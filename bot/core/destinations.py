"""Where minutes may go: publishers as the config sees them from a room."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Destination:
    """A publisher: its name in the config, and in words where its editions go.

    It is for the meetings of these `series` (slugs), or for all. It was `chosen` if the config names it for this room
    or names this room or series for it: so it gets private minutes, too. `drafts` and `finals` are what it takes.
    """

    name: str
    place: str = ""
    series: frozenset[str] = frozenset()
    chosen: bool = False
    drafts: bool = False
    finals: bool = True

    def is_for(self, series: str) -> bool:
        return not self.series or series in self.series

    def gets(self, series: str, *, private: bool) -> bool:
        """Whether it gets what is held in a series, if it takes it."""
        return self.is_for(series) and (self.chosen or not private)


@dataclass(frozen=True, slots=True)
class Destinations:
    """Those of a room, in the order of the config."""

    all: tuple[Destination, ...] = ()

    def finals(self, series: str, *, private: bool) -> tuple[Destination, ...]:
        """Who gets the minutes of a meeting that ended."""
        return tuple(each for each in self.all if each.finals and each.gets(series, private=private))

    def drafts(self, series: str, *, private: bool) -> tuple[Destination, ...]:
        """Who gets drafts."""
        return tuple(each for each in self.all if each.drafts and each.gets(series, private=private))

    def withholds(self, series: str, *, private: bool) -> bool:
        """Whether nobody gets the minutes only because the meeting is private."""
        return private and bool(self.finals(series, private=False)) and not self.finals(series, private=True)


NOWHERE = Destinations()


def names(destinations: tuple[Destination, ...]) -> tuple[str, ...]:
    """Their names in the config."""
    return tuple(each.name for each in destinations)


def places(destinations: tuple[Destination, ...]) -> tuple[str, ...]:
    """Where they are, in words."""
    return tuple(each.place or each.name for each in destinations)
