"""Templates are compiled once for all starts, and anew when they change."""

import sys

import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader

from bot.compiled import Compiled


@pytest.fixture(autouse=True)
def kept(monkeypatch, tmp_path):
    """Where Python keeps bytecode."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "kept"


def render(folder) -> str:
    made = Environment(loader=FileSystemLoader(folder), bytecode_cache=Compiled(), autoescape=True)
    return made.get_template("kiln.html").render(temperature=1240)


def test_a_template_is_compiled_once_and_again_when_it_changes(tmp_path, kept) -> None:
    page = tmp_path / "kiln.html"
    page.write_text("{{ temperature }} degrees")
    assert render(tmp_path) == "1240 degrees"
    (file,) = (each for each in kept.rglob("*") if each.is_file())
    first = file.read_bytes()
    assert render(tmp_path) == "1240 degrees"
    assert file.read_bytes() == first
    page.write_text("it has {{ temperature }} degrees")
    assert render(tmp_path) == "it has 1240 degrees"
    assert file.read_bytes() != first


def test_what_is_kept_is_what_is_used(tmp_path, kept) -> None:
    page = tmp_path / "kiln.html"
    page.write_text("{{ temperature }} degrees")
    render(tmp_path)
    (file,) = (each for each in kept.rglob("*") if each.is_file())
    mark, _, code = file.read_bytes().partition(b"\n")
    file.write_bytes(mark + b"\n" + code.replace(b" degrees", b" percent"))
    assert render(tmp_path) == "1240 percent"


def test_where_nothing_can_be_kept_templates_are_compiled_each_time(tmp_path, kept) -> None:
    kept.write_text("no folder")
    (tmp_path / "kiln.html").write_text("{{ temperature }} degrees")
    assert render(tmp_path) == "1240 degrees"
    made = Environment(loader=DictLoader({"a": "b"}), bytecode_cache=Compiled(), autoescape=True)
    assert made.get_template("a").render() == "b"
    assert kept.read_text() == "no folder"
