"""The recorder: one inbox, batches, the only writer. Nothing is said before it is kept."""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar

from bot.app.batch import Batch, State, Traces
from bot.app.bridging import without_echoes
from bot.app.deciding import Decider
from bot.app.draft import Draft
from bot.app.fold import Folder
from bot.app.ports import Chat, Clock, Journal, UnwritableError
from bot.app.posting import post
from bot.app.setting import Setting
from bot.core.chat import Message, MessageEdited, MessageErased, Observation, Room, RoomView, Say, message_of
from bot.core.commands import Deliveries
from bot.core.replies import Reply

LARGEST_BATCH = 1000
SLICE = 100
REMEMBERED = 20_000
STALE_AFTER = timedelta(seconds=30)
FIRST_RETRY, LONGEST_RETRY = 1.0, 30.0
ABOUT_OTHERS = (MessageEdited, MessageErased)
T = TypeVar("T")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Writing:
    """A batch on its way to the disk; `kept` is done when it is there, None when it writes nothing."""

    draft: Draft
    kept: Awaitable[None] | None


class Recorder:
    """Takes observations in, keeps what they lead to, then lets the replies go.

    `queued` is called after a batch that queued editions is kept, each of `changed` after one that had events.
    `keeping` names the networks whose replies are kept in the record until they are said, each with what wakes it.
    """

    def __init__(
        self,
        setting: Setting,
        state: State,
        journal: Journal,
        clock: Clock,
    ) -> None:
        self.state = state
        self._folded = state
        self._writing: _Writing | None = None
        self.networks: Mapping[str, Chat] = {}
        self.queued: Callable[[], None] = lambda: None
        self.changed: list[Callable[[], None]] = []
        self.keeping: Mapping[str, Callable[[], None]] = {}
        self._setting = setting
        self._journal = journal
        self._clock = clock
        self._inbox: deque[Observation | Say] = deque()
        self._arrived = asyncio.Event()
        self._closing = False
        self._seen: OrderedDict[str, None] = OrderedDict()

    def put(self, observation: Observation | Say) -> None:
        """Take an observation in, or what is to be said when all before it is kept; never blocks."""
        self._inbox.append(observation)
        self._arrived.set()

    @property
    def busy(self) -> bool:
        """Whether something waits to be recorded."""
        return bool(self._inbox)

    def deliveries_changed(self, deliveries: Deliveries) -> None:
        """What `#status` says of the deliveries from now on."""
        self.state.deliveries = deliveries

    def say(self, room: Room, text: str) -> None:
        """A line from the dispatcher for a room."""
        if room.network in self.keeping:
            self.put(Say(room, text))
        else:
            self._send(Say(room, text))

    def view(self, room: Room) -> RoomView:
        """The room as its network sees it now."""
        network = self.networks.get(room.network)
        return network.view(room) if network is not None else RoomView()

    async def known(self, room: Room, native_ids: list[str]) -> set[str]:
        """Which of these lines of a room are kept already; waits until the record can be read."""
        return await self._read(lambda: self._journal.known(room, native_ids))

    async def _read(self, ask: Callable[[], Awaitable[T]]) -> T:
        """What the record answers, once it can be read."""
        while True:
            try:
                return await ask()
            except UnwritableError:
                logger.exception("the record can't be read; trying again")
                await asyncio.sleep(FIRST_RETRY)

    def close(self) -> None:
        """No more observations will come; `run` returns once all are kept."""
        self._closing = True
        self._arrived.set()

    async def run(self) -> None:
        """Record until closed."""
        while self._inbox or not self._closing:
            await self.catch_up()
            if not self._inbox and not self._closing:
                self._arrived.clear()
                await self._arrived.wait()

    async def catch_up(self) -> None:
        """Record what is in the inbox, and return when it is kept."""
        while self._inbox or self._writing:
            await (self.take_in() if self._inbox else self._keep())

    async def take_in(self) -> None:
        """Fold a batch while the one before it is written, then begin to write it; `catch_up` sees it kept."""
        draft = await self._fold()
        await self._keep()
        self._folded = draft.state
        self._writing = _Writing(draft, self._journal.write(draft.batch) if draft.batch.writes else None)

    async def _fold(self) -> Draft:
        """In slices, so that the loop stays free."""
        draft = Draft(self._setting, self._folded.draft(), Batch(rewriters=self._setting.rewriters))
        draft.state.deliveries = self.state.deliveries
        now = self._clock.now()
        folder = Folder(draft, Decider(draft, self.view, now - STALE_AFTER, now))
        new = await self._new(self._taken())
        folder.kept = await self._traces(new)
        for begin in range(0, len(new), SLICE):
            if begin:
                await asyncio.sleep(0)
            for observation in new[begin : begin + SLICE]:
                folder.fold(observation)
        draft.batch.replies = without_echoes(draft, draft.batch.replies)
        post(draft.batch, self.keeping, self._clock.now())
        return draft

    async def _keep(self) -> None:
        """Wait until the batch that is being written is kept; then let its replies go."""
        if self._writing is None:
            return
        draft = self._writing.draft
        await self._written(self._writing)
        self._writing = None
        draft.state.deliveries = self.state.deliveries
        self.state = draft.state
        for reply in draft.batch.replies:
            self._send(reply)
        for network in self._told(draft.batch):
            self.keeping[network]()
        if draft.batch.editions or draft.batch.erasures.republished:
            self.queued()
        if draft.batch.events:
            for changed in self.changed:
                changed()

    def _told(self, batch: Batch) -> set[str]:
        """The networks where something is to be said, or taken away that quotes what was erased."""
        return set(self.keeping) if batch.erasures.quoted else {kept.reply.room.network for kept in batch.outbox}

    def _taken(self) -> list[Observation | Say]:
        """What is folded next. What an edit or an erasure is about must be kept by then, so that each begins anew."""
        taken: list[Observation | Say] = []
        while self._inbox and len(taken) < LARGEST_BATCH:
            if taken and isinstance(self._inbox[0], ABOUT_OTHERS) and _begins(taken[-1], self._inbox[0]):
                break
            taken.append(self._inbox.popleft())
        return taken

    async def _traces(self, taken: list[Observation | Say]) -> Mapping[tuple[Room, str], Traces]:
        """What is kept of the messages that edits and erasures are about; waits until the record can be read."""
        changed = {
            (each.room, message_of(each.native_id)): isinstance(each, MessageErased)
            for each in taken
            if isinstance(each, ABOUT_OTHERS)
        }
        if changed:
            await self._keep()  # they may be about lines of the batch before
        return {
            (room, native_id): await self._read(partial(self._journal.traces, room, native_id, erased=erased))
            for (room, native_id), erased in changed.items()
        }

    async def _new(self, taken: list[Observation | Say]) -> list[Observation | Say]:
        """Without the messages that were taken in before, in this process or by what is kept."""
        known: set[str] = set()
        replayed: dict[Room, list[str]] = {}
        for observation in taken:
            if isinstance(observation, Message) and observation.replayed:
                replayed.setdefault(observation.room, []).append(observation.native_id)
        for room, ids in replayed.items():
            known |= {f"{room.key} {native_id}" for native_id in await self.known(room, ids)}
        return self._not_seen(taken, known)

    def _not_seen(self, taken: list[Observation | Say], known: set[str]) -> list[Observation | Say]:
        """Without the messages that are known, or were seen lately; the others are seen now."""
        seen, new = self._seen, []
        for each in taken:
            if isinstance(each, Message):
                key = f"{each.room.key} {each.native_id}"
                if key in seen or key in known:
                    continue
                seen[key] = None
            new.append(each)
        while len(seen) > REMEMBERED:
            seen.popitem(last=False)
        return new

    async def _written(self, writing: _Writing) -> None:
        """Until it is written; meanwhile everything waits in memory, and the rooms and the log are told."""
        batch, kept = writing.draft.batch, writing.kept
        pause = FIRST_RETRY
        rooms: set[Room] = set()
        while kept is not None:
            try:
                await kept
                break
            except UnwritableError as error:
                logger.error("the record can't be written: %s", error)  # noqa: TRY400 - the sentence is for an operator
            if not rooms:
                rooms = {room for home in self.state.meetings for room in self._setting.rooms[home].rooms}
                rooms |= {said.message.room for said in batch.messages if said.meeting_id}
                self._tell(rooms, "I can't save the record now; my operator's log says why. Lines wait in memory.")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RETRY)
            kept = self._journal.write(batch)
        if rooms:
            logger.warning("the record is written again; nothing was lost")
            self._tell(rooms, "The record is saved again; nothing was lost.")

    def _tell(self, rooms: set[Room], text: str) -> None:
        for room in sorted(rooms, key=lambda room: room.key):
            self._send(Say(room, text))

    def _send(self, reply: Reply) -> None:
        network = self.networks.get(reply.room.network)
        if network is not None:
            network.send(reply)


def _begins(last: Observation | Say, following: Observation | Say) -> bool:
    """Whether what follows can't be folded in one batch with what came before it."""
    match following:
        case MessageErased():
            return not isinstance(last, MessageErased)
        case MessageEdited(edit=edit):
            return not (isinstance(last, MessageEdited) and last.edit == edit != "")
        case _:
            return False
