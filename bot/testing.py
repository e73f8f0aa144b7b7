"""For tests of publishers, here and elsewhere: an attempt in memory, an edition, and what every publisher must do."""

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from posixpath import dirname, relpath
from urllib.parse import quote

from bot.api import (
    Attendee,
    Author,
    Edition,
    Kind,
    Minutes,
    Preview,
    Publisher,
    PublishError,
    Receipt,
    Record,
    Section,
    SiteFile,
    SiteFrame,
)

A_WEDNESDAY = date(2026, 4, 8)
HOSTILE = ("", "a\r\nBcc: eve@example.org", "nul \0 bell \a", "../../etc/passwd", "\ud800", "x" * 5000, "<b>&amp;{0}%s")
QUEUED_AT = datetime(2026, 4, 8, 16, 26, 30, tzinfo=UTC)


class Cut(BaseException):  # not an error: the power goes off, and nothing may catch it
    """The bot dies here."""


@dataclass
class FakeAttempt:
    """An attempt at a delivery. `calls` holds the names of the methods called, in order.

    `cut_at` names the method in which the bot dies, after what it stands for is kept: the call raises `Cut`.
    """

    number: int = 1
    queued_at: datetime = QUEUED_AT
    now: datetime = QUEUED_AT
    uncertain_since: datetime | None = None
    kept: bytes | None = None
    calls: list[str] = field(default_factory=list)
    cut_at: str = ""

    async def keep(self, payload: bytes) -> None:
        self.kept = payload
        self._called("keep")

    async def point_of_no_return(self) -> None:
        self._called("point_of_no_return")

    async def certain_failure(self) -> None:
        self._called("certain_failure")

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if name == self.cut_at:
            raise Cut(name)

    @property
    def is_uncertain(self) -> bool:
        """Whether this attempt, cut off now, may have succeeded."""
        return "point_of_no_return" in self.calls and self.calls[-1] != "certain_failure"

    def next(self, after: timedelta = timedelta(minutes=1)) -> "FakeAttempt":
        """The attempt that follows when this one failed or was cut off."""
        since = self.uncertain_since or (self.now if self.is_uncertain else None)
        return replace(self, number=self.number + 1, now=self.now + after, uncertain_since=since, calls=[], cut_at="")


@dataclass(frozen=True, slots=True)
class FakeTree:
    """The site of editions, and of those they took the place of, as pages and lists; implements `bot.api.SiteTree`."""

    editions: tuple[Edition, ...]
    frame: SiteFrame
    earlier: tuple[Edition, ...] = ()
    mark: str = "plain"
    elsewhere: None = None

    @property
    def authority(self) -> str:
        return self.frame.authority or "minutebot-5eed.invalid"

    def meetings(self) -> list[str]:
        return [one.minutes.meeting_id for one in self.editions]

    def ahead(self, meeting_ids: Collection[str]) -> "FakeTree":  # noqa: ARG002 - nothing to be read
        return self

    def meeting(self, meeting_id: str, *, withdrawn: bool = False) -> Iterator[SiteFile]:
        for old in (one for one in self.earlier if one.minutes.meeting_id == meeting_id):
            yield from _files(old, f".r{old.revision}")
        for one in (one for one in self.editions if one.minutes.meeting_id == meeting_id):
            yield from (SiteFile(file.file, lambda: None) if withdrawn else file for file in _files(one, ""))

    def lists(self, meeting_ids: Collection[str], withdrawn: Collection[str] = ()) -> Iterator[SiteFile]:  # noqa: ARG002 - all
        shown = [one.minutes.path for one in self.editions if one.minutes.meeting_id not in withdrawn]
        for file in ("all.html", "index.html"):
            led = [self.signpost(file, f"{path}.html") for path in shown]
            yield SiteFile(file, partial(iter, led), first=file == "index.html")

    all_lists = lists

    def signpost(self, file: str, leads_to: str) -> str:
        return f'<a href="{quote(relpath(leads_to, dirname(file) or "."), errors="replace")}">there</a>'


def _files(edition: Edition, ending: str) -> Iterator[SiteFile]:
    path = f"{edition.minutes.path}{ending}"
    yield from (SiteFile(f"{path}.log.{form}", partial(edition.transcript, form)) for form in ("txt", "html"))
    forms = ("md", "txt", "json", "html")
    yield from (SiteFile(f"{path}.{form}", partial(tuple, [edition.pages[form]])) for form in forms)


