"""Reading a log in a test, as the importer does."""

from collections.abc import Sequence
from datetime import UTC, date, tzinfo

from bot.core.chat import Message, PersonChanged, Room
from bot.core.logs import BY_NAME, Calendar, Read, guess, read_lines, to_observations

DAY = date(2026, 4, 8)


def read(lines: Sequence[str], form: str = "") -> list[Read]:
    found = BY_NAME[form] if form else guess(lines)
    assert found
    return list(read_lines(lines, found))


def told(
    lines: Sequence[str], form: str = "", day: date = DAY, zone: tzinfo = UTC, bots: frozenset[str] = frozenset()
) -> list[Message | PersonChanged]:
    return list(to_observations(read(lines, form), Room("log", "#kiln"), Calendar(day, zone), "id", bots))


def times(lines: Sequence[str], form: str = "", day: date = DAY, zone: tzinfo = UTC) -> list[str]:
    return [f"{each.sent_at:%d %H:%M}" for each in told(lines, form, day, zone) if isinstance(each, Message)]
