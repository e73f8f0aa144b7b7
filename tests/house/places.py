"""Where the repository's files are, for the tests that read them."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MADE = {"__pycache__", "build", "dist", "node_modules", "htmlcov"}
MADE_NAME = re.compile(r"\.egg-info$|\.db\b|^(?:minutebot-)?demo-")
KEPT_HIDDEN = {".ci", ".github", ".gitignore"}


@cache
def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def files(folder: Path = ROOT) -> Iterator[Path]:
    """The files that belong to the repository: not what tools leave behind."""
    for path in sorted(folder.iterdir()):
        if _is_made(path):
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def _is_made(path: Path) -> bool:
    name = path.name
    hidden = name.startswith(".") and name not in KEPT_HIDDEN
    return hidden or name in MADE or MADE_NAME.search(name) is not None


def texts(folder: Path = ROOT) -> Iterator[tuple[Path, str]]:
    """The files that are text, each with its text; paths from the root."""
    for path in files(folder):
        try:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def missing(what: list[str], where: str) -> str:
    """What a failing test says: a line for each thing that is missing, and where it goes."""
    return "\n".join([f"add to {where}:", *(f"  {line}" for line in what)])
