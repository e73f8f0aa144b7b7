"""`minutebot mail`."""

import asyncio
from pathlib import Path

import click

from bot.cli.shared import BadConfig, Failure, config_option, read_config
from bot.config import Config, ConfigError
from bot.runtime.mail import Terms, try_lists
from bot.store.sqlite import StoreError


@click.group()
def mail() -> None:
    """Mail to lists: try whether it gets there."""


@mail.command("test")
@click.argument("publisher", required=False, default="")
@click.option(
    "--wait",
    type=click.FloatRange(0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long the list may take.",
)
@click.option("--full-size", is_flag=True, help="Send a mail as long as the longest the minutes may be (max_size).")
@config_option
def test(publisher: str, wait: float, full_size: bool, config_path: Path) -> None:  # noqa: FBT001 - click's way
    """Post a test mail to the list of PUBLISHER (or of each), and tell what became of it.

    Everybody on the list gets it; it says that it is a test. The list's archive is asked for it (list_archive_url),
    and the bot's mailbox ([inbox]) for what the list answers: held for a moderator, rejected, bounced. What the
    list's owner must set is said.

    Exit codes: 0 it is on the list, or was taken where nobody can look; 1 it is not; 2 the config is wrong.
    """
    config = read_config(config_path)
    try:
        fine = asyncio.run(_told(config, publisher, Terms(wait, full_size)))
    except ConfigError as error:
        raise BadConfig(config_path, error) from None
    except StoreError as error:
        raise Failure(str(error)) from None
    if not fine:
        raise Failure("the test mail is not on the list")


async def _told(config: Config, publisher: str, terms: Terms) -> bool:
    fine = True
    async for name, step in try_lists(config, publisher, terms):
        verdict = click.style("ok   ", fg="green") if step.ok else click.style("wrong", fg="red", bold=True)
        click.echo(f"{verdict}  {name}: {step.says}")
        fine = fine and step.ok
    return fine
