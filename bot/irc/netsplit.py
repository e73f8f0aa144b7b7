"""Telling a netsplit from a goodbye."""

import re

from bot.irc.line import Line

_TWO_SERVERS = re.compile(r"[^\s.:/]+(\.[^\s.:/]+)+ [^\s.:/]+(\.[^\s.:/]+)+")


def is_netsplit(line: Line) -> bool:
    """Whether a QUIT tells of two servers parting: its whole text is two server names.

    Most servers put "Quit: " or the like before what a user says, so that a user can't pretend. On one that does not
    (ngircd), pretending earns a user no more than their own session back.
    """
    return _TWO_SERVERS.fullmatch(line.param(0)) is not None
