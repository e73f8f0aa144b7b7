"""What the bot has to say, of any kind."""

from dataclasses import dataclass, replace
from enum import Enum

from bot.core.chat import Acknowledge, Message, Room, Say, SetTopic, message_of, takes_away


class Change(Enum):
    """What became of a line that is shown elsewhere."""

    SAID = "said"
    EDITED = "edited"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Repeat:
    """What somebody said in another room of the meeting, to be shown in this one; or what became of it since.

    `origin` and `native_id` name the line for ever, `edit` what it was edited by; what is erased is named as in
    `MessageErased`. It is never heard as a line of ours. Unless it is `kept`, its words are shown and leave no trace in
    the record, being off it.
    """

    room: Room
    origin: Room
    native_id: str
    nick: str = ""
    text: str = ""
    emote: bool = False
    change: Change = Change.SAID
    kept: bool = True
    edit: str = ""
    beyond: int = 0

    def takes_away(self, line: "Repeat") -> bool:
        """Whether this tells that the line is gone."""
        named = takes_away(self.native_id, self.beyond, line.native_id)
        return self.change is Change.ERASED and self.origin == line.origin and named


Reply = Say | Acknowledge | SetTopic | Repeat


def answering(reply: Reply, message: Message, *, refused: bool) -> Reply:
    """A reply as an answer to a message: in its thread; what it refuses, as a reply to it."""
    if not isinstance(reply, Say) or reply.room != message.room or message.private or not (refused or message.thread):
        return reply
    return replace(reply, answers=message_of(message.native_id), thread=message.thread)
