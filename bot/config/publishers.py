"""What every publisher's table may say, whatever its plugin: whose minutes it gets, and which editions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Protocol, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from bot.config.values import OneLine, Settings, keyed, wrongs
from bot.core.chat import Room
from bot.core.destinations import Destination, Destinations
from bot.core.rules import SeriesRules, series_named


class Binding(Settings):
    """Left out, `series` and `rooms` are all, and `drafts` what the plugin takes. With both, both must fit.

    A room is NETWORK/ROOM, or its name alone.
    """

    plugin: str = ""
    series: Annotated[tuple[OneLine, ...] | None, Field(min_length=1)] = None
    rooms: Annotated[tuple[OneLine, ...] | None, Field(min_length=1)] = None
    drafts: bool | None = None
    finals: bool = True

    @model_validator(mode="after")
    def _takes_something(self) -> Self:
        if not self.finals and self.drafts is False:
            raise ValueError("with drafts = false and finals = false it gets nothing; take it out, or one of these")
        return self

    def has_rooms(self, rooms: Sequence[Room]) -> bool:
        """Whether meetings held in all these rooms at once are for it."""
        return self.rooms is None or any(name in self.rooms for room in rooms for name in (room.key, room.name))

    @property
    def chooses(self) -> bool:
        """Whether it says whose minutes it gets."""
        return self.series is not None or self.rooms is not None


COMMON = frozenset(Binding.model_fields)
"""The keys that are no plugin's."""


def binding_of(table: Mapping[str, Any]) -> Binding:
    """What a publisher's table says of itself.

    Raises:
        ValidationError: it can't be meant.
    """
    return Binding.model_validate({key: value for key, value in table.items() if key in COMMON})


def _bound(table: dict[str, Any]) -> dict[str, Any]:
    """The table, if what it says of itself can be meant; a complaint stands under its key."""
    try:
        binding_of(table)
    except ValidationError as error:
        raise ValueError("\n".join(keyed(location, line) for location, line in wrongs(error))) from None
    return table


PublisherTable = Annotated[dict[str, Any], AfterValidator(_bound)]


class RoomLike(Protocol):
    """What a publisher needs to know of a room's settings."""

    @property
    def room(self) -> Room: ...


def wrong_bindings(publishers: Mapping[str, Mapping[str, Any]], rooms: Sequence[RoomLike]) -> Iterator[str]:
    """Complaints about publishers that are bound to rooms which are not there."""
    known = {name for each in rooms for name in (each.room.key, each.room.name)}
    for name, table in publishers.items():
        for room in binding_of(table).rooms or ():
            if room not in known:
                yield f'publishers.{name}.rooms: "{room}" is not in [[rooms]]; write NETWORK/ROOM, or the name alone'


def wrong_publish(
    name: str, publish: Sequence[str] | None, rooms: Sequence[Room], publishers: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    """Complaints about a room, or a place, that names publishers which are for other rooms."""
    for publisher in publish or ():
        if publisher in publishers and not binding_of(publishers[publisher]).has_rooms(rooms):
            yield f'rooms: {name} publishes to "{publisher}", whose `rooms` leave it out'


def destinations(
    publishers: Mapping[str, Mapping[str, Any]],
    rooms: Sequence[Room],
    described: Mapping[str, str],
    series: tuple[SeriesRules, ...],
    *,
    named: bool,
) -> Destinations:
    """The publishers that may get what is held in these rooms at once.

    `named`: it is the rooms' own setting that chose these; `described` says where their editions go.
    """
    bindings = {name: binding_of(table) for name, table in publishers.items()}
    return Destinations(
        tuple(
            Destination(
                name=name,
                place=described.get(name, name),
                series=frozenset(series_named(each, series).slug for each in binding.series or ()),
                chosen=named or binding.chooses,
                drafts=binding.drafts is not False,
                finals=binding.finals,
            )
            for name, binding in bindings.items()
            if binding.has_rooms(rooms)
        )
    )
