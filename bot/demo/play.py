"""The demo: a server or two, the real bot, four people, and a short meeting."""

import asyncio
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.config import Config
from bot.demo.ircd import IrcServer
from bot.demo.people import Heard
from bot.demo.script import BOT, OTHER_NICKS, PEOPLE, SCRIPT, Line, Rename, Step
from bot.demo.sides import Side, Stage, happens, seated, set_up
from bot.runtime.record import open_record
from bot.runtime.serve import run
from bot.runtime.world import World

TYPING, THINKING = 0.004, 0.12  # seconds: for each letter, and before each line
STEP, DELIVERY = 5.0, 20.0  # seconds before we give up
BEGIN = next(number for number, step in enumerate(SCRIPT) if isinstance(step, Line) and step.text == "#startmeeting")
"""Before it, a room does not hear the others."""
MARK = "\u2060"
"""What the bot puts behind lines of other rooms."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the meeting left behind."""

    minutes: str
    page: Path
    mail: Path


@dataclass(frozen=True, slots=True)
class Audience:
    """Who watches: `hear` gets everything that happens in the rooms, `end` the outcome and where it was."""

    hear: Callable[[Heard], None]
    end: Callable[[Outcome, Stage], None]


async def perform(
    home: Path,
    audience: Audience,
    *,
    stay: bool = False,
    pace: float = 1.0,
    matrix: bool = False,
    world: World | None = None,
) -> bool:
    """Hold the meeting, everything in `home`; True when it was interrupted (SIGINT, SIGTERM) before its end.

    With `stay`, servers and bot stay up afterwards until they are interrupted. A `pace` of 0 waits for no typing. With
    `matrix`, half of the people sit in a Matrix room.

    Raises:
        DemoError: a step did not happen in time, or there is no Synapse (in an ExceptionGroup, perhaps).
        bot.store.sqlite.StoreError, bot.config.ConfigError: as for any bot (likewise).
    """
    world, stop = world or World(), asyncio.Event()
    async with (
        IrcServer(world.clock.now) as server,
        set_up(home, server, matrix=matrix) as stage,
        asyncio.TaskGroup() as tasks,
    ):
        bot = tasks.create_task(run(config(home, stage), world, stop))
        meeting = tasks.create_task(_meeting(stage, home, audience, pace, world))
        await asyncio.wait({bot, meeting}, return_when=asyncio.FIRST_COMPLETED)
        interrupted = not meeting.done()
        meeting.cancel()
        if stay and not interrupted:
            await asyncio.wait({bot})
        stop.set()
    return interrupted


def config(home: Path, stage: Stage) -> Config:
    """As a config file would say it."""
    return Config.model_validate(
        {
            "store": {"url": f"sqlite:///{home / 'minutebot.db'}"},
            **stage.chats(home),
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


async def _meeting(stage: Stage, home: Path, audience: Audience, pace: float, world: World) -> None:
    await stage.until_bot_is_there()
    for side, room in stage.rooms.items():
        audience.hear(Heard(BOT, "JOIN", room, side))
    async with seated(stage, audience.hear, STEP) as sides:
        week = (world.clock.now() + timedelta(days=7)).date().isoformat()
        for number, step in enumerate(SCRIPT):
            await _do(step, sides if number >= BEGIN else _own(sides, step), pace, week)
        for publisher, said in (("archive", "Minutes: "), ("mailing list", "Minutes written as a mail")):
            await sides[0].ear.until(_bot_says(said), 0, f"the {publisher} has the minutes", DELIVERY)
    audience.end(await asyncio.to_thread(_outcome, home, stage, world), stage)


def _own(sides: list[Side], step: Step) -> list[Side]:
    """The room that somebody sits in."""
    return [side for side in sides if step.nick in side.people]


async def _do(step: Step, sides: list[Side], pace: float, week: str) -> None:
    """One step: typed, heard in these rooms, and answered where it wants an answer."""
    (side,) = _own(sides, step)
    before = {each.room: len(each.ear.heard) for each in sides}
    match step:
        case Rename(nick, to):
            person = side.people[to] = side.people.pop(nick)
            await person.rename(to)
            await side.ear.until(happens(nick, "NICK", to), before[side.room], f"{nick} becomes {to}")
        case Line(nick, text, answer):
            text = text.format(week=week)
            await asyncio.sleep(pace * (THINKING + TYPING * len(text)))
            await side.people[nick].say(text)
            for each in sides:
                heard = happens(nick, "PRIVMSG", text) if each is side else _carried_over(nick, text)
                await each.ear.until(heard, before[each.room], f'{each.room} hears {nick} say "{text}"')
            if answer:
                said = f'the bot answers "{text}" by "{answer}"'
                await side.ear.until(_bot_says(answer), before[side.room], said)


def _carried_over(nick: str, text: str) -> Callable[[Heard], object]:
    return lambda heard: heard.nick == BOT and heard.text.removesuffix(MARK) == f"<{nick}> {text}"


def _bot_says(pattern: str) -> Callable[[Heard], object]:
    return lambda heard: heard.nick == BOT and heard.verb == "PRIVMSG" and re.search(pattern, heard.text)


def _outcome(home: Path, stage: Stage, world: World) -> Outcome:
    """The newest meeting, out of the record."""
    with closing(open_record(config(home, stage), world)) as record:
        meeting = record.library.meetings()[0]
        minutes = record.editor.newest(meeting.id).pages["txt"]
        page = next(Path(row.url) for row in record.library.deliveries(meeting.id) if row.publisher == "archive")
    return Outcome(minutes, page, next((home / "mail").glob(f"{meeting.id}.*.eml")))
