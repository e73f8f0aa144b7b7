"""`minutebot db` and `minutebot rebuild`: looking after the database."""

from pathlib import Path

import click
from sqlalchemy import Connection, func, select

from bot.app.ports import UnwritableError
from bot.cli.finding import database
from bot.cli.opening import opened
from bot.cli.shared import Failure, config_option, json_option, print_json, progress, read_config
from bot.config import Config, ConfigError
from bot.core.text import join_words
from bot.runtime.copying import copy_all
from bot.runtime.plugins import publishers_of
from bot.runtime.record import Record
from bot.runtime.world import World
from bot.store.locks import only_bot
from bot.store.rebuilding import rebuild as rebuild_from_events
from bot.store.schema import HEAD, back_up
from bot.store.schema import upgrade as upgrade_schema
from bot.store.sqlite import StoreError
from bot.store.tables import events


@click.group()
def db() -> None:
    """Upgrade or back up the database."""


@db.command()
@config_option
@json_option
def upgrade(config_path: Path, as_json: bool) -> None:  # noqa: FBT001 - click's way
    """Bring the database to this version's schema, after a backup copy beside it.

    `minutebot run` does so by itself; this is for those who rather see it done first. The bot must not run.
    """
    config = read_config(config_path)
    path = database(config)
    try:
        with only_bot(config.store.url):
            backup = upgrade_schema(config.store.url, now=World().clock.now, backups=config.store.backups)
    except StoreError as error:
        raise Failure(str(error)) from None
    if as_json:
        print_json({"database": path, "schema": HEAD, "backup": backup})
        return
    click.echo(f"{path}: upgraded to schema {HEAD}" if backup else f"{path}: schema {HEAD} already")
    if backup:
        click.echo(f"{backup}: a copy of before")


@db.command()
@config_option
@json_option
def backup(config_path: Path, as_json: bool) -> None:  # noqa: FBT001 - click's way
    """Copy the database beside itself, whole, also while the bot runs.

    As many copies stay as the config's store.backups says; older ones are removed.
    """
    config = read_config(config_path)
    path = database(config)
    if path is None:
        raise Failure("a database in memory can't be backed up")
    try:
        copy = back_up(path, World().clock.now(), config.store.backups)
    except StoreError as error:
        raise Failure(str(error)) from None
    if as_json:
        print_json({"database": path, "backup": copy})
        return
    click.echo(copy)


@click.command()
@config_option
def rebuild(config_path: Path) -> None:
    """Rebuild the read model (lists of meetings, topics, items, actions) from the events. The bot must not run.

    It is done wholly or not at all. The record itself, messages and events, is only read. Then the fair copies of all
    minutes are made; the bot does that by itself, in its own time.

    Nothing is published; where archives are written of these tables, it says how to have them written again.
    """
    config = read_config(config_path)
    path = database(config)
    with opened(config) as record, only_bot(config.store.url):
        total = record.journal.now(_count)
        with progress("rebuilding", total) as tick:
            try:
                count = record.journal.now(lambda connection: rebuild_from_events(connection, tick))
            except (ValueError, LookupError, UnwritableError) as error:
                raise Failure(f"{path}: the events don't add up: {error}; nothing was changed") from None
        _copy(record, path)
    click.echo(f"{path}: read model rebuilt from {count} events")
    _hint(config)


def _hint(config: Config) -> None:
    """What is published is not made anew, and lists may have been made of what was wrong."""
    try:
        publishers = publishers_of(config.publishers)
    except ConfigError:
        return  # which is no reason not to rebuild; whatever publishes says so
    stale = [name for name, each in publishers.items() if each.plugin.rebuildable]
    if stale:
        click.echo(f"{join_words(stale)} may have lists of before: `minutebot publish --all` writes all of it again")


def _copy(record: Record, path: Path | None) -> None:
    if path is None:
        return  # nobody else could read them
    with progress("fair copies", len(record.library.meetings(state="ended"))) as tick:
        try:
            copy_all(record, tick)
        except UnwritableError as error:
            raise Failure(
                f"{path}: the read model is rebuilt, but the fair copies of minutes are not: {error}"
            ) from None


def _count(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(events)) or 0
