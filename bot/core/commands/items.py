"""Finding the item that a command is about, and naming it."""

import re

from bot.core.meeting import Item, Meeting
from bot.core.minutes import Kind

_NUMBER = re.compile(r"(?:(?P<register>[ad])-)?(?P<number>\d{1,9})", re.IGNORECASE)


def find_item(meeting: Meeting, word: str) -> Item | None:
    """The item that "4" (the meeting's fourth), "A-7" or "D-3" names, if it stands."""
    match = _NUMBER.fullmatch(word)
    if match is None:
        return None
    number = int(match["number"])
    if not match["register"]:
        return next((item for item in meeting.items if item.record.number == number), None)
    label = f"{match['register'].upper()}-{number}"
    return next((item for item in meeting.items if item.label == label), None)


def items_of_line(meeting: Meeting, line: int) -> tuple[Item, ...]:
    """The items that a line of the transcript recorded, or that quote it."""
    return tuple(item for item in meeting.items if line in {item.line, item.record.quotes})


def reference(item: Item) -> str:
    """How an item is spoken of: "D-3", or "item 4 (#info)"."""
    if item.record.kind is Kind.ACTION or item.label:
        return item.label
    return f"item {item.record.number} (#{item.record.kind.value})"
