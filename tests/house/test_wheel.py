"""What gets installed is what is meant, and nothing else."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.places import ROOT, files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return zipfile.ZipFile(next(out.glob("*.whl")))


def _expected() -> set[str]:
    """The packages whole, and the migrations inside `bot`."""
    packages = {path.relative_to(ROOT).as_posix() for name in ("bot", "plugins") for path in files(ROOT / name)}
    data = {f"bot/{path.relative_to(ROOT).as_posix()}" for path in files(ROOT / "migrations")}
    return packages | data


def test_the_wheel_holds_the_packages_and_the_migrations_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held - _expected() == set(), "these should not be installed"
    assert _expected() - held == set(), "these are missing from the wheel"


def test_the_wheel_has_the_licence_and_the_command(wheel: zipfile.ZipFile) -> None:
    info = {name.partition("/")[2]: name for name in wheel.namelist() if ".dist-info/" in name}
    assert "licenses/LICENSE" in info
    points = wheel.read(info["entry_points.txt"]).decode()
    assert "minutebot = bot.cli:main" in points


def test_every_template_beside_code_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    templates = [path for path in _expected() if Path(path).parent.name == "templates"]
    assert templates
    assert set(templates) <= set(wheel.namelist())


def test_what_is_installed_works_away_from_the_sources(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """Templates and migrations are found inside the packages."""
    wheel.extractall(tmp_path / "installed")
    log = ROOT / "tests" / "fixtures" / "example" / "2026-04-08.log.txt"
    command = [sys.executable, "-m", "bot", "replay", str(log), "--print", "txt"]
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Tarballs are up and signed." in done.stdout
    assert (tmp_path / "minutes" / "archive" / "index.html").is_file()
