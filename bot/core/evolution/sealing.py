"""What can't be decrypted is missing, until its key comes."""

from typing import assert_never

from bot.core.events import Entry, LineSealed, LineUnsealed, SealingEvent
from bot.core.having import having
from bot.core.meeting import Meeting, Part, Sealed


def sealing_changed(meeting: Meeting, entry: Entry, event: SealingEvent) -> Meeting:
    match event:
        case LineSealed(""):
            return meeting  # its sender took it back: nothing is missing
        case LineSealed(native_id):
            part = Sealed(native_id, entry.at, meeting.topic_number)
            return having(meeting, content=(*meeting.content, part))
        case LineUnsealed(native_id):
            content = (part for part in meeting.content if not stands_for(part, native_id))
            return having(meeting, content=tuple(content))
        case _:
            assert_never(event)


def stands_for(part: Part, native_id: str) -> bool:
    """Whether a part is what is missing of this line."""
    return isinstance(part, Sealed) and part.native_id == native_id
