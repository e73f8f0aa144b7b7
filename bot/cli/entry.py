"""The command `minutebot` and its sub-commands, each imported when it is called."""

from importlib import import_module

import click

SUBCOMMANDS = {
    "run": ("bot.cli.running", "Run the bot until it is told to stop."),
    "serve": ("bot.cli.serving", "Show the archive as a site."),
    "check": ("bot.cli.checking", "Check a config, and try every server it names."),
    "login": ("bot.cli.logging_in", "Log in to a Matrix network, once."),
    "replay": ("bot.cli.replaying", "Turn an old chat log into minutes."),
    "render": ("bot.cli.reading", "Print a meeting's minutes."),
    "meetings": ("bot.cli.reading", "List the meetings."),
    "actions": ("bot.cli.registers", "List what is to be done, by whom and when."),
    "decisions": ("bot.cli.registers", "List what was decided."),
    "commands": ("bot.cli.listing", "Print what people can say in a meeting."),
    "deliveries": ("bot.cli.delivering", "List deliveries; retry or drop one."),
    "publish": ("bot.cli.delivering", "Publish editions again, or to a new publisher."),
    "mail": ("bot.cli.mailing", "Try whether mail reaches the list."),
    "rebuild": ("bot.cli.database", "Rebuild the read model from the events."),
    "db": ("bot.cli.database", "Upgrade or back up the database."),
    "demo": ("bot.cli.demonstrating", "Hold a short meeting of invented people, all on this machine."),
}


class Lazy(click.Group):
    """A group that imports a sub-command when it is called, so that `--help` and `run` start fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in SUBCOMMANDS:
            return None
        command: click.Command = getattr(import_module(SUBCOMMANDS[cmd_name][0]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in SUBCOMMANDS.items()])


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="minutebot", prog_name="minutebot")
def root() -> None:
    """A meeting bot for communities that meet in chat.

    It sits in an IRC channel or a Matrix room, records what people mark with #topic, #action, #agreed and the rest, and
    when the meeting ends writes the minutes, mails them to the project's list and files them in an archive.

    Exit codes: 0 fine, 1 failed, 2 bad config or usage, 130 interrupted.
    """
