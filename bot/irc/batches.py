"""IRCv3 batches: history played back is gathered until its batch ends; every other batch is read as it comes. Pure."""

from dataclasses import dataclass, field

from bot.irc.line import Line

REPLAYS = frozenset({"chathistory", "draft/chathistory-context", "znc.in/playback"})


@dataclass(slots=True)
class Batch:
    """History of `channel`, in order."""

    kind: str
    channel: str
    parent: str
    lines: list[Line] = field(default_factory=list)


class Batches:
    """The batches open on one connection."""

    def __init__(self) -> None:
        self._open: dict[str, Batch] = {}

    def feed(self, line: Line) -> Batch | None:
        """Take a BATCH line; gives the history it completed."""
        reference = line.param(0)
        if reference.startswith("+"):
            self._open[reference[1:]] = Batch(line.param(1), line.param(2), line.tags.get("batch", ""))
            return None
        ended = self._open.pop(reference[1:], None)
        return ended if ended and ended.kind in REPLAYS else None

    def absorb(self, line: Line) -> bool:
        """Gather a line that is history; whether it was."""
        batch = self._replay(line.tags.get("batch", ""))
        if batch is None:
            return False
        batch.lines.append(line)
        return True

    def _replay(self, reference: str) -> Batch | None:
        """The history this batch is, or lies in."""
        for _ in range(len(self._open)):
            batch = self._open.get(reference)
            if batch is None or batch.kind in REPLAYS:
                return batch
            reference = batch.parent
        return None
