"""What the pages must name, and that their links lead somewhere."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.cli.entry import SUBCOMMANDS
from bot.cli.listing import sheet
from bot.core.commands import BUILT_IN
from bot.store.rows import KINDS
from bot.store.search_tables import metadata
from docs import generate
from tests.house.places import ROOT, missing, read

LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("page", generate.PAGES)
def test_what_is_made_from_the_table_of_commands_is_made_from_this_one(page: str) -> None:
    text = read(f"docs/{page}")
    assert generate.PART.search(text), f"docs/{page} has lost the marks around its made part"
    assert generate.made(text) == text, f"docs/{page} is older than the table of commands; run `make docs`"


def test_the_cheat_sheet_fits_on_one_page() -> None:
    lines = sheet().splitlines()
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 100


def test_every_command_has_its_paragraph() -> None:
    page = read("docs/commands.md")
    headings = re.findall(r"^### (.*)$", page, re.MULTILINE)
    absent = [f"### {c.spelt(c.name)}" for c in BUILT_IN if not any(c.spelt(c.name) in each for each in headings)]
    assert not absent, missing(absent, "docs/commands.md, with what the command does in detail")


def test_every_subcommand_is_explained_to_the_operator() -> None:
    page = read("docs/operations.md")
    absent = [f"`minutebot {name}`" for name in SUBCOMMANDS if f"`minutebot {name}" not in page]
    assert not absent, missing(absent, "docs/operations.md")


def test_every_entry_point_of_ours_is_named_to_plugin_writers() -> None:
    page = read("docs/plugins.md")
    ours = tomllib.loads(read("pyproject.toml"))["project"]["entry-points"]
    words = [word for group, points in ours.items() for word in (group, *points)]
    absent = [f"`{word}`" for word in words if f"`{word}`" not in page]
    assert not absent, missing(absent, "the table of docs/plugins.md")


@pytest.mark.parametrize("code", [0, 1, 2, 130])
def test_every_exit_code_is_explained_to_the_operator(code: int) -> None:
    assert f"| {code} |" in read("docs/operations.md"), f"docs/operations.md has no row for exit code {code}"


def test_every_table_and_kind_of_event_is_explained() -> None:
    page = read("docs/database.md")
    absent = [f"`{name}`" for name in (*metadata.tables, *KINDS) if f"`{name}`" not in page]
    assert not absent, missing(absent, "docs/database.md")


def test_every_column_is_named() -> None:
    page = read("docs/database.md")
    words = [(table.name, column.name) for table in metadata.tables.values() for column in table.columns]
    absent = [f"{table}: `{column}`" for table, column in words if f"`{column}`" not in page]
    assert not absent, missing(absent, "docs/database.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    broken = [target for target in targets if not _resolves(page, target)]
    assert not broken, f"{page.relative_to(ROOT)} links to what is not there: {', '.join(broken)}"


def _resolves(page: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return True
    name, _, anchor = target.partition("#")
    file = (page.parent / name).resolve() if name else page
    if not file.exists():
        return False
    return not anchor or file.suffix != ".md" or anchor in _anchors(file.read_text(encoding="utf-8"))


def _anchors(text: str) -> set[str]:
    """The headings' anchors as GitHub and GitLab make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
