"""What a plugin may import, and nothing else: the document, the edition, the two small contracts, settings, and files.

A publisher is named by an entry point of the group `minutebot.publishers` (`PublisherPlugin`), commands by one of the
group `minutebot.commands` (a tuple of `Command` rows).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel

from bot.addresses import PublicUrl
from bot.announcement import Announcement
from bot.config import ConfigError, Duration, OneLine, Secret, Settings
from bot.config.templates import alone, checked_template, template
from bot.connecting import is_loopback, tls_context
from bot.core.commands.command import Command, Scene, When, Who, done, refuse, say
from bot.core.events import Outcome
from bot.core.links import linkable
from bot.core.minutes import (
    AgendaItem,
    Attendee,
    Author,
    Break,
    Correction,
    Interruption,
    Kind,
    Minutes,
    NextMeeting,
    Record,
    Section,
    Undecrypted,
    Unrecorded,
)
from bot.core.text import one_line, visible
from bot.core.transcript import TranscriptLine
from bot.edition import Edition, Receipt, Standing
from bot.failures import PermanentError, PublishError, TemporaryError, for_operator
from bot.files import FileWriter, Lock, directory_complaints, explained, held, write_new
from bot.rehearsing import Preview, shadow
from bot.sites import SiteFile, SiteFrame, SiteTree
from bot.trying import Step, Trial

__all__ = [
    "AgendaItem",
    "Announcement",
    "Announcing",
    "Attempt",
    "Attendee",
    "Author",
    "Break",
    "CatchingUp",
    "Command",
    "ConfigError",
    "Confirming",
    "Correction",
    "Duration",
    "Edition",
    "FileWriter",
    "Interruption",
    "Kind",
    "Lock",
    "Minutes",
    "NextMeeting",
    "OneLine",
    "Outcome",
    "PermanentError",
    "Preview",
    "PublicUrl",
    "PublishError",
    "Publisher",
    "PublisherPlugin",
    "Receipt",
    "Record",
    "Scene",
    "Secret",
    "Section",
    "Settings",
    "SiteFile",
    "SiteFrame",
    "SiteTree",
    "Standing",
    "Step",
    "Telling",
    "TemporaryError",
    "TranscriptLine",
    "Trial",
    "Undecrypted",
    "Unrecorded",
    "When",
    "Who",
    "alone",
    "checked_template",
    "directory_complaints",
    "done",
    "explained",
    "for_operator",
    "held",
    "is_loopback",
    "linkable",
    "one_line",
    "refuse",
    "say",
    "shadow",
    "template",
    "tls_context",
    "visible",
    "write_new",
]


class Attempt(Protocol):
    """One attempt at one delivery, as the publisher sees it. Everything it keeps is durable when the call returns."""

    @property
    def number(self) -> int:
        """1 for the first attempt."""

    @property
    def queued_at(self) -> datetime:
        """When the delivery was queued (UTC); the same in every attempt."""

    @property
    def uncertain_since(self) -> datetime | None:
        """When an earlier attempt was cut after its point of no return (UTC).

        None when all were certain to fail, or when a person has looked and had it tried again.
        """

    @property
    def now(self) -> datetime:
        """The time (UTC)."""

    @property
    def kept(self) -> bytes | None:
        """What an earlier attempt, or this one, kept."""

    async def keep(self, payload: bytes) -> None:
        """Keep the bytes to be sent, so that every attempt sends the same ones."""

    async def point_of_no_return(self) -> None:
        """Call right before the step after which a cut attempt may have succeeded."""

    async def certain_failure(self) -> None:
        """Call when, after that point, the other side said no: the attempt is certain to have failed."""


class Publisher(Protocol):
    """Brings editions to where people read them."""

    async def publish(self, edition: Edition, attempt: Attempt) -> Receipt:
        """Publish, or publish again: the same edition twice must leave one copy.

        Raises:
            TemporaryError: try again later.
            PermanentError: a person must mend something.
        """

    async def preview(self, edition: Edition, attempt: Attempt) -> Sequence[Preview]:
        """What `publish` would leave or send now, to the byte; nothing is sent and nothing changed.

        `attempt` is as `publish` would have it, but nothing is to be kept or announced.

        Raises:
            TemporaryError, PermanentError: publishing would fail, too.
        """


@runtime_checkable
class Announcing(Publisher, Protocol):
    """A publisher that also says what is said before a meeting; its plugin has `announces` set."""

    async def announce(self, announcement: Announcement, attempt: Attempt) -> Receipt:
        """As `publish`, for an announcement."""


@runtime_checkable
class Confirming(Protocol):
    """A publisher that can find out, later, whether readers see what it sent."""

    async def confirm(self, attempt: Attempt) -> Receipt:
        """Look once whether what this attempt sent is where readers look. Nothing is sent.

        A receipt that is still only `SENT` says when to look again, if ever; of several such the room is told the first
        that says something.

        Raises:
            TemporaryError: nobody can tell now; look again later.
            PermanentError: nobody will ever be able to tell.
        """


@runtime_checkable
class CatchingUp(Protocol):
    """A publisher that leaves for after the receipt what need not hold it up."""

    async def catch_up(self, site: Callable[[SiteFrame], SiteTree]) -> None:
        """Do what is left, be it of an earlier run; when it returns, nothing is. `site` is as an edition has it.

        Raises:
            TemporaryError, PermanentError: it can't be done now.
        """


@runtime_checkable
class Telling(Protocol):
    """A publisher that may have to do much before it is done with an edition, and says how far it is."""

    def tell(self, told: Callable[[int, int], None]) -> None:
        """From now on have `told` hear how much is done, of how much; any thread may call it."""


SettingsT = TypeVar("SettingsT", bound=BaseModel)


def _by_its_name(_settings: object) -> str:
    return ""


@dataclass(frozen=True)
class PublisherPlugin(Generic[SettingsT]):
    """What an entry point of the group `minutebot.publishers` names.

    `settings` is the model of its table in the config (unknown keys are refused), `open` gives the publisher for the
    life of the bot. `check` tries what can be tried without publishing and returns complaints, each one line.
    `describe` says where editions go, as the room is told; empty, the room is told the publisher's name.
    `rebuildable`: publishing an edition again harms nobody (a page is written again; nobody gets a second mail), so
    `minutebot publish` may do so unasked, and several at once. `drafts`: takes the minutes of meetings that have not
    ended (`#save`), and may be told to take them away again. `trial` sends readers something that says it is a test,
    and tells step by step what became of it (`minutebot mail test`).
    """

    settings: type[SettingsT]
    open: Callable[[SettingsT], AbstractAsyncContextManager[Publisher]]
    check: Callable[[SettingsT], Awaitable[list[str]]]
    describe: Callable[[SettingsT], str] = _by_its_name
    rebuildable: bool = False
    drafts: bool = False
    announces: bool = False
    trial: Callable[[SettingsT, Trial], AsyncIterator[Step]] | None = None
