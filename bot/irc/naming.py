"""A lasting name for every line, so that the same line told twice is known."""

import hashlib
from collections import Counter
from itertools import count

from bot.irc.line import Line


class Naming:
    """Names the lines of one stream: a connection's live lines, or one batch of history.

    The server's msgid where there is one. Else, where the server gives times, a digest of time, sender and text: the
    same line has the same name live and in the history (ZNC), and the second such line of one instant has the second
    name. Else a count under the connection's `token`.
    """

    def __init__(self, token: str) -> None:
        self._token = token
        self._count = count(1)
        self._instant = ""
        self._at_instant: Counter[str] = Counter()

    def name(self, line: Line) -> str:
        msgid = line.tags.get("msgid")
        if msgid:
            return msgid
        time = line.tags.get("time")
        return self._digest(time, line) if time else self.fresh()

    def fresh(self) -> str:
        """A name no other line has."""
        return f"{self._token}-{next(self._count)}"

    def _digest(self, time: str, line: Line) -> str:
        if time != self._instant:
            self._instant = time
            self._at_instant.clear()
        told = "\0".join((time, line.source, line.verb, *line.params))
        digest = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
        self._at_instant[digest] += 1
        nth = self._at_instant[digest]
        return digest if nth == 1 else f"{digest}.{nth}"
