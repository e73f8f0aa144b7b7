"""`minutebot commands`, and the pages made from the table of commands: the meeting language for people and scripts."""

from typing import TypedDict

import click

from bot.cli.shared import json_option, print_json
from bot.core.commands import BUILT_IN, DUTIES, Command, Who
from bot.core.text import clip

PIPE = "\\|"  # in a cell of a table
COLUMNS, DUTY_COLUMNS, USAGE_COLUMNS = 100, 12, 32
MARKS = {Who.ANYONE: " ", Who.CHAIR: "*", Who.SCRIBE: "+"}
LEGEND = (
    "A word of these at the start of a line, in any case; everything else is talk.",
    "+ is for chairs and the scribe, * for chairs, the rest for everyone. [off] first: not recorded.",
)


class Row(TypedDict):
    """A command as `minutebot commands --json` gives it."""

    duty: str
    name: str
    usage: str
    aliases: list[str]
    bare: list[str]
    who: str
    when: str
    summary: str


def listed() -> list[Row]:
    """The table of commands as data."""
    return [_data(duty, command) for duty, rows in DUTIES.items() for command in rows]


def _data(duty: str, command: Command) -> Row:
    return Row(
        duty=duty,
        name=command.name,
        usage=command.usage,
        aliases=list(command.aliases),
        bare=list(command.bare),
        who=command.who.value,
        when=command.when.value,
        summary=command.summary,
    )


def sheet() -> str:
    """The language on one page of plain text."""
    rows = [line for duty, commands in DUTIES.items() for line in _duty(duty, commands)]
    return "".join(f"{line}\n" for line in (*LEGEND, *rows))


def _duty(duty: str, commands: tuple[Command, ...]) -> list[str]:
    """The duty's name stands before its first command only."""
    margins = [duty, *[""] * (len(commands) - 1)]
    return [_line(margin, command) for margin, command in zip(margins, commands, strict=True)]


def _line(margin: str, command: Command) -> str:
    also = [word for word in command.bare if word != command.name]
    does = f"{command.gist} (or {' '.join(also)})" if also else command.gist
    lead = f"{margin:{DUTY_COLUMNS}}{MARKS[command.who]} {command.usage:{USAGE_COLUMNS}} "
    return clip(lead + does, COLUMNS)


def table() -> str:
    """The table as Markdown, a duty after the other."""
    head = "| command | also | who | when | what it does |\n| --- | --- | --- | --- | --- |\n"
    return head + "".join(f"{_row(command)}\n" for command in BUILT_IN)


def _row(command: Command) -> str:
    also = " ".join(f"`{command.spelt(alias)}`" for alias in command.aliases)
    cells = (f"`{command.usage}`", also, command.who.value, command.when.value, command.summary)
    return " ".join(f"| {cell.replace('|', PIPE)}".rstrip() for cell in cells) + " |"


@click.command()
@json_option
def commands(as_json: bool) -> None:  # noqa: FBT001 - click's way
    """Print what people can say in a meeting: one page, to put into a wiki or hand round."""
    if as_json:
        print_json(listed())
    else:
        click.echo(sheet(), nl=False)
