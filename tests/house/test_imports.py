"""What a bot does not use is not loaded: it costs time at the start, and memory for as long as it runs."""

import subprocess
import sys

HEAVY = ("nio", "vodozemac", "peewee", "Crypto")


def test_a_bot_that_is_on_irc_alone_loads_nothing_of_matrix() -> None:
    modules = "bot.cli, bot.runtime.serve, bot.irc.client, bot.store.journal"
    script = f"import sys, {modules}; print(*(each for each in {HEAVY} if each in sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout == "\n"


def test_a_network_without_encryption_opens_no_keys() -> None:
    script = (
        "import sys, bot.matrix.client; print(*(each for each in sys.modules if each.startswith('bot.matrix.crypto.')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout == "\n"
