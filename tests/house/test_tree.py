"""What holds for every file: sizes, words that do not belong, and how many mocks the tests lean on."""

import ast
import os
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from tests.house.places import ROOT, files, texts

LONGEST_MODULE = 300
MOCKS_PER_HUNDRED_TESTS = 3
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
MACHINE = re.compile(r"/(?:home|Users)/[a-z][\w.-]*/")
MOCKS = {"Mock", "MagicMock", "AsyncMock", "NonCallableMock", "create_autospec", "patch"}
PATCHERS = {"monkeypatch", "mocker", "mock", "patch"}


def _modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in files(ROOT / folder) if path.suffix == ".py"]


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in _modules("bot", "plugins")}
    long = [f"{path.relative_to(ROOT)}: {lines}" for path, lines in lengths.items() if lines > LONGEST_MODULE]
    assert not long, f"split these: {long}"


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
    found = [str(path.relative_to(ROOT)) for path in _modules("bot", "plugins") if vague & set(path.stem.split("_"))]
    assert found == []


def test_exceptions_of_every_kind_are_caught_at_the_two_walls_only() -> None:
    """A bug in a command must not lose the line, nor one in a publisher the other deliveries; bugs elsewhere show."""
    walls = [path.relative_to(ROOT).as_posix() for path in _modules("bot", "plugins") for _ in _catches_all(path)]
    assert sorted(walls) == ["bot/app/deciding.py", "bot/app/dispatcher.py"]


def _catches_all(path: Path) -> list[ast.ExceptHandler]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    handlers = [node for node in nodes if isinstance(node, ast.ExceptHandler)]
    return [node for node in handlers if node.type is None or {"Exception", "BaseException"} & _names(node.type)]


def _names(caught: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(caught) if isinstance(node, ast.Name)}


def test_nothing_is_left_for_later() -> None:
    found = [f"{path}: {match[0]}" for path, text in texts() for match in UNFINISHED.finditer(text)]
    assert found == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    here = {str(ROOT), sys.prefix, str(Path.home())} - {"/", "/usr", "/usr/local", "/root"}
    found = [f"{path}: {place}" for path, text in texts() for place in here if place in text]
    found += [f"{path}: {match[0]}" for path, text in texts() for match in MACHINE.finditer(text)]
    assert found == []


def test_no_file_says_where_packages_come_from() -> None:
    """A package index is a matter of the machine; the repository names none, neither by option nor by host."""
    hosts = {urlsplit(word).hostname for word in _pip_settings() if "://" in word} - {None, ""}
    options = re.compile("--" r"(?:extra-)?index-url|--" "trusted-host|--" "find-links|PIP_" "INDEX_URL")
    found = [f"{path}: {match[0]}" for path, text in texts() for match in options.finditer(text)]
    found += [f"{path}: {host}" for path, text in texts() for host in hosts if host and host in text]
    assert found == []


def _pip_settings() -> list[str]:
    """The words of pip's settings on this machine: of its environment and of its files."""
    places = [Path("/etc/pip.conf"), Path.home() / ".config/pip/pip.conf", Path.home() / ".pip/pip.conf"]
    places.append(Path(sys.prefix) / "pip.conf")
    kept = [path.read_text(encoding="utf-8") for path in places if path.is_file()]
    given = [value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_"))]
    return " ".join([*kept, *given]).split()


def test_no_mail_template_has_a_signature_line() -> None:
    """Mail programs hide or cut what follows a line that is "-- "."""
    templates = [path for path in files(ROOT) if path.parent.name == "templates" and path.suffix in {".txt", ".md"}]
    assert templates
    cut = [path.name for path in templates if "-- " in path.read_text(encoding="utf-8").splitlines()]
    assert cut == []


def test_the_tests_lean_on_few_mocks() -> None:
    tests = mocks = 0
    counted: list[str] = []
    for path in _modules("tests"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                tests += node.name.startswith("test_")
            elif isinstance(node, ast.Call) and _is_mock(node.func):
                mocks += 1
                counted.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert mocks * 100 < MOCKS_PER_HUNDRED_TESTS * tests, f"{mocks} mocks in {tests} tests: {counted}"


def _is_mock(called: ast.expr) -> bool:
    match called:
        case ast.Name(name):
            return name in MOCKS
        case ast.Attribute(ast.Name(owner), name):
            return name in MOCKS or owner in PATCHERS
        case ast.Attribute(_, name):
            return name in MOCKS
    return False
