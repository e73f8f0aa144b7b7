"""The last lines of a meeting: what corrections and `^` can reach. Longer memories would grow with the talk."""

from dataclasses import replace
from typing import NamedTuple

from bot.core.chat import Person
from bot.core.events import Event, LineCorrected, LineRetracted, PersonRenamed
from bot.core.text import RETRACTED

REACH = 50


class Spoken(NamedTuple):
    """A line of the transcript as it reads now. `command` is the command's name, empty for talk."""

    line: int
    sender: Person
    text: str
    command: str = ""


Recent = tuple[Spoken, ...]


def heard(recent: Recent, spoken: Spoken) -> Recent:
    """With one line more; only the last 50 are kept."""
    return (*recent[1 - REACH :], spoken)


def after(recent: Recent, event: Event) -> Recent:
    """The lines as they read after an event: corrected, erased, or under the key their sender has now."""
    match event:
        case LineCorrected(line, text):
            return _reread(recent, line, text)
        case LineRetracted(line):
            return _reread(recent, line, RETRACTED)
        case PersonRenamed(before, person) if before != person.key:
            return tuple(
                each._replace(sender=replace(each.sender, key=person.key)) if each.sender.key == before else each
                for each in recent
            )
        case _:
            return recent


def _reread(recent: Recent, line: int, text: str) -> Recent:
    return tuple(spoken._replace(text=text) if spoken.line == line else spoken for spoken in recent)
