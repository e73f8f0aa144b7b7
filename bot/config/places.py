"""Settings of meeting places: one meeting held in several rooms."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Protocol

from pydantic import Field

from bot.config.values import OneLine, Settings
from bot.core.chat import Room

FEWEST = 2


class PlaceSettings(Settings):
    """`rooms` are rooms of the config as NETWORK/ROOM; the first is the place's home."""

    name: Annotated[OneLine, Field(min_length=1)]
    rooms: tuple[str, ...]
    series: OneLine = ""
    publish: tuple[str, ...] | None = None
    private: bool | None = None
    relay: bool = False
    operators_are_chairs: bool = False


class RoomLike(Protocol):
    """What a place needs to know of a room's settings."""

    @property
    def room(self) -> Room: ...
    @property
    def series(self) -> str: ...
    @property
    def publish(self) -> tuple[str, ...] | None: ...


def place_of(places: Sequence[PlaceSettings], room: Room) -> PlaceSettings | None:
    """The place that a room is of."""
    return next((place for place in places if room.key in place.rooms), None)


def wrong_places(
    places: Sequence[PlaceSettings], rooms: Sequence[RoomLike], publishers: Mapping[str, object]
) -> Iterator[str]:
    """Complaints about places, each naming its place."""
    known = {room.room.key: room for room in rooms}
    uses = Counter(key for place in places for key in dict.fromkeys(place.rooms))
    for place in places:
        about = f'meeting_place: "{place.name}"'
        yield from (f"{about}: {complaint}" for complaint in _wrong(place, known, publishers))
        for key in dict.fromkeys(place.rooms):
            if uses[key] > 1:
                yield f"{about}: {key} is in another place, too; a room can be in one only"
    for name, count in Counter(place.name for place in places).items():
        if count > 1:
            yield f'meeting_place: "{name}": {count} places have this name'


def _wrong(place: PlaceSettings, known: Mapping[str, RoomLike], publishers: Mapping[str, object]) -> Iterator[str]:
    if len(set(place.rooms)) < FEWEST:
        yield "a place has two rooms or more; a single room needs none"
    for key, count in Counter(place.rooms).items():
        if key not in known:
            yield f'{key} is not in [[rooms]]; rooms are written NETWORK/ROOM, as in "libera/#kiln"'
        elif count > 1:
            yield f"{key} stands there {count} times"
    yield from (
        f'publishes to "{name}", which is not in [publishers]' for name in place.publish or () if name not in publishers
    )
    yield from _contradicted(place, [known[key] for key in place.rooms if key in known])


def _contradicted(place: PlaceSettings, rooms: Sequence[RoomLike]) -> Iterator[str]:
    """What a room says of its meetings, and the place says otherwise."""
    home = next(iter(rooms), None)
    series = place.series or (home.series if home else "")
    publish = place.publish if place.publish is not None else home.publish if home else None
    for room in rooms:
        if room.series and room.series != (series or place.name):
            yield f"{room.room.key} has the series {room.series}, but its meetings are of {series or place.name}"
        if room.publish is not None and room.publish != publish:
            yield f"{room.room.key} has `publish`, which counts for nothing; its place says it"
