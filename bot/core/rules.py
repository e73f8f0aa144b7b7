"""What the config says of a room and of a series, as far as the core needs it."""

from dataclasses import dataclass, field
from datetime import UTC, timedelta, tzinfo

from bot.core.bridges import Bridging
from bot.core.chat import Room, RoomView
from bot.core.destinations import NOWHERE, Destinations
from bot.core.dialects import NONE
from bot.core.quorum import Quorum
from bot.core.schedule import Schedule
from bot.core.slug import slugify


@dataclass(frozen=True, slots=True)
class SeriesRules:
    """A series of meetings: `zone` decides which day one belongs to, `quorum` whether its votes count."""

    slug: str
    name: str
    zone: tzinfo = UTC
    quorum: Quorum | None = None
    schedule: Schedule | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where one meeting is held in several rooms; the first is its home, which it is known by.

    `topic_rooms` are those whose topic follows the meeting. `relay`: each room is shown what is said in the others.
    """

    rooms: tuple[Room, ...]
    topic_rooms: tuple[Room, ...] = ()
    relay: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """How meetings go in one room, which may be one of a place's.

    `series` is the name a meeting gets that is started without one; if not `own_series`, it is only the room's name,
    and the agenda is for whatever is held there next. `destinations` are the publishers that may get the minutes. A
    meeting that ended may be reopened and corrected for as long as `reopen_within` and `final_after` say.
    `links_in_talk`: every URL that is said is recorded, once, as for a log in which nobody knew a command. After
    `idle_after` of silence the room is asked whether the meeting goes on, and `end_after` later it ends by itself;
    either may be 0, which means never. `private` is None where the network is to say. `bridging` is about the bridges
    that end here.
    """

    room: Room
    series: str
    own_series: bool = True
    prefixes: tuple[str, ...] = ("#",)
    dialect: str = NONE
    set_topic: bool = True
    operators_are_chairs: bool = True
    operators_start: bool = False
    anyone_may_end_after: timedelta = timedelta(minutes=60)
    idle_after: timedelta = timedelta(minutes=30)
    end_after: timedelta = timedelta(minutes=10)
    bare_links: bool = True
    links_in_talk: bool = False
    private: bool | None = None
    permalinks: bool | None = None
    destinations: Destinations = NOWHERE
    reopen_within: timedelta = timedelta(hours=1)
    final_after: timedelta = timedelta(days=3)
    help_url: str = ""
    bridging: Bridging = field(default_factory=Bridging)
    known_series: tuple[SeriesRules, ...] = field(default=())
    place: Place | None = None

    @property
    def rooms(self) -> tuple[Room, ...]:
        """Every room of the meetings held here, their home first."""
        return self.place.rooms if self.place else (self.room,)

    @property
    def home(self) -> Room:
        return self.rooms[0]

    @property
    def elsewhere(self) -> tuple[Room, ...]:
        """The other rooms of the meetings held here."""
        return tuple(room for room in self.rooms if room != self.room)

    @property
    def topic_rooms(self) -> tuple[Room, ...]:
        """The rooms whose topic follows the meeting."""
        return self.place.topic_rooms if self.place else (self.room,) * self.set_topic

    @property
    def relays(self) -> bool:
        return self.place is not None and self.place.relay

    def says_private(self, view: RoomView) -> bool:
        """Whether what is said in this room is not for everybody: by the config, or else by its network."""
        return view.private if self.private is None else self.private

    def links_events(self, *, private: bool) -> bool:
        """Whether the minutes lead to the messages in the room; those of a private one only members can open."""
        return not private if self.permalinks is None else self.permalinks

    def series_named(self, name: str) -> SeriesRules:
        """The configured series of that name or slug, in any case; a new one when there is none."""
        return series_named(name, self.known_series)


def series_named(name: str, configured: tuple[SeriesRules, ...]) -> SeriesRules:
    """The configured series of that name or slug, in any case; a new one when there is none."""
    slug = slugify(name)
    for known in configured:
        if slug in {known.slug, slugify(known.name)}:
            return known
    return SeriesRules(slug=slug, name=name)
