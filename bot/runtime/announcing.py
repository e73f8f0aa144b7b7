"""Announcements, put together: plans from the config, and what an announcement says."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from bot.api import AgendaItem, Announcement
from bot.app.announcing import Announced, Announcer, Notice, Plan
from bot.app.audience import Audience
from bot.app.dispatcher import Dispatcher
from bot.app.letters import Letter, Reader
from bot.app.letters import LetterBook as Letters
from bot.app.ports import Clock, UnwritableError
from bot.app.recorder import Recorder
from bot.app.setting import Setting
from bot.config import Config, Inbox, SeriesSettings
from bot.core.appointments import appointment
from bot.core.chat import AgendaMailed, Room, RoomView
from bot.core.discretion import told
from bot.core.schedule import Occasion
from bot.core.series import named
from bot.render.calendar import calendar
from bot.runtime.mail import take_mail
from bot.runtime.plugins import ConfiguredPublisher
from bot.runtime.record import Record
from bot.runtime.world import World
from bot.store.announcements import AnnouncementBook
from bot.store.letters import LetterBook
from bot.store.library import Library

PATIENCE, POLL = 30.0, 0.05  # seconds
logger = logging.getLogger(__name__)


def plans(config: Config, chosen: Setting, publishers: Mapping[str, ConfiguredPublisher]) -> list[Plan]:
    """What each series of the config announces."""
    return [_plan(series, chosen, publishers) for series in config.series if series.announce is not None]


def _plan(series: SeriesSettings, chosen: Setting, publishers: Mapping[str, ConfiguredPublisher]) -> Plan:
    rules, announce = series.rules(), series.announce
    assert announce is not None, "only such a series has a plan"  # noqa: S101 - for the type checker
    rooms = tuple(here for here in chosen.rooms.values() if here.series_named(here.series).slug == rules.slug)
    able = tuple(name for name, each in publishers.items() if each.plugin.announces)
    return Plan(
        slug=rules.slug,
        name=rules.name,
        zone=rules.zone,
        schedule=rules.schedule,
        before={Notice.CALL: announce.call, Notice.AGENDA: announce.agenda, Notice.REMINDER: announce.remind},
        audience=Audience(rooms, able, announce.to),
        by_mail=announce.by_mail,
    )


@dataclass(frozen=True, slots=True)
class Herald:
    """Makes announcements as they are kept; the agenda is as it stands when it is made."""

    library: Library
    plans: Sequence[Plan]
    instance: str
    view: Callable[[Room], RoomView]

    def make(self, announcement_id: int, publisher: str) -> Announcement:
        """Raises LookupError: there is no such announcement, or its series announces nothing any more."""
        announced, made_at = self.library.announcement(announcement_id)
        plan = next((plan for plan in self.plans if plan.slug == announced.series), None)
        if plan is None:
            raise LookupError(f"{announced.series} announces nothing; see [series.announce]")
        before = self.library.announced(announced.series, announced.occasion.on)
        at = before.index(announced) if announced in before else len(before)
        occasion = announced.occasion
        return Announcement(
            kind=announced.kind.value,
            name=announced.name,
            series=plan.slug,
            title=plan.name,
            on=occasion.on,
            begins=occasion.begins,
            wall=occasion.wall,
            zone=occasion.zone,
            rooms=tuple(room.name for room in plan.rooms),
            agenda=self._agenda(plan, publisher),
            instead_of=announced.instead_of,
            thread=tuple(each.name for each in before[:at]),
            by_mail=plan.by_mail,
            calendar=self._calendar(announced, plan, made_at),
            instance=self.instance,
            told=tuple(room.key for room in plan.rooms),
        )

    def _agenda(self, plan: Plan, publisher: str) -> tuple[AgendaItem, ...]:
        """What is private of it is for those only who would be chosen now: a room may have been closed meanwhile."""
        series = named(self.library.state(()).series, plan.slug, plan.name)
        private = plan.audience.is_private(self.view)
        chosen = private and publisher in (plan.audience.publishers(plan.slug, self.view) or ())
        known = told(series, private=chosen)
        return tuple(AgendaItem(entry.text, entry.proposer, minutes=entry.minutes) for entry in known.agenda)

    def _calendar(self, announced: Announced, plan: Plan, made_at: datetime) -> bytes:
        told = partial(appointment, plan.slug, plan.name, moves=announced.moves, instance=self.instance, stamp=made_at)
        moved = announced.instead_of not in {None, announced.occasion.on}
        gone = [replace(told(Occasion(announced.instead_of or announced.occasion.on)), cancelled=True)] if moved else []
        return calendar(plan.name, [*gone, told(announced.occasion)])


@dataclass(frozen=True, slots=True)
class AgendaDesk:
    """Takes agenda items that came by mail. It returns when an item is kept, so that no letter is lost."""

    plans: Sequence[Plan]
    book: Letters
    recorder: Recorder
    clock: Clock

    async def take(self, letter: Letter, text: str) -> None:
        """Raises UnwritableError: the item is not kept yet; the letter should come again."""
        plan = await self._plan(letter)
        if plan is None:
            logger.info("an agenda item from %s is for no series that takes them by mail: %s", letter.sender, text)
            return
        key, by = f"mail/{letter.message_id}", letter.name or letter.sender
        self.recorder.put(AgendaMailed(plan.slug, plan.name, key, self.clock.now(), by, text))
        for _ in range(int(PATIENCE / POLL)):
            series = self.recorder.state.series.get(plan.slug)
            if series is not None and any(entry.by == key for entry in series.agenda):
                return
            await asyncio.sleep(POLL)
        raise UnwritableError("an agenda item that came by mail can't be kept now")

    async def _plan(self, letter: Letter) -> Plan | None:
        """The series whose mail it answers; else the only one there is."""
        taking = [plan for plan in self.plans if plan.by_mail]
        slug = await self.book.series(letter)
        only = taking[0] if len(taking) == 1 and not slug else None
        return next((plan for plan in taking if plan.slug == slug), only)


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What the config says of mail that comes in, and of what is announced."""

    inbox: Inbox | None
    plans: Sequence[Plan]


def corresponding(
    mail: Correspondence, record: Record, recorder: Recorder, dispatcher: Dispatcher, world: World
) -> list[Coroutine[Any, Any, None]]:
    """What runs beside the bot: the announcer, and the reading of what comes."""
    book = AnnouncementBook(record.journal)
    announcer = Announcer(mail.plans, lambda: recorder.state, book, world.clock, recorder)
    announcer.queued = dispatcher.wake
    recorder.changed.append(announcer.changed)
    dispatcher.announcement = Herald(record.library, mail.plans, record.editor.instance, recorder.view).make
    running: list[Coroutine[Any, Any, None]] = [announcer.run()]
    if mail.inbox is not None:
        letters = LetterBook(record.journal)
        desk = AgendaDesk(mail.plans, letters, recorder, world.clock)
        running.append(take_mail(mail.inbox, Reader(letters, world.clock, dispatcher.judged, desk.take)))
    return running
