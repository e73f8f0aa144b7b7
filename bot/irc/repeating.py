"""What somebody said in another room, as lines of IRC that no bot takes for its own, nor for a command."""

from bot.core.replies import Change, Repeat
from bot.core.text import clip, one_line, visible
from bot.irc.outbox import Saying

MARK = "\u2060"
"""A word joiner, which nobody sees, ends each line that is relayed. Such a line is never relayed again: few networks
tell who is a bot, and two that show each other's lines would not come to an end."""
LONGEST_NICK, LONGEST = 40, 1200
CUT = " ... (cut; the transcript has it whole)"
_BRACKETS = str.maketrans("<>", "()")


def is_repeated(text: str) -> bool:
    return text.endswith(MARK)


def saying_of(relay: Repeat, now: float) -> Saying | None:
    """The saying for a line; None for one that is gone: what IRC was told stays told. `now`: monotonic seconds."""
    if relay.change is Change.ERASED:
        return None
    nick = clip(one_line(relay.nick), LONGEST_NICK).translate(_BRACKETS) or "?"
    text = visible(relay.text).strip()
    said = text if len(text) <= LONGEST else clip(text, LONGEST) + CUT
    edited = "(edited) " if relay.change is Change.EDITED else ""
    lead = f"* {nick} " if relay.emote else f"<{nick}> "
    return Saying(relay.room.name, edited + said, now, lead=lead, shows=relay)
