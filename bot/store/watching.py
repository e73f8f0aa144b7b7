"""Noticing that the record was written, by a connection kept for that."""

from threading import Lock

from sqlalchemy import Engine

from bot.store.sqlite import changes, driver


class Watch:
    """Any thread may ask."""

    def __init__(self, engine: Engine) -> None:
        self._connection = engine.connect()
        self._asking = Lock()

    def close(self) -> None:
        self._connection.close()

    def changed(self) -> int:
        """A number that is another one when the record was written since."""
        with self._asking:  # the number is one connection's own
            return changes(self._connection)

    def counted(self) -> int:
        """A number that is another one when a meeting or a delivery was written since, but not for a mere line."""
        with self._asking:
            row = driver(self._connection).execute(_COUNTED).fetchone()
        return int(row[0]) if row else 0


_COUNTED = "SELECT count FROM changes WHERE what = 'meetings'"
