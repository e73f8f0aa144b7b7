"""Whatever was typed -> text that a mail can carry."""

import re
import unicodedata

_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NO_TEXT = frozenset({"Cc", "Cs", "Zl", "Zp"})


def clean_line(text: str) -> str:
    """One line: control characters and line breaks become blanks, blanks collapse, nothing turns the text around."""
    plain = "".join(" " if unicodedata.category(char) in _NO_TEXT else char for char in text)
    return " ".join(_BIDI.sub("", plain).split())


def clean_text(text: str) -> str:
    """Lines a mail can carry: no control characters but tab and line break, no blanks at a line's end.

    Without the latter "-- " would start a signature (RFC 3676 4.3), and readers would not see what follows.
    """
    return "\n".join(_printable(line).rstrip() for line in re.split(r"\r\n|[\r\n]", text)).strip("\n") + "\n"


def _printable(line: str) -> str:
    return "".join(char for char in line if char == "\t" or unicodedata.category(char) not in _NO_TEXT)
