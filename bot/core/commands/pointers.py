"""`^`: what was said already, in place of a text."""

import re
from dataclasses import replace

from bot.core.commands.command import Handler, Scene, refuse
from bot.core.events import ItemRecorded, Outcome
from bot.core.recent import REACH, Spoken, reading
from bot.core.text import RETRACTED

_POINTER = re.compile(r"(?P<before>(?:.*\s)?)@?(?P<nick>[^\s^]+)?\^(?P<back>\d{1,2})?", re.DOTALL)


def pointing(handle: Handler) -> Handler:
    """The handler with a `^`, `^2`, `NICK^` or `NICK^2` at the end of its argument replaced by the line it means."""

    def quoting(scene: Scene, argument: str) -> Outcome | None:
        pointer = _POINTER.fullmatch(argument)
        if pointer is None:
            return handle(scene, argument)
        nick, back = pointer["nick"] or "", int(pointer["back"] or 1)
        quoted = _line(scene, nick, back)
        if quoted is None:
            few = f"fewer than {back} lines" if back > 1 else "no line"
            by = f" by {nick}" if nick else ""
            return refuse(scene, f"the last {REACH} lines have {few} of talk{by} for ^{back} to point at")
        text = reading(scene.running, quoted)
        return handle(replace(scene, quoted=quoted), pointer["before"] + text)

    return quoting


def resolved(scene: Scene, record: ItemRecorded, text: str) -> str:
    """The text of a corrected line whose record points at talk, with that in the pointer's place.

    Where the talk is too long ago, with what the record says by now.
    """
    pointer = _POINTER.fullmatch(text) if record.quotes else None
    if pointer is None:
        return text
    quoted = next((spoken for spoken in scene.recent if spoken.line == record.quotes), None)
    if quoted is not None:
        return pointer["before"] + reading(scene.at_hand, quoted)
    return record.text if record.text.startswith(pointer["before"]) else pointer["before"] + record.text


def _line(scene: Scene, nick: str, back: int) -> Spoken | None:
    """The line of talk that lies so far back, of all or of one nick."""
    talk = (spoken for spoken in reversed(scene.recent) if not spoken.command and spoken.text != RETRACTED)
    meant = [spoken for spoken in talk if not nick or spoken.sender.nick.casefold() == nick.casefold()]
    return meant[back - 1] if 0 < back <= len(meant) else None
