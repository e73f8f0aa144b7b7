"""What the server has, and what the bot made of it: each line kept once and in order, each reply said once."""

import sqlite3
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.synapse import MatrixPerson, quote

Event = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """Between what should be there and what is: true where they differ."""

    missing: list[str]
    too_many: list[str]
    in_disorder: bool

    def __bool__(self) -> bool:
        return bool(self.missing or self.too_many or self.in_disorder)

    def __str__(self) -> str:
        order = ", in disorder" if self.in_disorder else ""
        return (
            f"{len(self.missing)} missing {self.missing[:5]}, {len(self.too_many)} too many {self.too_many[:5]}{order}"
        )


@dataclass(frozen=True)
class Verdict:
    """What is wrong with the lines that were kept, with what they recorded, and with the replies to them."""

    lines: Difference
    records: Difference
    replies: Difference

    @property
    def all_is_well(self) -> bool:
        return not (self.lines or self.records or self.replies)

    def __str__(self) -> str:
        return f"lines: {self.lines}; records: {self.records}; replies: {self.replies}"


def judge(events: list[Event], database: Path, bot: str, excused: Container[str]) -> Verdict:
    """By a room's history on the server. Lines that are `excused`, by event id, need not be answered, but may be."""
    found = list(replies(events, bot))
    wanted = [reply for line, reply in wanted_replies(events, bot) if line not in excused or reply in found]
    return Verdict(
        compare(lines(events, bot), kept(database)),
        compare(commands(events, bot), recorded(database)),
        compare(wanted, found),
    )


def compare(wanted: Iterable[str], found: Iterable[str]) -> Difference:
    wanted, found = list(wanted), list(found)
    missing, more = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    there, known = set(found), set(wanted)
    in_order = [one for one in wanted if one in there]
    as_found = [one for one in dict.fromkeys(found) if one in known]
    return Difference(list(missing.elements()), list(more.elements()), in_order != as_found)


def history(person: MatrixPerson, room: str) -> list[Event]:
    """All of a room as the server orders it, from its start."""
    found: list[Event] = []
    start = ""
    while True:
        page = person.call("GET", f"/rooms/{quote(room)}/messages?dir=f&limit=500{start}")
        found += page["chunk"]
        if not page["chunk"] or not page.get("end"):
            return found
        start = f"&from={quote(page['end'])}"


def said(events: Iterable[Event], bot: str) -> dict[str, str]:
    """What people said, each a line at a time: its event id, and its text."""
    return {
        event["event_id"]: event["content"]["body"] for event in events if _is_line(event) and event["sender"] != bot
    }


def _is_line(event: Event) -> bool:
    return event["type"] == "m.room.message" and "m.new_content" not in event["content"]


def commands(events: Iterable[Event], bot: str) -> Iterator[str]:
    """Those lines that record something, as they read now."""
    contents = [event["content"] for event in events if event["type"] == "m.room.message"]
    edits = {
        each["m.relates_to"]["event_id"]: each["m.new_content"]["body"] for each in contents if "m.new_content" in each
    }
    for event_id, text in said(events, bot).items():
        if text.startswith(("#topic ", "#info ")):
            yield edits.get(event_id, text)


def recorded(database: Path) -> list[str]:
    """What the commands among it came to, as they were typed."""
    query = "SELECT line, '#topic ' || title FROM topics UNION ALL SELECT line, '#info ' || text FROM items ORDER BY 1"
    with closing(sqlite3.connect(database)) as connection:
        return [text for _, text in connection.execute(query)]


def kept(database: Path) -> list[str]:
    """Every line, as the bot has it: people's, then its own."""
    query = "SELECT native_id, text FROM messages ORDER BY from_bot, id"
    with closing(sqlite3.connect(database)) as connection:
        return [_named(*row) for row in connection.execute(query)]


def lines(events: list[Event], bot: str) -> Iterator[str]:
    """Every line, as the server has it: people's, then the bot's own, which may be several in one event.

    Between two who speak at once the server has no order of its own: /messages and /sync may differ.
    """
    for event_id, text in said(events, bot).items():
        yield _named(event_id, text)
    for event in events:
        if _is_line(event) and event["sender"] == bot:
            told = event["content"]["body"].splitlines()
            for number, text in enumerate(told, 1):
                yield _named(event["event_id"] if len(told) == 1 else f"{event['event_id']}/{number}", text)


def _named(event_id: str, text: str) -> str:
    return f"{text} ({event_id})"


def wanted_replies(events: Iterable[Event], bot: str) -> Iterator[tuple[str, str]]:
    """By the lines they are to: a topic is answered by a notice, a fact by a mark on the line."""
    for event_id, text in said(events, bot).items():
        if text.startswith("#topic "):
            yield event_id, f"Topic: {text[7:]}"
        elif text.startswith("#info "):
            yield event_id, f"a mark on {event_id}"


def replies(events: Iterable[Event], bot: str) -> Iterator[str]:
    """The bot's words and marks, in the server's order."""
    for event in events:
        if event["sender"] != bot:
            continue
        if event["type"] == "m.reaction":
            yield f"a mark on {event['content']['m.relates_to']['event_id']}"
        yield from (line for line in event["content"].get("body", "").splitlines() if line.startswith("Topic: "))
