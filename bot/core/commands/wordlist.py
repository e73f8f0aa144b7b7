"""Which words work here: `#commands`."""

import textwrap

from bot.core.chat import Say
from bot.core.commands.command import Command, Scene, When, say
from bot.core.events import Outcome
from bot.core.replies import Reply

LINES, LONGEST = 2, 400  # an IRC line has 512 bytes, and some of them say who speaks where
USEFUL = (
    *("startmeeting", "endmeeting", "topic", "next", "info", "agreed", "action", "link", "vote", "endvote"),
    *("undo", "agenda", "actions", "here", "q+"),
)


def _commands(scene: Scene, _argument: str) -> Outcome:
    """The most useful first, for the last ones may find no room."""
    if scene.message.private:
        return _in_private(scene)
    rows = {command.name: command for command in (scene.table or {}).values()}.values()
    here = sorted((command for command in rows if command.is_read(scene)), key=_usefulness)
    prefix = scene.rules.prefixes[0]
    words = " ".join(command.spelt(command.name, prefix) for command in here)
    more = f" More: {scene.rules.help_url}" if scene.rules.help_url else ""
    return Outcome((), _in_lines(scene, f"Commands here: {words}", more))


def _in_private(scene: Scene) -> Outcome:
    """What the bot is for, said to who asks it alone."""
    room, prefix = scene.rules.room.name, scene.rules.prefixes[0]
    there = f"{prefix}startmeeting begins one, and {prefix}commands lists the words"
    more = f" More: {scene.rules.help_url}" if scene.rules.help_url else ""
    return say(scene, f"I take the minutes of meetings: in {room}, {there}.{more}")


def _usefulness(command: Command) -> int:
    return USEFUL.index(command.name) if command.name in USEFUL else len(USEFUL)


def _in_lines(scene: Scene, text: str, more: str) -> tuple[Reply, ...]:
    """As many whole words as there is room for, and where the others are told."""
    width = max(LONGEST - len(more), LONGEST // 2)
    lines = textwrap.wrap(
        text, width, max_lines=LINES, placeholder=" ...", break_long_words=False, break_on_hyphens=False
    )
    return tuple(Say(scene.message.room, line) for line in (*lines[:-1], lines[-1] + more))


COMMANDS = (Command("commands", "lists the words that work here", _commands, when=When.ALWAYS, private=True),)
