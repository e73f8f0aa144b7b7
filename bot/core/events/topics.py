"""The agenda, topics and subtopics."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """An item on a series' agenda.

    `id` is unique in the series. `proposer` is a nick, `by` the person's key (empty where it was not kept).
    `carried_from` is the first day it was left over, `times` how many meetings left it over. `minutes` is how long it
    may take; 0 where nobody said.
    """

    id: int
    text: str
    proposer: str
    carried_from: date | None = None
    minutes: int = 0
    by: str = ""
    times: int = 0


@dataclass(frozen=True, slots=True)
class AgendaAdded:
    """Somebody put an item on the series' agenda, in a meeting or between two. `private`: where not everybody reads."""

    entry: AgendaEntry
    private: bool = False


@dataclass(frozen=True, slots=True)
class AgendaRemoved:
    """The item with the id `item` left the agenda unopened. `text` is what it said, `by` the key of who took it off."""

    item: int
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class AgendaMoved:
    """The item with the id `item` stands before the one with the id `before` now; at the end if that is 0."""

    item: int
    before: int
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class AgendaTaken:
    """A meeting of another series took this series' agenda along: it was the room's, for whatever is held next.

    `left` are the ids of what was not for that meeting.
    """

    by: str
    left: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicOpened:
    """`agenda_id` is the agenda item it came from, 0 for a new one."""

    number: int
    title: str
    agenda_id: int = 0


@dataclass(frozen=True, slots=True)
class SubtopicOpened:
    title: str


@dataclass(frozen=True, slots=True)
class SubtopicClosed:
    pass


@dataclass(frozen=True, slots=True)
class TopicReworded:
    """`s/old/new/` met the topic's line."""

    number: int
    title: str
    by: str


TopicEvent = (
    AgendaAdded
    | AgendaRemoved
    | AgendaMoved
    | AgendaTaken
    | TopicOpened
    | TopicReworded
    | SubtopicOpened
    | SubtopicClosed
)
