"""`minutebot replay`."""

from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from bot.app.importing import LogError, Survey, Told, edited, survey
from bot.cli.opening import carry_out
from bot.cli.reporting import place
from bot.cli.shared import Failure, progress, read_config
from bot.config import Config
from bot.core.logs import FORMATS
from bot.runtime.jobs import Published, with_outputs
from bot.runtime.jobs import replay as replay_log

EDITED = "chat.txt"


def _zone(_context: click.Context, _option: click.Parameter, name: str) -> tzinfo:
    try:
        return UTC if name.upper() == "UTC" else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise click.BadParameter(f"there is no time zone {name!r}; it is written like Europe/London") from None


def _formats() -> str:
    rows = "\n".join(f"  {form.name:<11} {form.example}" for form in FORMATS)
    return f"\b\nFormats, one of which --format forces on a log that is taken for another:\n{rows}"


@click.command(epilog=_formats())
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
@click.option(
    "--timezone",
    "zone",
    metavar="ZONE",
    callback=_zone,
    default="UTC",
    show_default=True,
    help="Whose wall clock the log's times are, as Europe/London, where it does not say.",
)
@click.option("--room", default="", help="The room the log is of, where it does not say.")
@click.option(
    "--format",
    "form",
    type=click.Choice([form.name for form in FORMATS]),
    default=None,
    help="What the log's lines look like, if it is not found out rightly.",
)
@click.option("--edit", is_flag=True, help=f"Make no minutes, but OUT/{EDITED}: the log with commands suggested in it.")
@click.option("-p", "--print", "page", type=click.Choice(["md", "txt", "json"]), help="Print the minutes, too.")
def replay(  # noqa: PLR0913 - one an option
    log: Path,
    *,
    config_path: Path | None,
    out: Path,
    date: datetime | None,
    zone: tzinfo,
    room: str,
    form: str | None,
    edit: bool,
    page: str | None,
) -> None:
    """Turn an old chat log into minutes.

    The log goes down the same road as a live meeting. Most clients' and bots' logs are read as they are. A log without
    #startmeeting is one meeting from its first line to its last, and every link in it is recorded.
    """
    config = with_outputs(read_config(config_path) if config_path else Config(), out)
    try:
        found = survey(log, Told(date.date() if date else None, room, zone, form or ""))
        out.mkdir(parents=True, exist_ok=True)
        _report_log(found)
        if edit:
            _edit(found, out / EDITED, config)
            return
        with progress("replaying", found.lines) as tick:
            published = carry_out(replay_log(config, found, tick), config_path)
    except LogError as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"{out}: can't write there: {error.strerror or error}") from None
    _report(found, published, out)
    if page:
        _print(config, published, page)


def _report_log(found: Survey) -> None:
    for line in found.unreadable:
        click.echo(f"{found.path}:{line.number}: not read: {line.text[:80]}", err=True)
    if found.skipped > len(found.unreadable):
        click.echo(f"{found.path}: and {found.skipped - len(found.unreadable)} more lines not read", err=True)


def _edit(found: Survey, copy: Path, config: Config) -> None:
    try:
        with copy.open("x", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in edited(found, config.registry().bots))
    except FileExistsError:
        raise Failure(f"{copy} is there already; move it away, or say --out ANOTHER") from None
    click.echo(f"{copy}: correct it, then say: minutebot replay {copy}", err=True)


def _report(found: Survey, published: list[Published], out: Path) -> None:
    if not published:
        click.echo(f"{found.path}: nothing new; its meeting is in {out}/minutebot.db already", err=True)
    for done in published:
        click.echo(f"{done.name}: {done.publisher}: {place(done) or done.error}", err=True)
    if any(done.receipt is None for done in published):
        raise Failure("not everything could be published")


def _print(config: Config, published: list[Published], form: str) -> None:
    from bot.cli.reading import page  # noqa: PLC0415 - only when asked for

    for meeting_id in dict.fromkeys(done.meeting_id for done in published):
        click.echo("".join(page(config, meeting_id, form)), nl=False)
