"""The recorder: one inbox, batches, the only writer. Nothing is said before it is kept."""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar

from bot.app.batch import KeptLine, State
from bot.app.deciding import Decider
from bot.app.draft import Draft
from bot.app.fold import Folder
from bot.app.ports import Chat, Clock, Journal, UnwritableError
from bot.app.posting import post
from bot.app.setting import Setting
from bot.core.chat import Message, MessageEdited, MessageErased, Observation, Reply, Room, RoomView, Say
from bot.core.commands import Deliveries

LARGEST_BATCH = 1000
SLICE = 100
REMEMBERED = 20_000
STALE_AFTER = timedelta(seconds=30)
FIRST_RETRY, LONGEST_RETRY = 1.0, 30.0
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

    def deliveries_changed(self, deliveries: Deliveries) -> None:
        """What `#status` says of the deliveries from now on."""
        self.state.deliveries = deliveries

    def say(self, room: Room, text: str) -> None:
        """A line from the dispatcher for a room."""
        if room.network in self.keeping:
            self.put(Say(room, text))
        else:
            self._send(Say(room, text))

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
        draft = Draft(self._setting, self._folded.draft())
        draft.state.deliveries = self.state.deliveries
        now = self._clock.now()
        folder = Folder(draft, Decider(draft, self._view, now - STALE_AFTER, now))
        taken = [self._inbox.popleft() for _ in range(min(LARGEST_BATCH, len(self._inbox)))]
        new = await self._new(taken)
        folder.kept = await self._lines_kept(new)
        for begin in range(0, len(new), SLICE):
            if begin:
                await asyncio.sleep(0)
            for observation in new[begin : begin + SLICE]:
                folder.fold(observation)
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
        for network in {kept.reply.room.network for kept in draft.batch.outbox}:
            self.keeping[network]()
        if draft.batch.editions:
            self.queued()
        if draft.batch.events:
            for changed in self.changed:
                changed()

    async def _lines_kept(self, taken: list[Observation | Say]) -> Mapping[tuple[Room, str], Sequence[KeptLine]]:
        """The lines that edits and erasures are about, as far as they are kept; waits until the record can be read."""
        changed = [(each.room, each.native_id) for each in taken if isinstance(each, MessageEdited | MessageErased)]
        if changed:
            await self._keep()  # they may be about lines of the batch before
        return {one: await self._read(partial(self._journal.lines_of, *one)) for one in changed}

    async def _new(self, taken: list[Observation | Say]) -> list[Observation | Say]:
        """Without the messages that were taken in before, in this process or by what is kept."""
        known: set[str] = set()
        replayed: dict[Room, list[str]] = {}
        for observation in taken:
            if isinstance(observation, Message) and observation.replayed:
                replayed.setdefault(observation.room, []).append(observation.native_id)
        for room, ids in replayed.items():
            known |= {f"{room.key} {native_id}" for native_id in await self.known(room, ids)}
        return [observation for observation in taken if not self._is_old(observation, known)]

    def _is_old(self, observation: Observation | Say, known: set[str]) -> bool:
        if not isinstance(observation, Message):
            return False
        key = f"{observation.room.key} {observation.native_id}"
        if key in self._seen or key in known:
            return True
        self._seen[key] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return False

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

    def _view(self, room: Room) -> RoomView:
        network = self.networks.get(room.network)
        return network.view(room) if network is not None else RoomView()
