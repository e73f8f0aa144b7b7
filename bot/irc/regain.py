"""Getting our own nick back."""

_FIRST_PAUSE, _LONGEST_PAUSE = 15.0, 600.0


class Regain:
    """When to try for `nick` again: at once, after 15 seconds, then twice as long each time, up to ten minutes."""

    def __init__(self, nick: str) -> None:
        self.nick = nick
        self._due = 0.0
        self._pause = _FIRST_PAUSE

    def due(self, now: float) -> bool:
        """Whether to try now (monotonic seconds); the next time is later."""
        if now < self._due:
            return False
        self._due = now + self._pause
        self._pause = min(_LONGEST_PAUSE, self._pause * 2)
        return True
