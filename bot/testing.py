"""For tests of publishers, here and elsewhere: an attempt in memory, an edition, and what every publisher must do."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.api import Attendee, Author, Edition, Kind, Minutes, Record, Section

A_WEDNESDAY = date(2026, 4, 8)
QUEUED_AT = datetime(2026, 4, 8, 16, 26, 30, tzinfo=UTC)


@dataclass
class FakeAttempt:
    """An attempt at a delivery. `calls` holds the names of the methods called, in order."""

    number: int = 1
    queued_at: datetime = QUEUED_AT
    now: datetime = QUEUED_AT
    uncertain_since: datetime | None = None
    kept: bytes | None = None
    calls: list[str] = field(default_factory=list)

    async def keep(self, payload: bytes) -> None:
        self.calls.append("keep")
        self.kept = payload

    async def point_of_no_return(self) -> None:
        self.calls.append("point_of_no_return")

    async def certain_failure(self) -> None:
        self.calls.append("certain_failure")

    @property
    def is_uncertain(self) -> bool:
        """Whether this attempt, cut off now, may have succeeded."""
        return "point_of_no_return" in self.calls and self.calls[-1] != "certain_failure"

    def next(self, after: timedelta = timedelta(minutes=1)) -> "FakeAttempt":
        """The attempt that follows when this one failed or was cut off."""
        since = self.uncertain_since or (self.now if self.is_uncertain else None)
        return replace(self, number=self.number + 1, now=self.now + after, uncertain_since=since, calls=[])


def an_edition(
    name: str = "Weekly Meeting",
    *,
    on: date = A_WEDNESDAY,
    revision: int = 1,
    digest: str = "3.1 released, hack week and grants.",
    instance: str = "5eed",
) -> Edition:
    """A small meeting's minutes with plain pages: enough to publish, and nothing of the renderer in it."""
    minutes = _minutes(name, on, digest)
    text = f"{minutes.title}\n\n{digest}\n\nRelease\n\n  * Tarballs are up and signed.\n\n--\n\nAoB\n\n  * None.\n"
    pages = {
        "txt": text,
        "md": f"# {minutes.title}\n\n{digest}\n",
        "html": f"<!doctype html>\n<title>{minutes.title}</title>\n<p>{digest}</p>\n",
        "json": f'{{"revision": {revision}}}\n',
    }

    def transcript(form: str) -> Iterator[str]:
        yield from ("[16:00] <ada> #startmeeting\n", f"[16:26] <ada> #endmeeting ({form})\n")

    return Edition(minutes, revision, pages, transcript, instance)


def _minutes(name: str, on: date, digest: str) -> Minutes:
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
        ended_at=began + timedelta(minutes=26),
        author=Author("Ada L."),
        digest=digest,
        attendees=(Attendee("Ada L.", "ada", chair=True), Attendee("Bo", "bo")),
        sections=(Section("Release", (release,), line=2, number=1),),
        lines=40,
    )
