"""A draft of the state and of what is kept, while observations are folded. Undone by forgetting it."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.app.batch import DRAFT, Batch, KeptEdition, KeptEvent, State
from bot.app.setting import Setting
from bot.core.chat import Room
from bot.core.destinations import names
from bot.core.events import (
    DraftSaved,
    Ending,
    Entry,
    Event,
    MeetingBecamePrivate,
    MeetingEnded,
    MeetingRenamed,
    MeetingStarted,
)
from bot.core.evolution import evolve, start
from bot.core.evolution.series import evolve_series
from bot.core.meeting import Meeting
from bot.core.recent import after as lines_after
from bot.core.revisions import has_draft, makes_revision
from bot.core.rules import Rules
from bot.core.series import Series, named


@dataclass(slots=True)
class Draft:
    """Events go in; states and what is to be written of them come out.

    `older` are meetings that were handed in with what is folded, `takers` those that took the agenda of a series.
    """

    setting: Setting
    state: State
    batch: Batch = field(default_factory=Batch)
    older: dict[str, Meeting] = field(default_factory=dict)
    takers: dict[str, str] = field(default_factory=dict)

    def meeting(self, meeting_id: str) -> Meeting:
        """A meeting as it is now, be it long over.

        Raises:
            LookupError: it is neither at hand, nor was it handed in with what is folded.
        """
        known = (meeting for _, meeting in self.at_hand() if meeting.id == meeting_id)
        return next(known, None) or self.older[meeting_id]

    def at_hand(self) -> list[tuple[Room, Meeting]]:
        """Those that are running, and those that may still be corrected, by their homes."""
        return [*self.state.meetings.items(), *self.state.ended.items()]

    def everything(self) -> tuple[Meeting, ...]:
        """All meetings that are known here, each as it is now."""
        known = (*(meeting for _, meeting in self.at_hand()), *self.older.values())
        return tuple(self.meeting(meeting_id) for meeting_id in dict.fromkeys(meeting.id for meeting in known))

    def correct(self, meeting: Meeting, at: datetime, event: Event) -> Meeting:
        """One more event of any meeting, which may be long over; the meeting after it."""
        entry = Entry(meeting.next_seq, at, 0, event)
        at_hand = self.running(meeting.room) or self.over(meeting.room)
        if at_hand is not None and at_hand.id == meeting.id:
            self.apply(meeting.room, entry)
            return self._meeting(self.home(meeting.room))
        self.older[meeting.id] = after = evolve(meeting, entry)
        self.to_series(evolve_series(named(self.state.series, after.series, after.name), event, after))
        self.batch.events.append(KeptEvent(after.series, entry, after))
        return after

    def between(self, slug: str, name: str, at: datetime, event: Event) -> None:
        """An event between the meetings of a series, which may be a new one."""
        self.to_series(evolve_series(named(self.state.series, slug, name), event, None))
        self.batch.events.append(KeptEvent(slug, Entry(0, at, 0, event)))

    def home(self, room: Room) -> Room:
        """The room under which the state has the meetings of this one."""
        homes = self.setting.homes
        return homes.get(room, room) if homes else room

    def running(self, room: Room) -> Meeting | None:
        """The meeting that runs in a room, or in a place it is of."""
        return self.state.meetings.get(self.home(room))

    def over(self, room: Room) -> Meeting | None:
        """The meeting that ended there last."""
        return self.state.ended.get(self.home(room))

    def said_in(self, room: Room) -> str:
        """What an entry says of where it comes from: a room's key, if its meetings are held in several."""
        homes = self.setting.homes
        return room.key if homes and room in homes else ""

    def apply(self, room: Room, entry: Entry) -> None:
        """One more event of the room's meeting, or its first; or of the one that ended last."""
        event, room = entry.event, self.home(room)
        before = None if isinstance(event, MeetingStarted) else self._meeting(room)
        meeting = evolve(before, entry) if before else start(entry)
        for slug in dict.fromkeys((before.series if before else meeting.series, meeting.series)):
            series = named(self.state.series, slug, meeting.name)
            self.to_series(evolve_series(series, event, meeting))
        self.batch.events.append(KeptEvent(meeting.series, entry, meeting))
        self.state.place(room, meeting)
        if before is None:
            self.state.lines[meeting.id] = 0
        if recent := self.state.recent.get(meeting.id):
            self.state.remember(meeting.id, lines_after(tuple(recent), event))
        self._publish(self.setting.rooms[room], before, meeting, event)

    def meanwhile(self, room: Room, at: datetime, event: Event) -> None:
        """One more event, which no line led to, of the meeting that runs there, or of the one that ended last."""
        meeting = self._meeting(self.home(room))
        line = self.state.lines[meeting.id] if meeting.running else 0
        self.apply(room, Entry(meeting.next_seq, at, line, event))

    def _meeting(self, room: Room) -> Meeting:
        return self.state.meetings.get(room) or self.state.ended[room]

    def _publish(self, rules: Rules, before: Meeting | None, meeting: Meeting, event: Event) -> None:
        """Queue the edition that an event leads to."""
        going = rules.destinations
        drafts = going.drafts(meeting.series, private=meeting.private)
        match event:
            case DraftSaved():
                self.batch.editions.append(KeptEdition(meeting, DRAFT, names(drafts)))
            case MeetingEnded(ending=Ending.ABORTED) if has_draft(meeting):  # which must not stay
                self.batch.editions.append(KeptEdition(meeting, DRAFT, names(drafts), gone=not meeting.revision))
            case MeetingBecamePrivate() | MeetingRenamed() if before and has_draft(meeting):
                had = going.drafts(before.series, private=before.private)
                lost = tuple(each for each in had if each not in drafts)  # with whom it must not stay, either
                self.batch.editions.append(KeptEdition(meeting, DRAFT, names(lost), gone=True))
            case _ if makes_revision(event):
                publishers = names(going.finals(meeting.series, private=meeting.private))
                self.batch.editions.append(KeptEdition(meeting, meeting.revision, publishers))
            case _:
                pass

    def to_series(self, series: Series) -> None:
        if self.state.series.get(series.slug) is not series:
            self.state.series[series.slug] = self.batch.series[series.slug] = series
