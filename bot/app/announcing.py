"""What is said before a meeting: a call for agenda items, then the agenda, by mail; a reminder in the room."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum
from typing import Protocol

from bot.app.audience import NOBODY, Audience
from bot.app.batch import State
from bot.app.ports import Clock, UnwritableError
from bot.core.chat import Room, RoomView
from bot.core.discretion import told
from bot.core.schedule import Occasion, Schedule, is_held, next_occasion
from bot.core.series import Series, named

logger = logging.getLogger(__name__)
LONGEST = timedelta(minutes=10)  # the machine's clock may be set
AGAIN = timedelta(seconds=30)
LATE = timedelta(minutes=5)  # a reminder that comes later than this is none


class Notice(Enum):
    """What is announced; the value is the word in the database and in Message-IDs."""

    CALL = "call"
    MOVED = "moved"
    AGENDA = "agenda"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a series announces: how long before it meets (0 is never), and to whom.

    `by_mail`: who answers such a mail under the subject `agenda+ TEXT` puts an item on the agenda.
    """

    slug: str
    name: str
    zone: tzinfo
    schedule: Schedule | None
    before: Mapping[Notice, timedelta]
    audience: Audience = NOBODY
    by_mail: bool = False

    @property
    def rooms(self) -> tuple[Room, ...]:
        """Where it meets, and is reminded of it."""
        return tuple(rules.room for rules in self.audience.rooms)


@dataclass(frozen=True, slots=True)
class Announced:
    """Something that was announced. `moves` grows with each change of when the series meets next."""

    series: str
    kind: Notice
    occasion: Occasion
    moves: int = 0
    instead_of: date | None = None

    @property
    def name(self) -> str:
        """Its name for ever, of which Message-IDs are made."""
        again = str(self.moves) if self.kind is Notice.MOVED else ""
        return f"{self.series}-{self.occasion.on.isoformat()}.{self.kind.value}{again}"


class AnnouncementBook(Protocol):
    """What was announced. Each may raise UnwritableError."""

    async def latest(self, series: str) -> Sequence[Announced]:
        """All that was announced of the last occasion that anything was announced of, the oldest first."""

    async def announce(self, announced: Announced, publishers: Sequence[str], at: datetime) -> bool:
        """Keep it, and queue its deliveries; False when that was done before."""


class Back(Protocol):
    """The way back to the rooms."""

    def say(self, room: Room, text: str) -> None: ...

    def view(self, room: Room) -> RoomView: ...


class Announcer:
    """Sleeps until something is to be announced, or `changed` is called."""

    def __init__(
        self,
        plans: Sequence[Plan],
        state: Callable[[], State],
        book: AnnouncementBook,
        clock: Clock,
        chat: Back,
    ) -> None:
        self._plans = plans
        self._state = state
        self._book = book
        self._clock = clock
        self._chat = chat
        self._changed = asyncio.Event()
        self.queued: Callable[[], None] = lambda: None

    def changed(self) -> None:
        """Something may be due at another time than before."""
        self._changed.set()

    async def run(self) -> None:
        """Announce until cancelled; at once if there is nothing that ever would be."""
        while self._plans:
            self._changed.clear()
            try:
                pause = min([await self.look(plan) for plan in self._plans])
            except UnwritableError as error:
                logger.warning("can't announce now: %s", error)
                pause = AGAIN
            with suppress(TimeoutError):
                async with asyncio.timeout(pause.total_seconds()):
                    await self._changed.wait()

    async def look(self, plan: Plan) -> timedelta:
        """Announce what is due of a series; returns how long nothing else will be."""
        now, private = self._clock.now(), plan.audience.is_private(self._chat.view)
        series = told(named(self._state().series, plan.slug, plan.name), private=private)
        coming = next_occasion(plan.schedule, series, plan.zone, now)
        if coming is None:
            return LONGEST
        before = await self._book.latest(plan.slug)
        longest = LONGEST
        for due in due_now(plan, series, coming, before, now):
            publishers = () if due.kind is Notice.REMINDER else plan.audience.publishers(plan.slug, self._chat.view)
            if publishers is None:
                longest = AGAIN
            elif await self._book.announce(due, publishers, now):
                self._announced(plan, due, series, publishers)
        waits = [moment - now for moment in moments(plan, coming).values() if moment > now]
        return min([*waits, coming.over_at - now, longest])

    def _announced(self, plan: Plan, due: Announced, series: Series, publishers: Sequence[str]) -> None:
        logger.info("%s, %s: %s", plan.name, due.occasion.on, due.kind.value)
        if due.kind is Notice.REMINDER:
            for rules in plan.audience.rooms:
                known = told(series, private=rules.says_private(self._chat.view(rules.room)))
                self._chat.say(rules.room, reminder(known, due.occasion, plan.before[Notice.REMINDER]))
        elif publishers:
            self.queued()


