"""`minutebot replay`."""

from datetime import datetime
from pathlib import Path

import click

from bot.app.importing import LogError, Survey, survey
from bot.cli.opening import carry_out
from bot.cli.reporting import place
from bot.cli.shared import Failure, progress, read_config
from bot.config import Config
from bot.runtime.jobs import Published, with_outputs
from bot.runtime.jobs import replay as replay_log


@click.command()
@click.argument("log", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "-c",
    "--config",
    "config_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A config, for its people, series and links. Nothing is mailed or written where it says.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="minutes",
    show_default=True,
    help="Where everything goes: database, archive, and the mail that would have been sent.",
)
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="The day of the log, where it does not say.")
@click.option("--room", default="", help="The room the log is of, where it does not say.")
@click.option("-p", "--print", "form", type=click.Choice(["md", "txt", "json"]), help="Print the minutes, too.")
def replay(log: Path, config_path: Path | None, out: Path, date: datetime | None, room: str, form: str | None) -> None:
    """Turn an old chat log into minutes.

    The log goes down the same road as a live meeting. Lines look like "[16:00] <nick> text" or "[16:00] * nick waves".
    A log without #startmeeting is one meeting from its first line to its last.
    """
    config = with_outputs(read_config(config_path) if config_path else Config(), out)
    try:
        found = survey(log, date.date() if date else None, room)
        out.mkdir(parents=True, exist_ok=True)
        with progress("replaying", found.lines) as tick:
            published = carry_out(replay_log(config, found, tick), config_path)
    except LogError as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"{out}: can't write there: {error.strerror or error}") from None
    _report(found, published, out)
    if form:
        _print(config, published, form)


def _report(found: Survey, published: list[Published], out: Path) -> None:
    for line in found.unreadable:
        click.echo(f"{found.path}:{line.number}: not read: {line.text[:80]}", err=True)
    if found.skipped > len(found.unreadable):
        click.echo(f"{found.path}: and {found.skipped - len(found.unreadable)} more lines not read", err=True)
    if not published:
        click.echo(f"{found.path}: nothing new; its meeting is in {out}/minutebot.db already", err=True)
    for done in published:
        click.echo(f"{done.meeting_id}: {done.publisher}: {place(done) or done.error}", err=True)
    if any(done.receipt is None for done in published):
        raise Failure("not everything could be published")


def _print(config: Config, published: list[Published], form: str) -> None:
    from bot.cli.reading import page  # noqa: PLC0415 - only when asked for

    for meeting_id in dict.fromkeys(done.meeting_id for done in published):
        click.echo("".join(page(config, meeting_id, form)), nl=False)
