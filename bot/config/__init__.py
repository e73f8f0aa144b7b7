"""TOML -> typed settings. Every complaint at once, each with its key."""

import re
import tomllib
from collections.abc import Container, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, HttpUrl, ValidationError, model_validator

from bot.config.bridges import RelayPattern, bridging, misjoined
from bot.config.inbox import ImapInbox, Inbox, LmtpInbox
from bot.config.networks import (
    KINDS,
    OWN_NICK,
    Backoff,
    History,
    IrcNetwork,
    Keepalive,
    MatrixNetwork,
    Network,
    Rate,
    Sasl,
    Tls,
)
from bot.config.people import PersonSettings, account_complaints
from bot.config.places import PlaceSettings, place_of, wrong_places
from bot.config.publishers import PublisherTable, destinations, wrong_bindings, wrong_publish
from bot.config.schedules import AnnounceSettings, ScheduleSettings
from bot.config.series import SeriesSettings
from bot.config.values import ConfigError, Duration, OneLine, RoomName, Secret, Settings, keyed, wrongs
from bot.config.web import ReaderSettings, WebSettings
from bot.core.chat import Room
from bot.core.destinations import Destinations
from bot.core.people import Registry
from bot.core.rules import Place, Rules, SeriesRules

__all__ = [
    "AnnounceSettings",
    "Backoff",
    "Config",
    "ConfigError",
    "Duration",
    "History",
    "ImapInbox",
    "Inbox",
    "IrcNetwork",
    "Keepalive",
    "LmtpInbox",
    "MatrixNetwork",
    "OneLine",
    "PersonSettings",
    "PlaceSettings",
    "Rate",
    "ReaderSettings",
    "RoomSettings",
    "Sasl",
    "ScheduleSettings",
    "Secret",
    "SeriesSettings",
    "Settings",
    "StoreSettings",
    "Tls",
    "WebSettings",
    "complaints",
    "load",
    "parse",
    "unknown_names",
]

_MATRIX_ROOM = re.compile(r"#[^:]+:.+|!.+")


class RoomSettings(Settings):
    network: str
    name: RoomName
    series: OneLine = ""
    key: Secret | None = None
    prefixes: tuple[Annotated[str, Field(min_length=1, max_length=3)], ...] = ("#",)
    dialect: Literal["none", "w3c", "ubuntu", "maubot"] = "none"
    set_topic: bool = True
    operators_are_chairs: bool = True
    start_by: Literal["anyone", "operators"] = "anyone"
    anyone_may_end_after: Duration = timedelta(minutes=60)
    idle_after: Duration = timedelta(minutes=30)
    end_after: Duration = timedelta(minutes=10)
    reopen_within: Duration = timedelta(hours=1)
    final_after: Duration = timedelta(days=3)
    bare_links: bool = True
    private: bool | None = None
    permalinks: bool | None = None
    publish: tuple[str, ...] | None = None
    relay_nicks: dict[str, RelayPattern] | None = None
    bridged_with: OneLine = ""

    @property
    def room(self) -> Room:
        return Room(self.network, self.name)


class StoreSettings(Settings):
    url: str = "sqlite:///minutebot.db"
    backups: Annotated[int, Field(ge=0)] = 3


