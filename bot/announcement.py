"""What is said of a meeting to come, as publishers get it."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.core.minutes import AgendaItem


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is said of a meeting to come. `kind` is "call" (for agenda items), "moved" or "agenda".

    `name` is its own for ever ("weekly-2026-04-15.call"), `thread` has those of what was announced of this meeting
    before, the oldest first. `begins` is UTC, None where only the day is known; `wall` and `zone` are the time on the
    clock there and the zone's name. `instead_of` is the day that it was moved from. `by_mail`: an answer under the
    subject `agenda+ TEXT` puts an item on the agenda. `calendar` is the meeting as RFC 5545 has it. `told` are the
    keys of the rooms that hear of it.
    """

    kind: str
    name: str
    series: str
    title: str
    on: date
    begins: datetime | None = None
    wall: str = ""
    zone: str = ""
    rooms: tuple[str, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    instead_of: date | None = None
    thread: tuple[str, ...] = ()
    by_mail: bool = False
    calendar: bytes = b""
    instance: str = ""
    told: tuple[str, ...] = ()