def moments(plan: Plan, coming: Occasion) -> dict[Notice, datetime]:
    """When what is to be announced of an occasion."""
    begins = coming.begins or coming.over_at - timedelta(days=1)
    reminds = coming.begins is not None
    wanted = {kind: time for kind, time in plan.before.items() if time and (reminds or kind is not Notice.REMINDER)}
    return {kind: begins - before for kind, before in wanted.items()}


def due_now(
    plan: Plan, series: Series, coming: Occasion, before: Sequence[Announced], now: datetime
) -> list[Announced]:
    """What is to be announced now. One that was called for and is on another day, or at another time, has moved."""
    done = {each.kind for each in before if each.occasion == coming}
    moved = _moved_from(series, coming, before, now)
    moves = _moves(series, before, changed=moved is not None)
    found: list[Announced] = []
    for kind, moment in moments(plan, coming).items():
        if kind is Notice.REMINDER and moment + LATE < now:
            continue
        covered = kind is Notice.CALL and (moved is not None or done & {Notice.MOVED, Notice.AGENDA})
        if moment <= now and kind not in done and not covered:
            found.append(Announced(plan.slug, kind, coming, moves))
    if moved is not None:
        found.insert(0, Announced(plan.slug, Notice.MOVED, coming, moves, moved))
    called_late = {each.kind for each in found} >= {Notice.CALL, Notice.AGENDA}
    return [each for each in found if not (called_late and each.kind is Notice.CALL)]


def _moves(series: Series, before: Sequence[Announced], *, changed: bool) -> int:
    """Greater than what was announced of another day or hour, also where it is the config that changed."""
    told = max((each.moves for each in before), default=0)
    return max(series.moves, told + changed)


def _moved_from(series: Series, coming: Occasion, before: Sequence[Announced], now: datetime) -> date | None:
    """The day on which the list expects a meeting that is now the coming one."""
    last = before[-1].occasion if before else coming
    mailed = any(each.kind is not Notice.REMINDER for each in before)
    expected = last.over_at > now and not is_held(series, last.on)
    return last.on if mailed and expected and last != coming else None


def reminder(series: Series, occasion: Occasion, before: timedelta) -> str:
    """What the room is told: "Weekly Meeting begins here in 15 minutes, at 16:00 Europe/London; on the agenda: ..."."""
    items = "; ".join(f"{number}. {entry.text}" for number, entry in enumerate(series.agenda, 1))
    agenda = f"on the agenda: {items}" if items else "nothing is on the agenda yet (#agenda TEXT adds an item)"
    when = f"in {_span(before)}, at {occasion.wall} {occasion.zone}"
    return f"{series.name} begins here {when}; {agenda}."


def _span(time: timedelta) -> str:
    minutes = round(time.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    if hours and not rest:
        return "an hour" if hours == 1 else f"{hours} hours"
    return "a minute" if minutes == 1 else f"{minutes} minutes"
