"""Which real servers this machine has; a test whose server is missing is skipped, or fails where all must run."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
INSTALLED = Path(os.environ.get("MINUTEBOT_SERVERS", ROOT / ".servers"))
OURS = {
    "mailman": INSTALLED / "mailman" / "bin" / "mailman",
    "synapse": INSTALLED / "synapse" / "bin" / "python",
    "heisenbridge": INSTALLED / "heisenbridge" / "bin" / "python",
    "vnu": INSTALLED / "vnu" / "vnu.jar",
}
NAMES = ("ngircd", "inspircd", "anope", "dovecot", "chromium", "java", *OURS)
HOW = (
    "make servers, as root: installs the Debian packages ngircd inspircd anope dovecot-imapd chromium "
    "default-jre-headless, and Mailman, Synapse, heisenbridge and the Nu Html Checker (vnu) in .servers/"
)
_SBIN = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
_MISSED = pytest.StashKey[set[str]]()


def path_of(name: str) -> str:
    """The server's program, or "" where it is missing."""
    if name in OURS:
        return str(OURS[name]) if OURS[name].exists() else ""
    return shutil.which(name, path=_SBIN) or ""


def require(config: pytest.Config, *names: str) -> None:
    """Skip the test unless all the servers are there; fail it where CI or MINUTEBOT_REQUIRE_SERVERS is set."""
    unknown = set(names) - set(NAMES)
    assert not unknown, f"no such server: {unknown}"
    missing = [name for name in names if not path_of(name)]
    if not missing:
        return
    config.stash.setdefault(_MISSED, set()).update(missing)
    reason = f"{', '.join(missing)} missing ({HOW})"
    if os.environ.get("CI") == "true" or os.environ.get("MINUTEBOT_REQUIRE_SERVERS") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def hand_over_missed(config: pytest.Config) -> None:
    """What a worker of pytest-xdist missed, for the process that makes the report."""
    if hasattr(config, "workeroutput"):
        config.workeroutput["missed"] = sorted(config.stash.get(_MISSED, set()))


def take_over_missed(node: Any) -> None:
    """What a worker handed over as it ended; one that died handed over nothing."""
    missed = getattr(node, "workeroutput", {}).get("missed", ())
    node.config.stash.setdefault(_MISSED, set()).update(missed)


def report_missed(config: pytest.Config, write: pytest.TerminalReporter) -> None:
    missed = config.stash.get(_MISSED, set())
    if missed:
        write.section("servers not on this machine", yellow=True)
        write.line(f"{', '.join(sorted(missed))}: tests that need them did not run.")
        write.line(HOW)
