"""The last lines of a meeting: what corrections and `^` can reach. Longer memories would grow with the talk."""

from dataclasses import replace
from typing import NamedTuple

from bot.core.chat import Person
from bot.core.events import Event, LineRetracted, PersonRenamed
from bot.core.meeting import Meeting
from bot.core.text import RETRACTED, one_line

REACH = 50


class Spoken(NamedTuple):
    """A line of the transcript as it was typed. `command` is the command's name, empty for talk.

    `room` is the key of the room where it was said, and `native_id` its name there.
    """

    line: int
    sender: Person
    text: str
    command: str = ""
    room: str = ""
    native_id: str = ""


Recent = tuple[Spoken, ...]


def after(recent: Recent, event: Event) -> Recent:
    """The lines after an event: without erased text, and under the key their sender has now."""
    match event:
        case LineRetracted(line):
            return tuple(each._replace(text=RETRACTED) if each.line == line else each for each in recent)
        case PersonRenamed(before, person) if before != person.key:
            return tuple(
                each._replace(sender=replace(each.sender, key=person.key)) if each.sender.key == before else each
                for each in recent
            )
        case _:
            return recent


def reading(meeting: Meeting, spoken: Spoken) -> str:
    """How a line reads now, without colours and controls."""
    return one_line(dict(meeting.corrected).get(spoken.line, spoken.text))
