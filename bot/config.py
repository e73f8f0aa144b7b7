"""TOML -> typed settings. Every complaint at once, each with its key."""

import codecs
import re
import tomllib
from collections.abc import Container, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    model_validator,
)

from bot.core.chat import Room
from bot.core.people import PersonEntry, Registry
from bot.core.rules import Rules, SeriesRules
from bot.core.slug import slugify


class ConfigError(Exception):
    """The config can't be used; `complaints` is one line each, "key: what is wrong"."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


_UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
_PLAINLY = {"extra_forbidden": "unknown key", "string_pattern_mismatch": "has a letter or a blank that can't be in it"}


def _duration(value: object) -> object:
    """Seconds, or text such as "30 s", "10 min", "1 h", "5 d" -> timedelta."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return timedelta(seconds=value)
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(s|min|h|d)\s*", value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('must be a time such as "30 s", "10 min", "1 h" or "5 d"')
    return timedelta(seconds=float(match[1]) * _UNITS[match[2]])


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError(f'there is no time zone "{value}"; write one such as "Europe/London" or "UTC"')
    return value


def _encoding(value: str) -> str:
    try:
        codecs.lookup(value)
    except LookupError:
        raise ValueError(f'there is no encoding "{value}"; write one such as "cp1252" or "koi8-r"') from None
    return value


OWN_NICK = "minutebot"
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Zone = Annotated[str, AfterValidator(_zone)]
Encoding = Annotated[str, AfterValidator(_encoding)]
OneLine = Annotated[str, Field(pattern=r"^[^\r\n\x00]*$")]
Word = Annotated[str, Field(pattern=r"^[^\s,:\x00]+$", min_length=1)]


class Settings(BaseModel):
    """A table of the config: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Secret(Settings):
    """A secret by value, or (better) in a file of its own, read when it is needed."""

    value: SecretStr | None = None
    file: Path | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.value is None) == (self.file is None):
            raise ValueError("give either value or file")
        return self

    def read(self) -> str:
        """The secret; a file's first line.

        Raises:
            ConfigError: the file can't be read.
        """
        if self.value is not None:
            return self.value.get_secret_value()
        try:
            return (self.file or Path()).read_text(encoding="utf-8").partition("\n")[0].strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8"
            raise ConfigError([f"{self.file}: can't read the secret: {reason}"]) from None


class Tls(Settings):
    verify: bool = True
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None


class Sasl(Settings):
    mechanism: Literal["PLAIN", "EXTERNAL"] = "PLAIN"
    account: OneLine = ""
    password: Secret | None = None
    policy: Literal["required", "optional"] = "required"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.mechanism == "PLAIN" and (not self.account or self.password is None):
            raise ValueError("PLAIN needs account and password")
        return self


class Rate(Settings):
    burst: Annotated[int, Field(ge=1)] = 4
    per_second: Annotated[float, Field(gt=0)] = 1.0


class Keepalive(Settings):
    idle: Duration = timedelta(seconds=60)
    pong: Duration = timedelta(seconds=20)


class Backoff(Settings):
    first: Duration = timedelta(seconds=5)
    longest: Duration = timedelta(minutes=5)


class History(Settings):
    """How much of a server's history is asked for after a gap."""

    max_lines: Annotated[int, Field(ge=0)] = 10_000
    max_age: Duration = timedelta(days=1)


class IrcNetwork(Settings):
    host: OneLine
    port: Annotated[int, Field(ge=1, le=65535)] = 6697
    tls: Tls | Literal[False] = Tls()
    nick: Word = OWN_NICK
    alternative_nicks: tuple[Word, ...] = ()
    username: Word = "minutebot"
    realname: OneLine = "minutebot, taking minutes"
    password: Secret | None = None
    sasl: Sasl | None = None
    rate: Rate = Rate()
    keepalive: Keepalive = Keepalive()
    backoff: Backoff = Backoff()
    history: History = History()
    encoding_fallback: Encoding = "cp1252"
    bots: tuple[Word, ...] = ()
    connect_timeout: Duration = timedelta(seconds=15)
    registration_timeout: Duration = timedelta(seconds=30)


