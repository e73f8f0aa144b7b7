"""Names in a repository that are safe in every file system a person may check it out on."""

import re

LONGEST = 230
"""Bytes of a name; 255 is the common limit."""

_NAME = re.compile(r"[\w][\w.+-]*")


def complaint(path: str) -> str:
    """What is wrong with a path, or with the name of a branch; empty if nothing is."""
    return next((f"{name!a} {wrong}" for name in path.split("/") if (wrong := _wrong(name))), "")


def _wrong(name: str) -> str:
    """Letters, digits, dots, plus, hyphens; none of them first but letters and digits, so that nothing is hidden.

    Without "~" and ":" nothing is another spelling of .git, and without a leading hyphen nothing an option.
    """
    if not _NAME.fullmatch(name):
        return "has something else in it than letters, digits, dots, plus and hyphens, or does not begin with a letter"
    if ".." in name or name.endswith((".", ".lock")):
        return 'ends in a dot or ".lock", or has two dots together'
    return f"is longer than {LONGEST} bytes" if len(name.encode("utf-8", "replace")) > LONGEST else ""
