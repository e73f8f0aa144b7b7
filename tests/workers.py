"""How the tests are dealt to workers (`pytest -n 4`): what shares something dear goes to one, the dearest first.

The tests of a file stay together, and so do files whose tests share a server: it is started once. One process alone
(`pytest FILE`) runs the tests in their own order.
"""

from collections import defaultdict

import pytest

TOGETHER = {
    "synapse": (
        "cli/test_matrix.py",
        "matrix/test_directs.py",
        "matrix/test_encrypted.py",
        "matrix/test_faults.py",
        "matrix/test_mentions.py",
        "matrix/test_rooms.py",
        "matrix/test_threads.py",
        "road/test_encrypted.py",
        "road/test_linking.py",
        "road/test_matrix.py",
        "road/test_matrix_redactions.py",
        "road/test_places.py",
    ),
    "mailman": (
        "plugins/test_mailing_list_mailman.py",
        "road/test_announced_meeting.py",
        "road/test_mail_lists.py",
        "servers/test_mailman.py",
    ),
    "inspircd": ("irc/test_inspircd.py", "servers/test_fixtures.py"),
    "browser": ("web/test_browser.py", "web/test_browsing.py", "web/test_tree.py", "web/test_validity.py"),
}
"""What is shared -> the files whose tests share it."""

DEAR = ("synapse", "bridge", "mailman", "browser")
"""Fixtures that no two groups should start."""

FIRST = (
    "chaos/test_chaos.py",
    "synapse",
    "browser",
    "road/test_bridge.py",
    "mailman",
    "plugins/test_archive.py",
    "web/test_live.py",
    "inspircd",
    "road/test_crashes.py",
    "cli/test_run.py",
    "cli/test_check.py",
    "demo/test_demo.py",
    "cli/test_registers.py",
    "store/test_journal.py",
    "store/test_reload.py",
    "core/test_properties.py",
    "core/test_corrections.py",
    "render/test_markdown_properties.py",
)
"""Groups in the order in which they begin; the others follow, in theirs."""

_GROUP = {f"tests/{file}": name for name, files in TOGETHER.items() for file in files}


def group_of(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    return _GROUP.get(file, file.removeprefix("tests/"))


def put_in_order(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a worker: the groups that begin first to the front."""
    _start_once(items)
    if hasattr(config, "workerinput"):
        order = {name: place for place, name in enumerate(FIRST)}
        items.sort(key=lambda item: order.get(group_of(item.nodeid), len(order)))


def _start_once(items: list[pytest.Item]) -> None:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for item in items:
        for name in set(DEAR) & set(getattr(item, "fixturenames", ())):
            groups[name].add(group_of(item.nodeid))
    scattered = {name: sorted(found) for name, found in groups.items() if len(found) > 1}
    if scattered:
        raise pytest.UsageError(f"tests/workers.py must name together the files that share a server: {scattered}")