def an_edition(
    name: str = "Weekly Meeting",
    *,
    on: date = A_WEDNESDAY,
    revision: int = 1,
    digest: str = "3.1 released, hack week and grants.",
    instance: str = "5eed",
) -> Edition:
    """A small meeting's minutes with plain pages: enough to publish, and nothing of the renderer in it.

    A revision has those before it on its site; 0 makes a draft.
    """
    minutes = _minutes(name, on, digest, revision)
    text = f"{minutes.title}\n\n{digest}\n\nRelease\n\n  * Tarballs are up and signed.\n\n--\n\nAoB\n\n  * None.\n"
    pages = {
        "txt": text,
        "md": f"# {minutes.title}\n\n{digest}\n",
        "html": f"<!doctype html>\n<title>{minutes.title}</title>\n<p>{digest}</p>\n",
        "json": json.dumps({"id": minutes.meeting_id, "started_at": minutes.started_at.isoformat()}) + "\n",
    }

    def transcript(form: str) -> Iterator[str]:
        yield from ("[16:00] <ada> #startmeeting\n", f"[16:26] <ada> #endmeeting ({form})\n")

    def site(frame: SiteFrame) -> FakeTree:
        earlier = [
            an_edition(name, on=on, revision=old, digest=digest, instance=instance) for old in range(1, revision)
        ]
        return FakeTree((made,), frame, tuple(earlier))

    made = Edition(minutes, revision, pages, transcript, instance, site=site)
    return made


async def check_publisher_contract(
    open_publisher: Callable[[], AbstractAsyncContextManager[Publisher]],
    copies: Callable[[], int],
    *,
    drafts: bool = False,
) -> Receipt:
    """Drives a publisher through what the dispatcher may do to it; returns the receipt of the plain case.

    `copies` counts the different things that readers find where the publisher put them. A mail sent again under its own
    Message-ID is one of them, as is a page written again. `drafts`: the publisher takes drafts, and gets some.

    Raises:
        AssertionError: the clause that does not hold.
    """
    await _rehearses(open_publisher, copies)
    receipt = await _publishes_once(open_publisher, copies)
    await _corrects(open_publisher, copies)
    await _survives_a_cut(open_publisher, copies)
    if drafts:
        await _replaces_drafts(open_publisher, copies)
    await _takes_what_people_type(open_publisher)
    return receipt


async def _rehearses(
    open_publisher: Callable[[], AbstractAsyncContextManager[Publisher]], copies: Callable[[], int]
) -> None:
    """A preview shows the same each time; nothing comes of it."""
    edition, before, attempt = an_edition(on=A_WEDNESDAY + timedelta(days=21)), copies(), FakeAttempt()
    async with open_publisher() as publisher:
        first = [*await publisher.preview(edition, attempt)]
        second = [*await publisher.preview(edition, attempt)]
    _expect(first != [] and first == second, "a preview shows something, and the same each time")
    _expect(not attempt.calls, f"a preview keeps and announces nothing, but did {attempt.calls}")
    _expect(copies() == before, f"a preview leaves nothing where readers look, not {copies() - before} copies")
    for each in first:
        _expect(_is_shown(each), f"a preview has one line of a name, and bytes: {each!r}")


def _is_shown(preview: Preview) -> bool:
    return bool(preview.name) and preview.name.isprintable() and isinstance(preview.content, bytes)


async def _publishes_once(
    open_publisher: Callable[[], AbstractAsyncContextManager[Publisher]], copies: Callable[[], int]
) -> Receipt:
    edition, before = an_edition(), copies()
    async with open_publisher() as publisher:
        first = await publisher.publish(edition, FakeAttempt())
    _expect(copies() == before + 1, f"an edition published once leaves one copy, not {copies() - before}")
    async with open_publisher() as publisher:
        second = await publisher.publish(edition, FakeAttempt())
        _expect(copies() == before + 1, f"an edition published twice leaves one copy, not {copies() - before}")
    _expect(first.url == second.url, f"an edition stays where it is: {first.url}, then {second.url}")
    for line in (first.url, first.said, first.detail):
        _expect(line.isprintable(), f"what a receipt says is one line: {line!r}")
    return first


