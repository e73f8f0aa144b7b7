"""What is said in one room of a place, shown in the others."""

from collections.abc import Iterable
from dataclasses import replace

from bot.app.batch import KeptLine
from bot.core.chat import Message, MessageEdited, MessageErased, MessageKind, Room
from bot.core.meeting import Meeting
from bot.core.recent import Recent
from bot.core.replies import Change, Repeat
from bot.core.rules import Rules
from bot.core.text import one_line, visible

RELAYED = {MessageKind.TEXT, MessageKind.EMOTE}
"""Notices are what bots say: were they shown, two bots could show each other's for ever."""


def relayed(message: Message, rules: Rules, *, kept: bool) -> list[Repeat]:
    """A line for the other rooms of its place."""
    if not rules.relays or message.from_bot or message.private or message.kind not in RELAYED:
        return []
    return _shown(message, rules, kept=kept)


def edited(edit: MessageEdited, rules: Rules, lines: Iterable[KeptLine], meeting: Meeting) -> list[Repeat]:
    """How a line reads now that was said in the meeting that runs; an edit names the lines that stay, too."""
    now = dict(meeting.corrected)
    own = [line for line in lines if (line.meeting_id, line.native_id) == (meeting.id, edit.native_id)]
    if not rules.relays or all(now.get(line.number, line.text) == edit.text for line in own):
        return []
    return [replace(line, change=Change.EDITED, edit=edit.edit) for line in _shown(edit, rules, kept=True)]


def _shown(said: Message | MessageEdited, rules: Rules, *, kept: bool) -> list[Repeat]:
    nick, emote, text = one_line(said.sender.nick), said.kind is MessageKind.EMOTE, visible(said.text)
    return [Repeat(room, said.room, said.native_id, nick, text, emote, kept=kept) for room in rules.elsewhere]


def erased(erasure: MessageErased, rules: Rules) -> list[Repeat]:
    """A line that is gone: whether it was shown, and is no line of ours itself, the record knows."""
    return [replace(gone, beyond=erasure.beyond) for gone in _gone(erasure.room, erasure.native_id, rules)]


def retracted(line: int, recent: Recent, rules: Rules) -> list[Repeat]:
    """A line whose author erased it by a command."""
    spoken = next((spoken for spoken in recent if spoken.line == line and spoken.native_id), None)
    origin = next((room for room in rules.rooms if spoken and room.key == spoken.room), None)
    return _gone(origin, spoken.native_id, rules) if spoken and origin else []


def _gone(origin: Room, native_id: str, rules: Rules) -> list[Repeat]:
    others = [room for room in rules.rooms if room != origin] if rules.relays else []
    return [Repeat(room, origin, native_id, change=Change.ERASED) for room in others]
