"""`minutebot render` and `minutebot meetings`: looking at the record."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli.opening import opened
from bot.cli.shared import Failure, config_option, json_option, print_json, read_config
from bot.config import Config
from bot.core.slug import slugify

FORMATS = ("md", "txt", "html", "json", "log.txt", "log.html")


def page(config: Config, meeting_id: str, form: str, revision: int | None = None) -> Iterator[str]:
    """One page of a meeting's minutes, in pieces; of its newest revision unless another one is asked for."""
    with opened(config) as record:
        editor = record.editor
        try:
            edition = editor.newest(meeting_id) if revision is None else editor.edition(meeting_id, revision)
        except LookupError as error:
            hint = "" if record.library.meeting(meeting_id) else "; `minutebot meetings` lists them"
            raise Failure(f"{error}{hint}") from None
        yield from edition.transcript(form.removeprefix("log.")) if form.startswith("log.") else (edition.pages[form],)


@click.command()
@click.argument("meeting")
@config_option
@click.option("-f", "--format", "form", type=click.Choice(FORMATS), default="md", show_default=True, help="Which page.")
@click.option("--revision", type=click.IntRange(min=1), help="Which revision; the newest one if not given.")
def render(meeting: str, config_path: Path, form: str, revision: int | None) -> None:
    """Print the minutes of MEETING, or its transcript (log.txt, log.html).

    MEETING is an id as `minutebot meetings` lists them. A running meeting gives a draft. An earlier revision is the
    minutes as they were then, without what was retracted since.
    """
    for piece in page(read_config(config_path), meeting, form, revision):
        click.echo(piece, nl=False)


@click.command()
@config_option
@click.option("--series", default="", metavar="NAME", help="Only the meetings of this series.")
@click.option("--state", type=click.Choice(["running", "ended", "aborted"]), help="Only the meetings in this state.")
@json_option
def meetings(config_path: Path, series: str, state: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's way
    """List the meetings, newest first."""
    with opened(read_config(config_path)) as record:
        rows = record.library.meetings(slugify(series) if series else "", state or "")
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    for row in rows:
        click.echo(f"{row.id:32} {row.state:8} {row.started_at:%Y-%m-%d %H:%M} UTC {row.lines:6} lines  {row.room}")
