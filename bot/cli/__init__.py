"""The command line: arguments, exit codes, progress bars."""

import gc
import os
import sys

import click

from bot.cli.entry import root

__all__ = ["main"]

FAILED, INTERRUPTED = 1, 130
SELDOM = (20_000, 20, 100)


def main() -> None:
    """Run the command line and exit with its code: 0 fine, 1 failed, 2 bad config or usage, 130 interrupted."""
    gc.set_threshold(*SELDOM)  # what is made stays, or goes by itself: looking every 700 objects took a twelfth
    try:
        sys.exit(root.main(standalone_mode=False, prog_name="minutebot") or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # whoever read our output, `head` perhaps, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
