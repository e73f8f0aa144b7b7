"""The bot's mailbox, opened as the config says; and trials of the way to a list."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime

from bot.api import Step
from bot.app.letters import Letter, LetterBook, LetterBox, Reader
from bot.app.ports import Delivery, NetworkError
from bot.config import Config, ConfigError, ImapInbox, Inbox, LmtpInbox
from bot.runtime.plugins import ConfiguredPublisher, configured_publishers
from bot.runtime.record import open_record
from bot.runtime.world import World
from bot.store import letters


@dataclass(frozen=True, slots=True)
class Terms:
    """What the person who tries it asked for: seconds to wait, and whether the mail is as long as any."""

    wait: float
    full_size: bool


def mailbox(way: LmtpInbox | ImapInbox) -> LetterBox:
    """One of the ways in which mail comes."""
    match way:
        case LmtpInbox():
            from bot.mailroom.lmtp import LmtpBox  # noqa: PLC0415 - few bots have a mailbox

            return LmtpBox(way)
        case ImapInbox():
            from bot.mailroom.imap import ImapBox  # noqa: PLC0415 - few bots have a mailbox

            return ImapBox(way)


async def take_mail(inbox: Inbox, reader: Reader) -> None:
    """Read what comes, until cancelled.

    Raises:
        NetworkError: the address is taken.
    """
    async with asyncio.TaskGroup() as tasks:
        for way in inbox.ways:
            tasks.create_task(_take(way, reader))


async def _take(way: LmtpInbox | ImapInbox, reader: Reader) -> None:
    try:
        await mailbox(way).run(reader.take)
    except OSError as error:
        raise NetworkError(f"inbox: can't take mail: {error}; is another bot running, or the port another's?") from None


async def try_lists(
    config: Config, name: str, terms: Terms, world: World | None = None
) -> AsyncIterator[tuple[str, Step]]:
    """Try the publishers that can be tried (or the one of that name); each step with the publisher's name.

    Raises:
        bot.config.ConfigError: the config can't be used, or has none that can be tried.
        bot.store.sqlite.StoreError: the database can't be used.
    """
    world = world or World()
    chosen = _chosen(configured_publishers(config), name)
    with closing(open_record(config, world)) as record:
        book = letters.LetterBook(record.journal)
        async with _taking_mail(config, book, world):
            for publisher in chosen:
                run = _Trial(
                    world.ids(), world.clock.now(), terms.wait, terms.full_size, config.inbox is not None, book
                )
                async for step in publisher.plugin.trial(publisher.settings, run):  # type: ignore[misc] # _chosen saw to it
                    yield publisher.name, step


def _chosen(configured: dict[str, ConfiguredPublisher], name: str) -> list[ConfiguredPublisher]:
    lists = {each.name: each for each in configured.values() if each.plugin.trial is not None}
    if name and name not in lists:
        raise ConfigError(
            [f'publishers: there is no mailing list "{name}"; the config has {", ".join(lists) or "none"}']
        )
    if not lists:
        raise ConfigError(['publishers: none mails; give one with plugin = "mailing_list"'])
    return [lists[name]] if name else list(lists.values())


@asynccontextmanager
async def _taking_mail(config: Config, book: LetterBook, world: World) -> AsyncIterator[None]:
    """Reads the mailbox meanwhile, unless a running bot does."""
    if config.inbox is None:
        yield
        return
    reader = Reader(book, world.clock, _left_to_the_bot)
    async with asyncio.TaskGroup() as tasks:
        reading = [tasks.create_task(_unless_taken(mailbox(way), reader)) for way in config.inbox.ways]
        try:
            yield
        finally:
            for task in reading:
                task.cancel()


async def _unless_taken(box: LetterBox, reader: Reader) -> None:
    try:
        await box.run(reader.take)
    except OSError:
        return  # the running bot has the address, and puts what comes into the same database


async def _left_to_the_bot(_delivery: Delivery, _letter: Letter) -> None:
    """A verdict on minutes that comes during a trial is in the book; nobody is in a room to hear it."""


@dataclass(frozen=True, slots=True)
class _Trial:
    """Implements `bot.api.Trial`."""

    token: str
    now: datetime
    wait: float
    full_size: bool
    has_inbox: bool
    book: LetterBook

    async def answered(self, message_id: str, subject: str) -> str:
        letter = await self.book.answer(message_id, subject, self.now)
        if letter is None or letter.verdict is None:
            return ""
        return f"{letter.verdict.value}: {letter.reason or 'no reason given'}"
