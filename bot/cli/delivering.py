"""`minutebot deliveries` and `minutebot publish`: where editions go, and sending them there."""

from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from textwrap import wrap
from typing import Any

import click

from bot.app.ports import Delivery
from bot.cli.finding import database
from bot.cli.opening import carry_out, opened
from bot.cli.rehearsing import show
from bot.cli.reporting import Tally
from bot.cli.shared import Failure, again_option, config_option, json_option, print_json, progress, read_config
from bot.config import Config
from bot.runtime.orphans import orphans
from bot.runtime.publishing import Order
from bot.runtime.publishing import publish as publish_editions
from bot.runtime.rehearsal import rehearse
from bot.runtime.world import World
from bot.store.by_hand import drop, put_back

STATES = ("pending", "sending", "sent", "confirmed", "uncertain", "failed")
WIDTH, INDENT = 100, 8


@click.group(invoke_without_command=True)
@config_option
@click.option("--state", type=click.Choice(STATES), help="Only the deliveries in this state.")
@click.option("--meeting", default="", metavar="ID", help="Only the deliveries of this meeting.")
@json_option
@click.pass_context
def deliveries(ctx: click.Context, config_path: Path, state: str | None, meeting: str, as_json: bool) -> None:  # noqa: FBT001 - click's way
    """List the deliveries, newest first: where each meeting's minutes went, or why they did not.

    \b
    pending    waits for its next try
    sending    is on its way now
    sent       was taken over by a server
    confirmed  was seen where readers look
    uncertain  was cut off at the worst moment; may have got through, and is looked into
    failed     no retry mends it; do what it says, then `minutebot deliveries retry ID`
    """  # noqa: D301 - \b is click's mark for a paragraph that keeps its lines
    ctx.obj = config_path
    if ctx.invoked_subcommand:
        return
    config = read_config(config_path)
    with opened(config) as record:
        rows = record.library.deliveries(meeting, state or "")
    if as_json:
        print_json([_plain(row) for row in rows])
        return
    for row in rows:
        click.echo("\n".join(_shown(row)))
    for complaint in orphans(rows, config.publishers):
        click.echo(complaint)


def _plain(delivery: Delivery) -> dict[str, object]:
    """Without the bytes to be sent, which are for nobody to read."""
    return {key: value for key, value in asdict(delivery).items() if key != "payload"}


def _shown(delivery: Delivery) -> Iterator[str]:
    tries = f"{delivery.attempts} {'try' if delivery.attempts == 1 else 'tries'}"
    when = "now" if delivery.next_at <= delivery.queued_at else f"{delivery.next_at:%Y-%m-%d %H:%M} UTC"
    due = f", next {when}" if delivery.state in {"pending", "uncertain"} else ""
    yield f"{delivery.id:6}  {delivery.name:32} {delivery.publisher:14} {delivery.state:10} {tries}{due}"
    remark = delivery.last_error or delivery.url or delivery.detail
    yield from wrap(
        remark,
        WIDTH,
        initial_indent=" " * INDENT,
        subsequent_indent=" " * INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


@deliveries.command("retry")
@click.argument("delivery_id", metavar="ID", type=int)
@again_option
@click.option(
    "-c",
    "--config",
    "config_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The config file, unless given before.",
)
@click.pass_context
def retry(ctx: click.Context, delivery_id: int, again: bool, config_path: Path | None) -> None:  # noqa: FBT001 - click's way
    """Have delivery ID tried again, once what stopped it is mended.

    A running bot does it within half a minute; without one, `minutebot publish MEETING` does. Of an uncertain
    delivery, look first whether it got through: this says that it did not.
    """
    with opened(read_config(config_path or ctx.obj)) as record:
        now = World().clock.now()
        delivery = record.journal.now(lambda connection: put_back(connection, delivery_id, now, again=again))
    click.echo(f"{delivery.name} to {delivery.publisher}: a running bot tries it within half a minute")


@deliveries.command("drop")
@click.argument("delivery_ids", metavar="[ID]...", nargs=-1, type=int)
@click.option("--to", default="", metavar="NAME", help="All that wait for this publisher, or failed there.")
@click.option(
    "-c",
    "--config",
    "config_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The config file, unless given before.",
)
@click.pass_context
def drop_deliveries(ctx: click.Context, delivery_ids: tuple[int, ...], to: str, config_path: Path | None) -> None:
    """Forget deliveries that wait or failed: those to a publisher that is gone from the config, say.

    Nothing is sent, and the minutes stay in the record: `minutebot publish` can still send them.
    """
    if not (delivery_ids or to):
        raise click.UsageError("name deliveries (`minutebot deliveries` lists them), or a publisher: --to NAME")
    with opened(read_config(config_path or ctx.obj)) as record:
        dropped = record.journal.now(lambda connection: drop(connection, delivery_ids, to))
    for each in dropped:
        click.echo(f"{each.name} to {each.publisher}: forgotten")
    if not dropped:
        click.echo(f"nothing waits for {to}")


@click.command()
@click.argument("meetings", metavar="[MEETING]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every meeting that ended.")
@click.option("--to", default="", metavar="NAME", help="Only to this publisher of the config.")
@click.option("--dry-run", "dry", is_flag=True, help="Show the very bytes instead; nothing is sent, nothing changes.")
@again_option
@config_option
@json_option
def publish(**chosen: Any) -> None:
    """Publish the minutes of MEETINGs now, where they are not yet; rebuild an archive.

    An archive's pages are written again; what was mailed is not mailed again, unless --again says so. With --all, the
    publishers that can't be repeated (mailing lists) take part only when --to names them. A bot may run meanwhile.

    With --dry-run each message, file or request is printed as it would go, under a line that says where; of a meeting
    that has not ended yet, the draft.
    """
    if bool(chosen["meetings"]) is chosen["every"]:
        raise click.UsageError("name meetings (`minutebot meetings` lists them), or say --all")
    config = read_config(chosen["config_path"])
    database(config)
    order = Order(chosen["meetings"], chosen["to"], chosen["again"])
    work = _rehearse if chosen["dry"] else _publish
    work(config, order, chosen["config_path"], as_json=chosen["as_json"])


def _rehearse(config: Config, order: Order, config_path: Path, *, as_json: bool) -> None:
    failed = carry_out(show(rehearse(config, order), as_json=as_json), config_path)
    if failed:
        raise Failure(f"{failed} would fail")


def _publish(config: Config, order: Order, config_path: Path, *, as_json: bool) -> None:
    tally = Tally()
    carry_out(publish_editions(config, order, tally.count, partial(progress, "publishing")), config_path)
    if as_json:
        print_json(tally.plain())
    else:
        click.echo("\n".join(tally.lines()))
    if tally.failed:
        raise Failure(f"{tally.failed} could not be published; `minutebot deliveries` has more")
