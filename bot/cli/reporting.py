"""What a job did, counted by publisher: its failures in full, its successes only as far as one can read them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.runtime.jobs import Published

SHOWN = 20
LET_BE = {
    "sending": "being delivered by another process, or cut off (a bot that starts takes those up)",
    "sent": "sent already (--again sends once more)",
    "confirmed": "there already (--again publishes once more)",
    "no draft": "no draft for it, and the meeting has not ended",
    "private": "private (`publish` in the room's config says where they may go, or name the meeting, and --to)",
    "left out": "left out of --all (--to with its name sends what was never sent)",
}


@dataclass(slots=True)
class Tally:
    """Counts; remembers at most twenty successes, and every failure."""

    done: Counter[str] = field(default_factory=Counter)
    let_be: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: list[Published] = field(default_factory=list)
    first: list[Published] = field(default_factory=list)

    def count(self, published: Published) -> None:
        """Take one delivery into account."""
        if published.state:
            self.let_be[published.publisher, published.state] += 1
        elif published.receipt is None:
            self.failures.append(published)
        else:
            self.done[published.publisher] += 1
            if len(self.first) < SHOWN:
                self.first.append(published)

    @property
    def failed(self) -> int:
        return len(self.failures)

    def lines(self) -> Iterator[str]:
        """For people."""
        if self.done.total() <= SHOWN:
            for published in self.first:
                yield f"{published.name}: {published.publisher}: {place(published)}"
        else:
            yield from (f"{publisher}: {count} published" for publisher, count in self.done.items())
        for (publisher, state), count in self.let_be.items():
            yield f"{publisher}: {count} {LET_BE[state]}"
        for published in self.failures:
            yield f"{published.name}: {published.publisher}: failed: {published.error}"
        if not (self.done or self.let_be or self.failures):
            yield "nothing to publish"

    def plain(self) -> dict[str, object]:
        """For scripts."""
        return {
            "published": dict(self.done),
            "let_be": [
                {"publisher": publisher, "state": state, "count": count}
                for (publisher, state), count in self.let_be.items()
            ],
            "failed": [
                {
                    "meeting": published.meeting_id,
                    "revision": published.revision,
                    "publisher": published.publisher,
                    "error": published.error,
                }
                for published in self.failures
            ],
        }


def place(published: Published) -> str:
    """Where a published edition now stands."""
    receipt = published.receipt
    return (receipt.url or receipt.said or receipt.detail or receipt.standing.value) if receipt else ""
