"""`minutebot demo`."""

import logging
import os
import tempfile
from pathlib import Path

import click

from bot.cli.opening import carry_out
from bot.cli.shared import Failure
from bot.demo.homeserver import find_synapse
from bot.demo.people import DemoError, Heard
from bot.demo.play import Audience, Outcome, perform
from bot.demo.script import BOT, PEOPLE, ROOM
from bot.demo.sides import ALIAS, IRC, MATRIX, Stage

COLOURS = dict(zip(PEOPLE, ("cyan", "magenta", "yellow", "green"), strict=True))
WIDTH = max(len(BOT), *map(len, PEOPLE))
SIDE = max(len(IRC), len(MATRIX))
LOG = "bot.log"


@click.command()
@click.option("--stay", is_flag=True, help="Stay up afterwards, for your own client to join. Ctrl-C ends it, code 0.")
@click.option(
    "--dir",
    "home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where everything goes.  [default: a new minutebot-demo-XXXX in this directory]",
)
@click.option("--matrix", is_flag=True, help="Half of the people sit in a Matrix room. Needs Synapse on this machine.")
@click.option("--pace", default=1.0, hidden=True, help="How long people type; 0 for tests.")
def demo(home: Path | None, stay: bool, matrix: bool, pace: float) -> None:  # noqa: FBT001 - click's way
    """Hold a short meeting of invented people: the real bot, on an IRC server of its own, all on this machine.

    With --matrix a Synapse is started, too, and the one meeting is held in a channel and a room that hear each other.

    The conversation is printed as it goes, then the minutes, then where the web page, the mail and the archive lie. It
    takes about ten seconds, and nothing leaves this machine.
    """
    if matrix:
        _need_synapse()
    home = _home(home)
    _log_to(home / LOG)
    audience = Audience(_show, lambda outcome, stage: _show_outcome(home, outcome, stage if stay else None))
    try:
        interrupted = carry_out(perform(home, audience, stay=stay, pace=pace, matrix=matrix))
    except Failure as failure:
        raise Failure(f"the demo stopped: {failure.message} (the bot's log is {home / LOG})") from None
    if interrupted:
        raise click.Abort
    click.echo(f"\nEverything is in {home}; remove it when you have seen enough.")


def _need_synapse() -> None:
    """Before anything is made."""
    try:
        find_synapse()
    except DemoError as error:
        raise Failure(str(error)) from None


def _home(given: Path | None) -> Path:
    """The directory given, or a new one: here, or where temporary files go if this place can't be written."""
    try:
        if given is None:
            here = Path.cwd() if os.access(Path.cwd(), os.W_OK) else None
            return Path(tempfile.mkdtemp(prefix="minutebot-demo-", dir=here))
        given.mkdir(parents=True, exist_ok=True)
        return given.absolute()
    except OSError as error:
        raise Failure(f"{given or Path.cwd()}: can't write there: {error.strerror or error}") from None


def _log_to(file: Path) -> None:
    try:
        handler = logging.FileHandler(file, encoding="utf-8")
    except OSError as error:
        raise Failure(f"{file}: can't write there: {error.strerror or error}") from None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger("bot").setLevel(logging.INFO)


def _show(heard: Heard) -> None:
    """One line of the conversation; in colour on a terminal."""
    nick = click.style(f"{heard.nick:>{WIDTH}}", fg=COLOURS.get(heard.nick.partition("_")[0]), bold=heard.nick == BOT)
    side = f"{heard.side:>{SIDE}} " if heard.side else ""
    remark = {
        "JOIN": f"{heard.nick} joins {heard.text}",
        "NICK": f"{heard.nick} is now {heard.text}",
        "TOPIC": f"the topic of {ROOM} is now: {heard.text}",
    }.get(heard.verb)
    if heard.verb == "PRIVMSG":
        click.echo(f"{side}{nick} | {heard.text}")
    elif remark:
        click.secho(f"{side}{'--':>{WIDTH}} | {remark}", dim=True)


def _show_outcome(home: Path, outcome: Outcome, stage: Stage | None) -> None:
    """With a stage, also how to join it."""
    click.secho("\nThe minutes, as text:\n", bold=True)
    click.echo(outcome.minutes)
    click.secho("Where they went:\n", bold=True)
    places = {
        "web page": outcome.page.absolute().as_uri(),
        "archive": (home / "archive" / "index.html").as_uri(),
        "mail": outcome.mail,
        "database": home / "minutebot.db",
        "log": home / LOG,
    }
    for what, place in places.items():
        click.echo(f"{what:>{WIDTH}}   {place}")
    if stage:
        click.secho("\nJoin with your own client:\n", bold=True)
        click.echo(f"server 127.0.0.1, port {stage.irc.port}, no TLS, no password, channel {ROOM}")
        if stage.matrix:
            click.echo(f"homeserver {stage.matrix.url}, where anybody may register, room {ALIAS}")
        click.echo("#startmeeting begins a meeting, #endmeeting ends it, #commands lists the words. Ctrl-C ends this.")
