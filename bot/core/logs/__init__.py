"""Chat logs as people keep them: lines of text -> what was said, by whom, and when."""

from bot.core.logs.formats import BY_NAME, FORMATS, Format, guess
from bot.core.logs.heading import find_day, find_room
from bot.core.logs.marking import Frame, find_frame, head, marked
from bot.core.logs.reading import LONGEST, LogLine, Read, Renamed, Unreadable, read_lines
from bot.core.logs.stamps import Calendar
from bot.core.logs.telling import Cast, to_observations

__all__ = [
    "BY_NAME",
    "FORMATS",
    "LONGEST",
    "Calendar",
    "Cast",
    "Format",
    "Frame",
    "LogLine",
    "Read",
    "Renamed",
    "Unreadable",
    "find_day",
    "find_frame",
    "find_room",
    "guess",
    "head",
    "marked",
    "read_lines",
    "to_observations",
]
