"""YAML scalars that every reader takes for a string, ocaml-yaml too, which reads `on`, `nan` and `1e5` otherwise."""

import re

from bot.core.text import one_line
from bot.render.escape import split_literal

PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 ._@/~+%=?-]|:(?=//))*[A-Za-z0-9/]")
NOT_STRINGS = {"yes", "no", "true", "false", "on", "off", "null", "nan", "inf", "infinity", "none"}


def quoted(text: str) -> str:
    """The text between single quotes."""
    return "'" + split_literal(one_line(text)).replace("'", "''") + "'"


def scalar(text: str) -> str:
    """The text as it is where that is a string, else quoted."""
    line = split_literal(one_line(text))
    plain = PLAIN.fullmatch(line) and line.replace("_", "").casefold() not in NOT_STRINGS
    return line if plain else quoted(line)
