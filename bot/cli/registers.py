"""`minutebot actions` and `minutebot decisions`: what is to be done, and what was decided, over all meetings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby, zip_longest
from pathlib import Path

import click

from bot.cli.opening import opened
from bot.cli.shared import config_option, json_option, print_json, read_config
from bot.config import Config
from bot.core.identity import named
from bot.core.slug import slugify
from bot.core.text import join_words, one_line
from bot.render.wrapping import columns, fill, pieces
from bot.runtime.world import World
from bot.store.lists import ActionRow, DecisionRow

WIDTHS = {"actions": (6, 9, 10, 14, 35), "decisions": (6, 10, 8, 51)}  # with two blanks before and one between: 80
NO_DECISIONS = {
    "all": "no decisions",
    "in force": "no decisions in force",
    "superseded": "no superseded decisions",
}
series_option = click.option("--series", default="", metavar="NAME", help="Only those of this series.")


@click.command()
@config_option
@series_option
@click.option("--owner", default="", metavar="NICK", help="Only what this person is to do, by whatever nick.")
@click.option("--open", "which", flag_value="open", default="open", help="Only the open ones.  [default]")
@click.option("--overdue", "which", flag_value="overdue", help="Only the open ones whose day is past.")
@click.option("--all", "which", flag_value="all", help="Also those that were closed or taken back.")
@json_option
def actions(config_path: Path, series: str, owner: str, which: str, as_json: bool) -> None:  # noqa: FBT001 - click's way
    """List the actions of all meetings, series by series."""
    config, now = read_config(config_path), World().clock.now()
    with opened(config) as record:
        rows = record.library.actions(_slug(config, series), "" if which == "all" else "open")
    late = {(row.series, row.number) for row in rows if _is_late(config, row, now)}
    rows = [row for row in rows if _is_owned(config, row, owner)]
    rows = [row for row in rows if which != "overdue" or (row.series, row.number) in late]
    if as_json:
        print_json([{**asdict(row), "overdue": (row.series, row.number) in late} for row in rows])
        return
    cells = [(row.series, _action(row, late=(row.series, row.number) in late)) for row in rows]
    _print(cells, WIDTHS["actions"], "no actions" if which == "all" else f"no {which} actions")


@click.command()
@config_option
@series_option
@click.option("--all", "which", flag_value="all", default="all", help="Whatever became of them.  [default]")
@click.option("--in-force", "which", flag_value="in force", help="Only those that no other superseded.")
@click.option("--superseded", "which", flag_value="superseded", help="Only those that another superseded.")
@json_option
def decisions(config_path: Path, series: str, which: str, as_json: bool) -> None:  # noqa: FBT001 - click's way
    """List what all meetings decided, series by series."""
    config = read_config(config_path)
    with opened(config) as record:
        rows = record.library.decisions(_slug(config, series))
    rows = [row for row in rows if which in {"all", _state(row)}]
    if as_json:
        print_json([{**asdict(row), "state": _state(row)} for row in rows])
        return
    _print([(row.series, _decision(row)) for row in rows], WIDTHS["decisions"], NO_DECISIONS[which])


def _state(row: DecisionRow) -> str:
    return "superseded" if row.superseded_by else "in force"


def _slug(config: Config, name: str) -> str:
    """The series' slug, which the config may have given it."""
    slug = slugify(name) if name else ""
    known = (each.rules() for each in config.series)
    return next((rules.slug for rules in known if slug in {rules.slug, slugify(rules.name)}), slug)


def _is_late(config: Config, row: ActionRow, now: datetime) -> bool:
    """By the day that it is in the series' zone."""
    zone = next((rules.zone for each in config.series if (rules := each.rules()).slug == row.series), UTC)
    return row.state == "open" and row.due is not None and row.due < now.astimezone(zone).date()


def _is_owned(config: Config, row: ActionRow, owner: str) -> bool:
    registry = config.registry()

    def who(nick: str) -> str:
        return named(registry, "", nick)

    return not owner or who(owner) in {who(nick) for nick in row.owners}


def _action(row: ActionRow, *, late: bool) -> tuple[str, ...]:
    due = row.due.isoformat() if row.due else ""
    return (f"A-{row.number}", "overdue" if late else row.state, due, ", ".join(row.owners), row.text + _closed(row))


def _closed(row: ActionRow) -> str:
    if row.closed_on is None:
        return ""
    note = f": {row.note}" if row.note else ""
    return f" ({row.closed_on.isoformat()}, {row.closed_by}{note})"


def _decision(row: DecisionRow) -> tuple[str, ...]:
    old = [f"supersedes {join_words([f'D-{number}' for number in row.supersedes])}"] if row.supersedes else []
    new = [f"superseded by D-{row.superseded_by}"] if row.superseded_by else []
    told = f" ({'; '.join([*old, *new])})" if old or new else ""
    return (f"D-{row.number}", row.day.isoformat(), row.kind, row.text + told)


def _print(rows: Iterable[tuple[str, tuple[str, ...]]], widths: Sequence[int], nothing: str) -> None:
    """Each series' rows below its slug; or that there is nothing."""
    printed = False
    for series, group in groupby(rows, key=lambda row: row[0]):
        click.echo(("\n" if printed else "") + click.style(series, bold=True))
        for _, cells in group:
            click.echo("\n".join(_lines(cells, widths)))
        printed = True
    if not printed:
        click.echo(nothing)


def _lines(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """A row of a table, as many lines high as its highest cell."""
    high = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for line in zip_longest(*high, fillvalue=""):
        padded = (text + " " * (width - columns(text)) for text, width in zip(line, widths, strict=True))
        yield f"  {' '.join(padded)}".rstrip()


def _wrapped(text: str, width: int) -> list[str]:
    words = [piece for word in one_line(text).split(" ") for piece in pieces(word, width)]
    return fill(words, width)
