"""What we say, as lines of the protocol that reach everybody whole."""

from dataclasses import dataclass

from bot.irc.outbox import Saying
from bot.irc.repeating import MARK
from bot.irc.split import cut, shorten
from bot.irc.tracker import Tracker

_USER, _HOST = "u" * 10, "h" * 63  # the longest that servers give, until we have seen ours


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line to send: `text` of it is said now, `rest` of the saying is for the next line."""

    line: str
    text: str = ""
    rest: str = ""


def speak(saying: Saying, tracker: Tracker) -> Spoken | None:
    """The next line of a saying.

    None for a topic that is not ours to set, or stands already, and for a person who is gone. What is for one person
    alone is a NOTICE, so that two bots can't talk to each other for ever (RFC 2812 3.3.2).
    """
    if saying.topic:
        return _topic(saying, tracker)
    verb, target = ("NOTICE", tracker.nick_of(saying.to)) if saying.to else ("PRIVMSG", saying.channel)
    if not target:
        return None
    end = MARK if saying.lead else ""
    text, rest = cut(saying.text, room_for_text(tracker, verb, target) - len(f"{saying.lead}{end}".encode()))
    return Spoken(f"{verb} {target} :{saying.lead}{text}{end}", text, rest)


def room_for_text(tracker: Tracker, verb: str, target: str) -> int:
    """Bytes of text that fit into a line as the others get it, after `:nick!user@host VERB target :` (RFC 2812 2.3)."""
    address = tracker.myself().address or f"{tracker.me}!{_USER}@{_HOST}"
    return tracker.isupport.line_limit - len(f":{address} {verb} {target} :\r\n".encode())


def _topic(saying: Saying, tracker: Tracker) -> Spoken | None:
    channel = tracker.channel(saying.channel)
    if channel is None:
        return None
    allowed = channel.topic_locked is not True or tracker.operates(tracker.myself(), saying.channel)
    room = room_for_text(tracker, "TOPIC", saying.channel)
    text = shorten(saying.text, min(room, tracker.isupport.number("TOPICLEN", room)))
    return Spoken(f"TOPIC {saying.channel} :{text}") if allowed and text != channel.topic else None
