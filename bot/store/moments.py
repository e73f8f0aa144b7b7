"""Times in the database: text that sorts and reads."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import String, TypeDecorator
from sqlalchemy.engine import Dialect

DUE_NOW = datetime(1970, 1, 1, tzinfo=UTC)
"""Due by any clock: when something happened the chat server says, which may be ahead of ours."""


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as ISO 8601 text so that it sorts and reads."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else to_text(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        del dialect
        return None if value is None else from_text(value)


@lru_cache(maxsize=1024)
def to_text(moment: datetime) -> str:
    """ISO 8601 in UTC, always with microseconds, so that text order is time order."""
    in_utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return in_utc.isoformat(timespec="microseconds")


from_text = datetime.fromisoformat
"""It takes no longer than finding one that was remembered."""
