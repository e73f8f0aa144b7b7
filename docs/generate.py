#!/usr/bin/env python3
"""Write what the pages have from the table of commands; `make docs` runs it.

What stands between `<!-- NAME: made by `make docs` -->` and `<!-- end -->` is made anew, the rest is left as it is.
"""

import re
from collections.abc import Callable
from pathlib import Path

from bot.cli.listing import sheet, table

HERE = Path(__file__).parent
PAGES = ("commands.md", "cheatsheet.md")
PARTS: dict[str, Callable[[], str]] = {"table": table, "sheet": lambda: f"```text\n{sheet()}```\n"}
PART = re.compile(r"(<!-- (\w+): made by `make docs` -->\n).*?(<!-- end -->\n)", re.DOTALL)


def made(page: str) -> str:
    """The page with its made parts as the table has them now."""
    return PART.sub(lambda part: f"{part[1]}{PARTS[part[2]]()}{part[3]}", page)


def main() -> None:
    for path in (HERE / name for name in PAGES):
        old = path.read_text(encoding="utf-8")
        if (new := made(old)) != old:
            path.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
