"""The table of commands, and how a line that calls one is decided."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.core.commands import (
    actions,
    agenda,
    attendance,
    ballots,
    corrections,
    editions,
    lifecycle,
    linking,
    queue,
    records,
    rewording,
    running,
    topics,
    voting,
    wordlist,
)
from bot.core.commands.command import Command, Scene, When, Who, refuse, unproven
from bot.core.deliveries import Deliveries
from bot.core.events import Outcome
from bot.core.text import one_line

__all__ = [
    "BUILT_IN",
    "DUTIES",
    "Command",
    "Deliveries",
    "Scene",
    "When",
    "Who",
    "bare_words",
    "decide",
    "join_tables",
]

# by duty, in the order in which people get to know them; the pages made from the table show them so
DUTIES: Mapping[str, tuple[Command, ...]] = {
    "meeting": (*lifecycle.COMMANDS, *wordlist.COMMANDS),
    "people": (*attendance.COMMANDS, *linking.COMMANDS),
    "topics": topics.COMMANDS,
    "records": records.COMMANDS,
    "votes": (*voting.COMMANDS, *ballots.COMMANDS),
    "actions": actions.COMMANDS,
    "corrections": (*corrections.COMMANDS, *rewording.COMMANDS),
    "editions": editions.COMMANDS,
    "agenda": agenda.COMMANDS,
    "queue": queue.COMMANDS,
    "running": running.COMMANDS,
}
BUILT_IN: tuple[Command, ...] = tuple(command for rows in DUTIES.values() for command in rows)


def join_tables(*tables: Iterable[Command]) -> Mapping[str, Command]:
    """Every word, alias or name, with its row.

    Raises:
        ValueError: two rows claim one word.
    """
    words: dict[str, Command] = {}
    for command in (row for table in tables for row in table):
        for word in (command.name, *command.aliases):
            if word in words:
                raise ValueError(f"#{word} is claimed by two commands: {words[word].name} and {command.name}")
            words[word] = command
    return words


def bare_words(table: Mapping[str, Command]) -> frozenset[str]:
    """The words that are read without a prefix."""
    return frozenset(word for command in table.values() for word in command.bare)


def decide(table: Mapping[str, Command], scene: Scene, argument: str) -> Outcome | None:
    """What the command in `scene.word` leads to; None when the word is not read here and now."""
    command = table.get(scene.word)
    if command is None or not command.is_read(scene):
        return None
    if scene.meeting is not None and scene.meeting.off_since is not None and not command.off_record:
        return refuse(scene, "the meeting is off the record; #on ends that") if scene.marked else None
    argument = one_line(argument)
    if not _may(command, scene) and (scene.marked or _is_meant(command, scene, argument)):
        return refuse(scene, f"only {_who(command, scene)} may say {command.spelt(command.name)}{unproven(scene)}")
    if command.needs_argument and not argument:
        return refuse(scene, f"usage: {command.usage}")
    return command.handle(replace(scene, table=table), argument)


def _is_meant(command: Command, scene: Scene, argument: str) -> bool:
    """Whether a line without a prefix is a command at all; if it is talk, nobody is told who may say it."""
    lacking = command.needs_argument and not argument
    return lacking or command.handle(scene, argument) is not None


def _who(command: Command, scene: Scene) -> str:
    """Who may say it; between meetings that is who was a chair in the last one, and who stands in for one."""
    if scene.meeting is not None:
        return command.who.value
    last = ["a chair of the last meeting"] if scene.ended else []
    stand_in = ["an operator of this room"] if scene.rules.operators_are_chairs else []
    return " or ".join([*last, *stand_in]) or f"{command.who.value} in a meeting"


def _may(command: Command, scene: Scene) -> bool:
    match command.who:
        case Who.ANYONE:
            return True
        case Who.CHAIR:
            return scene.is_chair()
        case Who.SCRIBE:
            return scene.is_chair() or scene.is_scribe()