class RoomSettings(Settings):
    network: str
    name: Word
    series: OneLine = ""
    key: Secret | None = None
    prefixes: tuple[Annotated[str, Field(min_length=1, max_length=3)], ...] = ("#",)
    set_topic: bool = True
    operators_are_chairs: bool = True
    start_by: Literal["anyone", "operators"] = "anyone"
    anyone_may_end_after: Duration = timedelta(minutes=60)
    bare_links: bool = True
    publish: tuple[str, ...] | None = None

    @property
    def room(self) -> Room:
        return Room(self.network, self.name)


class SeriesSettings(Settings):
    name: Annotated[OneLine, Field(min_length=1)]
    slug: Annotated[str, Field(pattern=r"^[\w-]*$")] = ""
    timezone: Zone = "UTC"

    def rules(self) -> SeriesRules:
        return SeriesRules(slug=self.slug or slugify(self.name), name=self.name, zone=ZoneInfo(self.timezone))


class PersonSettings(Settings):
    name: Annotated[OneLine, Field(min_length=1)]
    initials: OneLine = ""
    uri: OneLine = ""
    email: OneLine = ""
    nicks: tuple[Word, ...] = ()


class StoreSettings(Settings):
    url: str = "sqlite:///minutebot.db"
    backups: Annotated[int, Field(ge=0)] = 3


class Config(Settings):
    """The whole file."""

    store: StoreSettings = StoreSettings()
    help_url: OneLine = ""
    networks: dict[str, IrcNetwork] = {}
    rooms: tuple[RoomSettings, ...] = ()
    series: tuple[SeriesSettings, ...] = ()
    people: dict[str, PersonSettings] = {}
    links: dict[str, HttpUrl | OneLine] = {}
    publishers: dict[str, dict[str, Any]] = {}
    command_plugins: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _rooms_have_networks(self) -> Self:
        if wrong := unknown_names(self.rooms, self.networks, self.publishers):
            raise ValueError("\n".join(wrong))
        return self

    def registry(self) -> Registry:
        entries = tuple(
            PersonEntry(nick, person.name, person.initials, person.uri, person.email, person.nicks)
            for nick, person in self.people.items()
        )
        bots = {bot.casefold() for network in self.networks.values() for bot in (*network.bots, network.nick)}
        return Registry(entries, frozenset({*bots, OWN_NICK}))

    def series_rules(self) -> tuple[SeriesRules, ...]:
        return tuple(series.rules() for series in self.series)

    def rules(self, room: RoomSettings, described: Mapping[str, str]) -> Rules:
        """How meetings go in a room; `described` says of each publisher where its editions go."""
        publishers = tuple(self.publishers) if room.publish is None else room.publish
        return Rules(
            room=room.room,
            series=room.series or room.name.lstrip("#&+!"),
            own_series=bool(room.series),
            prefixes=room.prefixes,
            set_topic=room.set_topic,
            operators_are_chairs=room.operators_are_chairs,
            operators_start=room.start_by == "operators",
            anyone_may_end_after=room.anyone_may_end_after,
            bare_links=room.bare_links,
            publishers=publishers,
            publishes_to=tuple(described[name] for name in publishers),
            help_url=self.help_url,
            known_series=self.series_rules(),
        )


def unknown_names(rooms: Sequence[Any], networks: Container[str], publishers: Container[str]) -> list[str]:
    """Complaints about rooms (with `name`, `network` and `publish`) that name what is not there."""
    unknown = [(room, "names the network", room.network, "networks") for room in rooms if room.network not in networks]
    for room in rooms:
        unknown += [(room, "publishes to", name, "publishers") for name in room.publish or () if name not in publishers]
    return [f'rooms: {room.name} {does} "{name}", which is not in [{table}]' for room, does, name, table in unknown]


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


def complaints(error: ValidationError, under: str = "") -> list[str]:
    """One line for each thing that is wrong, "networks.libera.port: Input should be ...", secrets left out."""
    lines = []
    for detail in error.errors(include_input=False, include_url=False):
        key = ".".join(str(part) for part in ((under,) if under else ()) + detail["loc"])
        message = _PLAINLY.get(detail["type"], detail["msg"].removeprefix("Value error, "))
        lines += [f"{key}: {line}" if key else line for line in message.splitlines()]  # without a key, it names one
    return lines
