"""Lines that nobody gave the bot a key for: counted, told once, and made good when the key comes."""

from bot.app.deciding import Decider
from bot.core.chat import Message, Say, Unsealed
from bot.core.events import Entry, LineSealed, LineUnsealed
from bot.core.evolution.sealing import stands_for
from bot.core.meeting import Meeting


def seal(decider: Decider, message: Message, meeting: Meeting, line: int) -> None:
    """The meeting lacks what was said on this line; the first time, the room is told."""
    first = not any(isinstance(entry.event, LineSealed) for entry in meeting.history)
    entry = Entry(meeting.next_seq, message.sent_at, line, LineSealed(message.native_id))
    decider.draft.apply(message.room, entry)
    if first and not meeting.lurking:
        decider.answer(message, Say(message.room, cant_read(message.sender.nick)), refused=True)


def cant_read(nick: str) -> str:
    return (
        f"{nick}: I have no key for what you just said. It is missing in the minutes unless the key still comes; "
        "saying it again may help."
    )


def unseal(decider: Decider, unsealed: Unsealed) -> None:
    """What was said is told next."""
    meeting = decider.draft.running(unsealed.room)
    if meeting is None or meeting.off_since is not None:
        return
    if any(stands_for(part, unsealed.native_id) for part in meeting.content):
        decider.draft.meanwhile(unsealed.room, unsealed.at, LineUnsealed(unsealed.native_id))
