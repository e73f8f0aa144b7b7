"""Lines of other rooms as one notice, and how such a notice is known again."""

from html import escape
from typing import Any

from bot.app.ports import Shown
from bot.core.replies import Repeat
from bot.core.text import clip, visible
from bot.matrix.raw import Event, content

MARK = "org.minutebot.relay"
"""In the content of what we relay: not said by us, and nothing to relay again, whoever hears it."""
LONGEST_LINE, LONGEST_NICK = 4000, 60


def content_of(shown: Shown) -> dict[str, Any]:
    """The content of a message event; of an edit, where another message is to read so."""
    said = {
        "msgtype": "m.notice",
        "body": "\n".join(map(_plain, shown.lines)),
        "format": "org.matrix.custom.html",
        "formatted_body": "<br>".join(map(_html, shown.lines)),
        "m.mentions": {},
        MARK: True,
    }
    if not shown.replaces:
        return said
    related = {"rel_type": "m.replace", "event_id": shown.replaces}
    return {**said, "body": f"* {said['body']}", "m.new_content": said, "m.relates_to": related}


def is_repeated(event: Event) -> bool:
    """Whether a bot relayed it, ours or another one."""
    return MARK in content(event)


def _plain(line: Repeat) -> str:
    nick, text = _words(line)
    return f"* {nick} {text}" if line.emote else f"<{nick}> {text}"


def _html(line: Repeat) -> str:
    nick, text = map(escape, _words(line))
    return f"* <strong>{nick}</strong> {text}" if line.emote else f"<strong>&lt;{nick}&gt;</strong> {text}"


def _words(line: Repeat) -> tuple[str, str]:
    """Nick and text without what nobody sees, and without halves of surrogate pairs, at which servers choke."""
    return clip(visible(line.nick), LONGEST_NICK) or "?", clip(visible(line.text), LONGEST_LINE)