async def _corrects(
    open_publisher: Callable[[], AbstractAsyncContextManager[Publisher]], copies: Callable[[], int]
) -> None:
    """A revision may add a copy or replace the one that is there; and once it is there, nothing else changes that."""
    before, day = copies(), A_WEDNESDAY + timedelta(days=7)
    async with open_publisher() as publisher:
        await publisher.publish(an_edition(on=day), FakeAttempt())
        told = await publisher.publish(an_edition(on=day, revision=2), FakeAttempt())
        after = copies()
        _expect(after - before in {1, 2}, f"a meeting and its correction leave one or two copies, not {after - before}")
        again = await publisher.publish(an_edition(on=day, revision=2), FakeAttempt())
        _expect(told.url == again.url, f"a correction stays where it is: {told.url}, then {again.url}")
        await publisher.publish(an_edition(on=day), FakeAttempt())
    _expect(copies() == after, f"a correction, its first revision coming again, adds no copy: {copies() - after}")
    for line in (told.url, told.said, told.detail):
        _expect(line.isprintable(), f"what a receipt says is one line: {line!r}")


async def _replaces_drafts(
    open_publisher: Callable[[], AbstractAsyncContextManager[Publisher]], copies: Callable[[], int]
) -> None:
    before, day = copies(), A_WEDNESDAY + timedelta(days=14)
    draft = an_edition(on=day, revision=0)
    async with open_publisher() as publisher:
        first = await publisher.publish(draft, FakeAttempt())
        await publisher.publish(draft, FakeAttempt())
        final = await publisher.publish(an_edition(on=day), FakeAttempt())
        _expect(copies() == before + 1, f"minutes replace their drafts; there are {copies() - before} copies")
        _expect(first.url == final.url, f"minutes have their draft's address: {first.url}, then {final.url}")
        gone = an_edition(on=day + timedelta(days=1), revision=0)
        await publisher.publish(gone, FakeAttempt())
        told = await publisher.publish(replace(gone, withdrawn=True), FakeAttempt())
    _expect(copies() <= before + 2, f"a draft that is withdrawn leaves one copy at most, not {copies() - before - 1}")
    _expect(not told.said, f"nobody is told that a draft was withdrawn: {told.said!r}")


async def _survives_a_cut(
    open_publisher: Callable[[], AbstractAsyncContextManager[Publisher]], copies: Callable[[], int]
) -> None:
    """Each time at another call, each time another meeting; a month later every doubt may be acted on."""
    for days, cut_at in enumerate(("keep", "point_of_no_return"), 1):
        edition, before = an_edition(on=A_WEDNESDAY + timedelta(days=days)), copies()
        attempt = FakeAttempt(cut_at=cut_at)
        with suppress(Cut):
            async with open_publisher() as publisher:
                await publisher.publish(edition, attempt)
        async with open_publisher() as publisher:
            await publisher.publish(edition, attempt.next(after=timedelta(days=30)))
        _expect(copies() == before + 1, f"cut in {cut_at} and published again leaves one copy, not {copies() - before}")


async def _takes_what_people_type(open_publisher: Callable[[], AbstractAsyncContextManager[Publisher]]) -> None:
    """Publishes it or says no with a PublishError; anything else comes through and fails the test."""
    for days, text in enumerate(HOSTILE):
        edition = an_edition(text, digest=text, on=A_WEDNESDAY - timedelta(days=days + 1))
        with suppress(PublishError):
            async with open_publisher() as publisher:
                await publisher.publish(edition, FakeAttempt())


def _expect(holds: bool, clause: str) -> None:  # noqa: FBT001 - an assertion, which reads best this way
    if not holds:
        raise AssertionError(clause)


def _minutes(name: str, on: date, digest: str, revision: int) -> Minutes:
    began = datetime.combine(on, time(16), UTC)
    release = Record(Kind.INFO, "Tarballs are up and signed.", number=1, signature="AL", author="Ada L.", line=3)
    return Minutes(
        meeting_id=f"weekly-{on.isoformat()}",
        series="weekly",
        name=name,
        path=f"weekly/{on.isoformat()}",
        room="kiln-net/#kiln",
        date=on,
        started_at=began,
        ended_at=began + timedelta(minutes=26) if revision else None,
        author=Author("Ada L."),
        digest=digest,
        attendees=(Attendee("Ada L.", "ada", chair=True), Attendee("Bo", "bo")),
        sections=(Section("Release", (release,), line=2, number=1),),
        lines=40,
        revision=revision,
        revisions=tuple(began + timedelta(minutes=26, days=later) for later in range(revision)),
    )
