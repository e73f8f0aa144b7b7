"""What is said before a meeting, and when: each thing once, in an order that a person would like."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app.announcing import Announcer, Notice, Plan
from bot.app.audience import Audience
from bot.app.batch import State
from bot.core.chat import Person, Room, RoomView
from bot.core.destinations import Destination, Destinations
from bot.core.events import AgendaEntry
from bot.core.minutes import NextMeeting
from bot.core.schedule import Schedule
from bot.core.series import Series
from bot.runtime.announcing import Herald
from bot.store.announcements import AnnouncementBook
from bot.store.queue import Queue
from bot.store.read_model import write_series
from tests.app.fakes import KILN, FakeClock
from tests.meetings.stage import BESIDE, rules

LONDON = ZoneInfo("Europe/London")
WEEKLY = Schedule("FREQ=WEEKLY;BYDAY=WE", time(16), LONDON, date(2026, 3, 4))
LISTS = Destinations((Destination("list"), Destination("board", chosen=True)))
AUDIENCE = Audience((replace(rules(private=False), room=KILN, destinations=LISTS),), ("list",))
BEFORE = {Notice.CALL: timedelta(days=3), Notice.AGENDA: timedelta(days=1), Notice.REMINDER: timedelta(minutes=15)}


class Desk:
    """A series, and what is announced of it: `at` sets the clock and looks."""

    def __init__(self, journal, library) -> None:
        self.library, self.journal = library, journal
        self.series = Series("weekly", "Weekly", agenda=(AgendaEntry(1, "Glazes", "bo"),))
        self.clock, self.said = FakeClock(), []
        self.views: dict[Room, RoomView] = {}
        self.plan = Plan("weekly", "Weekly", LONDON, WEEKLY, BEFORE, AUDIENCE)
        self.queue, self.woken = Queue(journal), 0
        self.start()

    def start(self) -> None:
        """As a bot that has just begun."""
        book = AnnouncementBook(self.journal)
        self.announcer = Announcer([self.plan], lambda: State(series={"weekly": self.series}), book, self.clock, self)

    def say(self, _room: Room, text: str) -> None:
        self.said.append(text)

    def view(self, room: Room) -> RoomView:
        return self.views.get(room, RoomView())

    async def at(self, text: str) -> list[str]:
        """What was announced at that time (UTC), by name; and what a room was told."""
        self.clock.at = datetime.fromisoformat(text).replace(tzinfo=UTC)
        before = len(self.library.deliveries()), len(self.said)
        self.pause = await self.announcer.look(self.plan)
        made = self.library.deliveries()[: len(self.library.deliveries()) - before[0]]
        names = [self.library.announcement(each.announcement)[0].name for each in reversed(made)]
        return [*names, *self.said[before[1] :]]

    def meets(self, on: str) -> None:
        ids = self.series.meeting_ids | {f"weekly-{on}"}
        self.series = Series("weekly", "Weekly", self.series.agenda, meeting_ids=ids, moves=self.series.moves)

    def moves(self, on: str, wall: str = "") -> None:
        when, moves = NextMeeting(date.fromisoformat(on), wall), self.series.moves + 1
        ids = self.series.meeting_ids
        self.series = Series("weekly", "Weekly", self.series.agenda, meeting_ids=ids, next_meeting=when, moves=moves)


@pytest.fixture
def desk(journal, library):
    return Desk(journal, library)


async def test_a_call_then_the_agenda_then_a_reminder_each_once(desk) -> None:
    assert await desk.at("2026-04-05 14:59") == []
    assert await desk.at("2026-04-05 15:00") == ["weekly-2026-04-08.call"]
    assert await desk.at("2026-04-05 15:01") == []
    assert await desk.at("2026-04-07 15:00") == ["weekly-2026-04-08.agenda"]
    told = "Weekly begins here in 15 minutes, at 16:00 Europe/London; on the agenda: 1. Glazes."
    assert await desk.at("2026-04-08 14:45") == [told]
    assert await desk.at("2026-04-08 14:46") == []
    assert await desk.at("2026-04-08 15:01") == []


async def test_it_sleeps_until_the_next_thing_is_due(desk) -> None:
    await desk.at("2026-04-05 14:58")
    assert desk.pause == timedelta(minutes=2)


async def test_a_bot_that_starts_again_announces_nothing_twice(desk) -> None:
    await desk.at("2026-04-05 15:00")
    desk.start()
    assert await desk.at("2026-04-05 15:00") == []


async def test_after_a_meeting_the_next_one_is_announced(desk) -> None:
    await desk.at("2026-04-05 15:00")
    desk.meets("2026-04-08")
    assert await desk.at("2026-04-12 15:00") == ["weekly-2026-04-15.call"]


async def test_a_bot_that_was_away_sends_what_is_still_of_use(desk) -> None:
    assert await desk.at("2026-04-08 10:00") == ["weekly-2026-04-08.agenda"]
    assert await desk.at("2026-04-08 14:58") == [], "a reminder two minutes before is too late"


async def test_a_meeting_that_was_called_for_and_moves_is_told_of_at_once(desk) -> None:
    await desk.at("2026-04-05 15:00")
    desk.moves("2026-04-09", "17:00")
    assert await desk.at("2026-04-05 16:00") == ["weekly-2026-04-09.moved1"]
    assert await desk.at("2026-04-06 16:00") == [], "no call again"
    assert await desk.at("2026-04-08 16:00") == ["weekly-2026-04-09.agenda"]


async def test_a_meeting_that_moves_to_another_hour_is_told_of_too(desk) -> None:
    await desk.at("2026-04-05 15:00")
    desk.moves("2026-04-08", "17:00")
    assert await desk.at("2026-04-05 16:00") == ["weekly-2026-04-08.moved1"]
    desk.moves("2026-04-08", "18:00")
    assert await desk.at("2026-04-05 17:00") == ["weekly-2026-04-08.moved2"]


async def test_a_schedule_that_is_changed_is_told_of_each_time_and_never_counts_down(desk) -> None:
    await desk.at("2026-04-05 15:00")
    for hour, told in ((17, "weekly-2026-04-08.moved1"), (18, "weekly-2026-04-08.moved2")):
        desk.plan = replace(desk.plan, schedule=replace(WEEKLY, at=time(hour)))
        desk.start()
        assert await desk.at(f"2026-04-05 {hour}:00") == [told]
    assert await desk.at("2026-04-07 18:00") == ["weekly-2026-04-08.agenda"]
    latest = await AnnouncementBook(desk.journal).latest("weekly")
    assert [(each.kind, each.moves) for each in latest[-2:]] == [(Notice.MOVED, 2), (Notice.AGENDA, 2)]


async def test_one_that_moves_before_anything_was_announced_is_only_called_for(desk) -> None:
    desk.moves("2026-04-10", "17:00")
    assert await desk.at("2026-04-05 15:00") == []
    assert await desk.at("2026-04-07 16:00") == ["weekly-2026-04-10.call"]


async def test_the_next_week_is_no_move_of_a_meeting_that_nobody_held(desk) -> None:
    await desk.at("2026-04-05 15:00")
    assert await desk.at("2026-04-12 15:00") == ["weekly-2026-04-15.call"]


async def test_a_day_without_an_hour_has_no_reminder(desk) -> None:
    desk.plan = Plan("weekly", "Weekly", LONDON, None, BEFORE, AUDIENCE)
    desk.start()
    desk.moves("2026-04-10")
    assert await desk.at("2026-04-08 01:00") == ["weekly-2026-04-10.call"]
    assert await desk.at("2026-04-10 10:00") == ["weekly-2026-04-10.agenda"]


async def test_a_notice_of_zero_is_never_given(desk) -> None:
    desk.plan = Plan("weekly", "Weekly", LONDON, WEEKLY, {**BEFORE, Notice.CALL: timedelta()}, AUDIENCE)
    desk.start()
    assert await desk.at("2026-04-05 15:00") == []
    assert await desk.at("2026-04-07 15:00") == ["weekly-2026-04-08.agenda"]


async def test_the_thread_of_a_meeting_is_what_was_mailed_before_it_also_of_the_day_it_moved_from(desk) -> None:
    await desk.at("2026-04-05 15:00")
    desk.moves("2026-04-09", "17:00")
    await desk.at("2026-04-05 16:00")
    await desk.at("2026-04-08 16:00")
    await desk.at("2026-04-09 15:45")
    assert desk.library.heralds("weekly", date(2026, 4, 9)) == (
        "weekly-2026-04-08.call",
        "weekly-2026-04-09.moved1",
        "weekly-2026-04-09.agenda",
    )


@pytest.mark.parametrize(
    ("private", "closed", "told"),
    [
        (None, True, ["board"]),
        (None, False, ["list", "board"]),
        (True, False, ["board"]),
        (False, True, ["list", "board"]),
    ],
)
async def test_of_a_private_room_only_those_are_told_who_would_get_its_minutes(desk, private, closed, told) -> None:
    beside = replace(rules(private=private), room=BESIDE, destinations=LISTS)
    desk.plan = replace(desk.plan, audience=Audience((*AUDIENCE.rooms, beside), ("list", "board")))
    desk.views[BESIDE] = RoomView((Person("matrix/account/@bot:example.org", "minutebot"),), private=closed)
    desk.start()
    await desk.at("2026-04-05 15:00")
    assert [each.publisher for each in reversed(desk.library.deliveries())] == told


async def test_nobody_is_told_before_the_network_has_said_whether_the_room_is_private(desk) -> None:
    beside = replace(rules(), room=BESIDE, destinations=LISTS)
    desk.plan = replace(desk.plan, audience=Audience((beside,), ("list",)))
    desk.start()
    assert await desk.at("2026-04-05 15:00") == []
    assert desk.pause == timedelta(seconds=30)
    desk.views[BESIDE] = RoomView((Person("matrix/account/@bot:example.org", "minutebot"),))
    assert await desk.at("2026-04-05 15:01") == ["weekly-2026-04-08.call"]


async def test_whom_the_series_names_is_told_whatever_the_room_is(desk) -> None:
    desk.plan = replace(desk.plan, audience=Audience((replace(rules(private=True), room=BESIDE),), (), ("list",)))
    desk.start()
    assert await desk.at("2026-04-05 15:00") == ["weekly-2026-04-08.call"]


async def test_others_are_not_told_of_a_day_that_was_set_in_private(desk) -> None:
    desk.moves("2026-04-10", "17:00")
    desk.series = replace(desk.series, private_next=True, private_agenda=frozenset({1}))
    assert await desk.at("2026-04-05 15:00") == ["weekly-2026-04-08.call"]
    *_, told = await desk.at("2026-04-08 14:45")
    assert told.endswith("nothing is on the agenda yet (#agenda TEXT adds an item).")


@pytest.mark.parametrize(("publisher", "agenda"), [("list", []), ("board", ["Glazes"])])
async def test_a_mail_that_waits_while_the_room_is_closed_says_nothing_that_is_private_by_then(
    desk, publisher, agenda
) -> None:
    beside = replace(rules(), room=BESIDE, destinations=LISTS)
    desk.plan = replace(desk.plan, audience=Audience((beside,), ("list", "board")))
    desk.views[BESIDE] = RoomView((Person("matrix/account/@bot:example.org", "minutebot"),))
    desk.start()
    await desk.at("2026-04-07 15:00")
    desk.views[BESIDE] = replace(desk.views[BESIDE], private=True)
    desk.journal.now(lambda connection: write_series(connection, replace(desk.series, private_agenda=frozenset({1}))))
    waiting = next(each for each in desk.library.deliveries() if each.publisher == publisher)
    made = Herald(desk.library, [desk.plan], "5eed", desk.view).make(waiting.announcement, publisher)
    assert [item.text for item in made.agenda] == agenda