class Config(Settings):
    """The whole file."""

    store: StoreSettings = StoreSettings()
    web: WebSettings = WebSettings()
    help_url: OneLine = ""
    networks: dict[str, Network] = Field(default_factory=dict)
    rooms: tuple[RoomSettings, ...] = ()
    meeting_place: tuple[PlaceSettings, ...] = ()
    series: tuple[SeriesSettings, ...] = ()
    people: dict[str, PersonSettings] = Field(default_factory=dict)
    links: dict[str, HttpUrl | OneLine] = Field(default_factory=dict)
    publishers: dict[str, PublisherTable] = Field(default_factory=dict)
    command_plugins: tuple[str, ...] = ()
    inbox: Inbox | None = None

    @model_validator(mode="after")
    def _rooms_have_networks(self) -> Self:
        wrong = unknown_names(self.rooms, self.networks, self.publishers)
        wrong += [
            *_misspelt(self.rooms, self.networks),
            *account_complaints(self.people, self.networks),
            *wrong_places(self.meeting_place, self.rooms, self.publishers),
            *_unknown_heralds(self.series, self.publishers),
            *misjoined(self.rooms),
            *wrong_bindings(self.publishers, self.rooms),
        ]
        if not wrong:
            for room in self.rooms:
                wrong += wrong_publish(room.name, self.confided(room), self.held_with(room), self.publishers)
        if wrong:
            raise ValueError("\n".join(wrong))
        return self

    def registry(self) -> Registry:
        entries = tuple(person.entry(nick) for nick, person in self.people.items())
        bots = {bot.casefold() for network in self.networks.values() for bot in network.bot_names}
        return Registry(entries, frozenset({*bots, OWN_NICK}))

    def series_rules(self) -> tuple[SeriesRules, ...]:
        return tuple(series.rules() for series in self.series)

    def rules(self, room: RoomSettings, described: Mapping[str, str]) -> Rules:
        """How meetings go in a room; `described` says of each publisher where its editions go."""
        place, home = place_of(self.meeting_place, room.room), self.home(room)
        series = (place.series if place else "") or home.series
        return Rules(
            room=room.room,
            series=series or (place.name if place else plain_name(room.name)),
            own_series=bool(series),
            prefixes=room.prefixes,
            dialect=room.dialect,
            set_topic=room.set_topic,
            operators_are_chairs=place.operators_are_chairs if place else room.operators_are_chairs,
            operators_start=room.start_by == "operators",
            anyone_may_end_after=home.anyone_may_end_after,
            idle_after=home.idle_after,
            end_after=home.end_after,
            reopen_within=home.reopen_within,
            final_after=home.final_after,
            bare_links=room.bare_links,
            permalinks=room.permalinks,
            private=self._says_private(room, place),
            destinations=self.destinations(room, described),
            help_url=self.help_url,
            bridging=bridging(room, self.networks, self.rooms),
            known_series=self.series_rules(),
            place=self._place(place) if place else None,
        )

    def _says_private(self, room: RoomSettings, place: PlaceSettings | None) -> bool | None:
        """Whether a room is private; None where its network is to say. An IRC channel has no way to say so."""
        said = room.private if place is None or place.private is None else place.private
        return False if said is None and isinstance(self.networks.get(room.network), IrcNetwork) else said

    def destinations(self, room: RoomSettings, described: Mapping[str, str]) -> Destinations:
        """The publishers that may get what is held in a room, by its own setting or its place's, and by theirs."""
        named = self.confided(room)
        tables = {name: self.publishers[name] for name in (self.publishers if named is None else named)}
        return destinations(tables, self.held_with(room), described, self.series_rules(), named=named is not None)

    def held_with(self, room: RoomSettings) -> tuple[Room, ...]:
        """The rooms of the meetings held in a room."""
        place = place_of(self.meeting_place, room.room)
        return self._place(place).rooms if place else (room.room,)

    def home(self, room: RoomSettings) -> RoomSettings:
        """The room whose settings the meetings held here go by: itself, or the first of its place."""
        place = place_of(self.meeting_place, room.room)
        return next(each for each in self.rooms if each.room.key == place.rooms[0]) if place else room

    def confided(self, room: RoomSettings) -> tuple[str, ...] | None:
        """The publishers that are named for the meetings held in a room; None where none are."""
        place = place_of(self.meeting_place, room.room)
        return place.publish if place and place.publish is not None else self.home(room).publish

    def _place(self, place: PlaceSettings) -> Place:
        rooms = {each.room.key: each for each in self.rooms}
        held = [rooms[key] for key in place.rooms]
        topics = tuple(each.room for each in held if each.set_topic)
        return Place(tuple(each.room for each in held), topics, place.relay)


def plain_name(room: str) -> str:
    """A room's name as people say it: "kiln" for `#kiln`, and for `#kiln:example.org`."""
    return room.lstrip("#&+!").partition(":")[0] or room


def _misspelt(rooms: Sequence[RoomSettings], networks: Mapping[str, IrcNetwork | MatrixNetwork]) -> list[str]:
    """Complaints about rooms whose names can't be on their network."""
    wrong = []
    for room in rooms:
        match networks.get(room.network):
            case IrcNetwork() if ":" in room.name:
                wrong.append(f"rooms: {room.name}: a channel's name has no colon in it")
            case MatrixNetwork() if not _MATRIX_ROOM.match(room.name):
                wrong.append(f'rooms: {room.name}: write "#alias:server", or "!id" as the room\'s settings show it')
            case _:
                pass
    return wrong


def unknown_names(rooms: Sequence[Any], networks: Container[str], publishers: Container[str]) -> list[str]:
    """Complaints about rooms (with `name`, `network` and `publish`) that name what is not there."""
    unknown = [(room, "names the network", room.network, "networks") for room in rooms if room.network not in networks]
    for room in rooms:
        unknown += [(room, "publishes to", name, "publishers") for name in room.publish or () if name not in publishers]
    return [f'rooms: {room.name} {does} "{name}", which is not in [{table}]' for room, does, name, table in unknown]


def _unknown_heralds(series: Sequence[SeriesSettings], publishers: Container[str]) -> list[str]:
    """Complaints about series that are announced by what is not there."""
    named = [(each.name, name) for each in series if each.announce for name in each.announce.to or ()]
    unknown = [(series, name) for series, name in named if name not in publishers]
    return [f'series: {series} is announced to "{name}", which is not in [publishers]' for series, name in unknown]


def parse(text: str) -> Config:
    """A config from TOML.

    Raises:
        ConfigError: with every complaint.
    """
    try:
        return Config.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"not TOML: {error}"]) from None
    except ValidationError as error:
        raise ConfigError(complaints(error)) from None


def load(path: Path) -> Config:
    """A config from a file; its relative paths are relative to where the bot runs.

    Raises:
        ConfigError: with every complaint.
    """
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path}: can't read it: {error}"]) from None


def _place(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Where a complaint belongs, in the file's own words: the kind of a network is no key."""
    match location:
        case ("networks", name, kind, *rest) if kind in KINDS:
            return ("networks", name, *rest)
        case _:
            return location


def complaints(error: ValidationError, under: str = "") -> list[str]:
    """One line for each thing that is wrong, "networks.libera.port: Input should be ...", secrets left out."""
    above = (under,) if under else ()
    return [keyed((*above, *_place(location)), line) for location, line in wrongs(error)]
