"""What every sub-command needs: the config, errors in one line, progress bars."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from bot.config import Config, ConfigError, load

DEFAULT_CONFIG = "config.toml"
BAD_CONFIG = 2
MISSING = "there is no such file; give one with --config, or copy config.example.toml"


class Failure(click.ClickException):
    """Something that failed, in one line; exit code 1."""

    def show(self, file: Any = None) -> None:
        click.echo(f"minutebot: {self.message}", err=True, file=file)


class BadConfig(Failure):
    """A config that can't be used, every complaint on a line of its own; exit code 2."""

    exit_code = BAD_CONFIG

    def __init__(self, path: Path | None, error: ConfigError) -> None:
        where = f"{path}: " if path else ""
        super().__init__("\n".join(f"{where}{complaint}" for complaint in error.complaints))

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True, file=file)


config_option = click.option(
    "-c",
    "--config",
    "config_path",
    type=click.Path(path_type=Path, dir_okay=False),
    default=DEFAULT_CONFIG,
    envvar="MINUTEBOT_CONFIG",
    show_default=True,
    show_envvar=True,
    help="The config file.",
)
again_option = click.option("--again", is_flag=True, help="Also what was sent already: readers get it twice.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")


def read_config(path: Path) -> Config:
    """The config, or the command line's own error for it."""
    if not path.exists():
        raise BadConfig(path, ConfigError([MISSING]))
    try:
        return load(path)
    except ConfigError as error:
        raise BadConfig(path, error) from None


def print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


@contextmanager
def progress(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr, if that is a terminal and there is something to wait for."""
    if not sys.stderr.isatty() or length < 2:  # noqa: PLR2004 - one step needs no bar
        yield lambda _steps: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update
