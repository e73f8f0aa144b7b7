"""Telling a netsplit from a goodbye."""

import re

from bot.irc.line import Line

_TWO_SERVERS = re.compile(r"[^\s.:/]+(\.[^\s.:/]+)+ [^\s.:/]+(\.[^\s.:/]+)+")


def is_netsplit(line: Line) -> bool:
    """Whether a QUIT tells of two servers parting: its whole text is two server names.

    Servers put "Quit: " or the like before what a user says, so that a user can't pretend (RFC 2812 3.1.7).
    """
    return _TWO_SERVERS.fullmatch(line.param(0)) is not None
