"""Which lines of a meeting are not kept, because a chair said so."""

from bot.core.chat import Message
from bot.core.meeting import Meeting, OffRecord


def is_unrecorded(meeting: Meeting, message: Message) -> bool:
    """Whether the message is said off the record; also when a network's history tells it only after the `#on`."""
    if meeting.off_since is not None or not message.replayed:
        return meeting.off_since is not None
    left_out = (part for part in meeting.content if isinstance(part, OffRecord))
    return any(part.since <= message.sent_at <= part.until for part in left_out)
