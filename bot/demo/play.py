"""The demo: a server, the real bot, four people, and a short meeting."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.config import Config
from bot.demo.ircd import IrcServer
from bot.demo.people import DemoError, Ear, Heard, Person, arrive
from bot.demo.script import BOT, OTHER_NICKS, PEOPLE, ROOM, SCRIPT, SERIES, Line, Rename, Step
from bot.runtime.record import open_record
from bot.runtime.serve import run
from bot.runtime.world import World

TYPING, THINKING = 0.004, 0.12  # seconds: for each letter, and before each line
START, STEP, DELIVERY = 15.0, 5.0, 20.0  # seconds before we give up


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the meeting left behind."""

    minutes: str
    page: Path
    mail: Path


@dataclass(frozen=True, slots=True)
class Audience:
    """Who watches: `hear` gets everything that happens in the room, `end` the outcome and the server's port."""

    hear: Callable[[Heard], None]
    end: Callable[[Outcome, int], None]


async def perform(
    home: Path, audience: Audience, *, stay: bool = False, pace: float = 1.0, world: World | None = None
) -> bool:
    """Hold the meeting, everything in `home`; True when it was interrupted (SIGINT, SIGTERM) before its end.

    With `stay`, server and bot stay up afterwards until they are interrupted. A `pace` of 0 waits for no typing.

    Raises:
        DemoError: a step did not happen in time (in an ExceptionGroup).
        bot.store.sqlite.StoreError, bot.config.ConfigError: as for any bot (likewise).
    """
    world, stop = world or World(), asyncio.Event()
    async with IrcServer(world.clock.now) as server, asyncio.TaskGroup() as tasks:
        bot = tasks.create_task(run(config(home, server.port), world, stop))
        meeting = tasks.create_task(_meeting(server, home, audience, pace, world))
        await asyncio.wait({bot, meeting}, return_when=asyncio.FIRST_COMPLETED)
        interrupted = not meeting.done()
        meeting.cancel()
        if stay and not interrupted:
            await asyncio.wait({bot})
        stop.set()
    return interrupted


def config(home: Path, port: int) -> Config:
    """As a config file would say it."""
    return Config.model_validate(
        {
            "store": {"url": f"sqlite:///{home / 'minutebot.db'}"},
            "networks": {
                "demo": {"host": "127.0.0.1", "port": port, "tls": False, "rate": {"burst": 20, "per_second": 20}}
            },
            "rooms": [{"network": "demo", "name": ROOM, "series": SERIES}],
            "people": {nick: {"name": name, "nicks": OTHER_NICKS.get(nick, [])} for nick, name in PEOPLE.items()},
            "publishers": {
                "archive": {"directory": str(home / "archive"), "title": "Lantern meetings"},
                "mailing_list": {
                    "drop": str(home / "mail"),
                    "from": "minutebot@lantern.example",
                    "to": ["lantern-dev@lists.lantern.example"],
                },
            },
        }
    )


async def _meeting(server: IrcServer, home: Path, audience: Audience, pace: float, world: World) -> None:
    await _bot_is_there(server)
    audience.hear(Heard(BOT, "JOIN", ROOM))
    async with _people(server.port, Ear(audience.hear, STEP)) as (ear, people):
        week = (world.clock.now() + timedelta(days=7)).date().isoformat()
        for step in SCRIPT:
            await _do(step, people, ear, pace, week)
        for publisher, said in (("archive", "Minutes: "), ("mailing list", "Minutes written as a mail")):
            await ear.until(_bot_says(said), 0, f"the {publisher} has the minutes", DELIVERY)
    audience.end(await asyncio.to_thread(_outcome, home, server.port, world), server.port)


async def _bot_is_there(server: IrcServer) -> None:
    try:
        async with asyncio.timeout(START):
            while not server.members(ROOM):  # noqa: ASYNC110 - the server is a plain one and sets no event
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise DemoError(f"the bot did not join {ROOM} in {START:.0f} s") from None


@asynccontextmanager
async def _people(port: int, ear: Ear) -> AsyncIterator[tuple[Ear, dict[str, Person]]]:
    """Everybody in the room, in the order of the list; the first one's ears are ours."""
    people: dict[str, Person] = {}
    async with asyncio.TaskGroup() as listening:
        for nick, name in PEOPLE.items():
            before = len(ear.heard)
            people[nick] = await arrive(port, nick, name, ROOM)
            listening.create_task(people[nick].listen(_deaf if len(people) > 1 else ear.hear))
            await ear.until(_happens(nick, "JOIN", ROOM), before, f"{nick} joins")
        try:
            yield ear, people
        finally:
            for person in people.values():
                person.writer.close()


def _deaf(_heard: Heard) -> None:
    """Everybody hears the same room."""


async def _do(step: Step, people: dict[str, Person], ear: Ear, pace: float, week: str) -> None:
    """One step: typed, heard by the room, and answered where it wants an answer."""
    before = len(ear.heard)
    match step:
        case Rename(nick, to):
            people[to] = people.pop(nick)
            people[to].send(f"NICK {to}")
            await ear.until(_happens(nick, "NICK", to), before, f"{nick} becomes {to}")
        case Line(nick, text, answer):
            text = text.format(week=week)
            await asyncio.sleep(pace * (THINKING + TYPING * len(text)))
            people[nick].send(f"PRIVMSG {ROOM} :{text}")
            await ear.until(_happens(nick, "PRIVMSG", text), before, f'{nick} says "{text}"')
            if answer:
                await ear.until(_bot_says(answer), before, f'the bot answers "{text}" by "{answer}"')


def _happens(nick: str, verb: str, text: str) -> Callable[[Heard], object]:
    return lambda heard: heard == Heard(nick, verb, text)


def _bot_says(pattern: str) -> Callable[[Heard], object]:
    return lambda heard: heard.nick == BOT and heard.verb == "PRIVMSG" and re.search(pattern, heard.text)


def _outcome(home: Path, port: int, world: World) -> Outcome:
    """The newest meeting, out of the record."""
    with closing(open_record(config(home, port), world)) as record:
        meeting = record.library.meetings()[0]
        minutes = record.editor.newest(meeting.id).pages["txt"]
        page = next(Path(row.url) for row in record.library.deliveries(meeting.id) if row.publisher == "archive")
    return Outcome(minutes, page, next((home / "mail").glob(f"{meeting.id}.*.eml")))
