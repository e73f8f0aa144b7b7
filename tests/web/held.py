"""Meetings that were held and kept in a database, and the site that shows them."""

import asyncio
import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import httpx

from bot.api import Publisher, Receipt
from bot.app.dispatcher import Dispatcher, Outlet
from bot.app.editions import Editor
from bot.core.compose import Composer
from bot.core.destinations import Destination, names
from bot.core.former import Former
from bot.core.meeting import Meeting
from bot.core.rules import SeriesRules
from bot.render.renderer import JinjaRenderer
from bot.runtime.trees import Trees
from bot.runtime.world import World
from bot.store.finding import Finder
from bot.store.journal import Journal, write
from bot.store.library import Library
from bot.store.queue import Queue
from bot.store.schema import upgrade
from bot.store.searching import take_in_items
from bot.store.site import SiteReader
from bot.web.access import Door
from bot.web.app import make_app
from bot.web.look import make_look
from bot.web.search import search
from bot.web.site import Site
from plugins import archive
from tests.app.fakes import FakeClock
from tests.meetings.stage import LINKS, PEOPLE, Stage, rules

SMALL = ("ada: #startmeeting", "bo: hello", "ada: #topic Glazes", "bo: #info the blue one runs", "ada: #endmeeting")


@dataclass
class Held:
    """A room whose meetings are kept; `play` what is said there, then look at the site."""

    home: Path
    room: str = "#kiln"
    today: date = date(2026, 5, 1)
    schedules: Mapping[str, SeriesRules] = field(default_factory=dict)
    old: tuple[Former, ...] = ()
    stage: Stage = field(init=False)

    def __post_init__(self) -> None:
        self.url = f"sqlite:///{self.home / 'minutebot.db'}"
        upgrade(self.url, now=World().clock.now)
        self.journal = Journal(self.url)
        self.stage = self._stage(self.room)

    def _stage(self, room: str) -> Stage:
        chosen = rules(room, to=(Destination("archive", "the archive", drafts=True),))
        return Stage({chosen.room: chosen}, keep=lambda batch: self.journal.now(lambda c: write(c, batch)))

    def play(self, *script: str, on: date | None = None) -> "Held":
        if on:
            self.stage.now = datetime.combine(on, self.stage.now.time(), self.stage.now.tzinfo)
        self.stage.play(*script)
        self.journal.now(take_in_items)  # as the bot does in the next seconds
        return self

    def weekly(self, *days: date, script: Iterable[str] = SMALL) -> "Held":
        for day in days:
            self.play(*script, on=day)
        return self

    def site(self, public_url: str = "", *, title: str = "Kiln minutes", live: bool = True, **more) -> Site:
        renderer = JinjaRenderer()
        return Site(
            reader=SiteReader(self.url),
            desk=Editor(Library(self.url), Composer(PEOPLE, LINKS), renderer),
            writer=renderer,
            look=make_look(title, public_url, live=live),
            today=lambda: self.today,
            authority="minutes.example.org",
            registry=PEOPLE,
            instance="5eed",
            schedules=self.schedules,
            old=self.old,
            **more,
        )

    def get(self, *paths: str, door: Door = Door(), public_url: str = "", **asked) -> list[httpx.Response]:  # noqa: B008
        """What the site answers, in one visit."""

        async def visit() -> list[httpx.Response]:
            site = self.site(public_url)
            with closing(site.reader), closing(Finder(self.url)) as finder:
                transport = httpx.ASGITransport(make_app(site, door, [search(site, finder, door)]))
                async with httpx.AsyncClient(transport=transport, base_url="http://site.test") as client:
                    return [await client.request(asked.pop("method", "GET"), path, **asked) for path in paths]

        return asyncio.run(visit())

    @contextmanager
    def editing(self) -> Iterator[tuple[Editor, Trees]]:
        """What makes the editions of a publisher, and the site in them."""
        renderer = JinjaRenderer()
        with closing(Library(self.url)) as library, ExitStack() as open_yet:
            editor = Editor(library, Composer(PEOPLE, LINKS), renderer, "5eed")
            trees = Trees(self.url, editor, renderer, PEOPLE, lambda: self.today, self.schedules, old=self.old)
            open_yet.callback(trees.close)
            yield replace(editor, site=trees.tree, gets_drafts=self._gets_drafts), trees

    async def deliver(self, root: Path, **settings) -> list[Receipt]:
        """Have everything that waits for the archive delivered to this directory; the receipts, in their turn."""
        with self.editing() as (editor, trees):
            given = archive.plugin.settings.model_validate({"directory": root, "title": "Kiln minutes", **settings})
            async with archive.plugin.open(given) as publisher:
                receipts = await self.deliver_by(publisher, editor)
                await publisher.catch_up(partial(trees.tree, "archive"))
        return receipts

    async def deliver_by(self, publisher: Publisher, editor: Editor) -> list[Receipt]:
        """The same by a publisher that is open."""
        clock, queue, self.said = FakeClock(self.stage.now), Queue(self.journal), []
        outlet = Outlet(lambda _room, text: self.said.append(text), lambda _health: None)
        rng = random.Random(8)
        dispatcher = Dispatcher(queue, {"archive": publisher}, editor.delivered, clock, outlet, rng)
        receipts = []
        while due := await queue.claim_due("archive", clock.now()):
            receipts.append(await dispatcher.deliver(due))
        return receipts

    def _gets_drafts(self, publisher: str, meeting: Meeting) -> bool:
        drafts = self.stage.rooms[meeting.room].destinations.drafts(meeting.series, private=meeting.private)
        return publisher in names(drafts)

    def page(self, path: str, **asked) -> str:
        (answer,) = self.get(path, **asked)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text
