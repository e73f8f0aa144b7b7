"""What a bot does not use is not loaded: it costs time at the start, and memory for as long as it runs."""

import subprocess
import sys

HEAVY = ("nio", "vodozemac", "peewee", "Crypto")
NOT_THE_SITES = (
    *HEAVY, "aiohttp", "aiosmtpd", "aiosmtplib", "alembic", "irc", "mako", "plugins", "rich", "sqlalchemy.orm", "xml",
    "bot.api", "bot.core.commands", "bot.demo", "bot.irc", "bot.mailroom", "bot.matrix",
    "bot.runtime.record", "bot.runtime.serve", "bot.store.journal", "bot.store.queue", "bot.store.read_model",
)  # fmt: skip
"""Networks, mail, commands and whatever writes."""


def loaded(modules: str, watched: tuple[str, ...]) -> list[str]:
    """Which of these are there once those are imported, in a process of its own."""
    script = f"import sys, {modules}; print(*(each for each in {watched} if each in sys.modules))"
    return subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()


def test_a_bot_that_is_on_irc_alone_loads_nothing_of_matrix() -> None:
    assert loaded("bot.cli, bot.runtime.serve, bot.irc.client, bot.store.journal", HEAVY) == []


def test_the_site_loads_nothing_that_writes_or_talks() -> None:
    assert loaded("bot.cli.serving, bot.runtime.site", NOT_THE_SITES) == []


def test_a_network_without_encryption_opens_no_keys() -> None:
    script = (
        "import sys, bot.matrix.client; print(*(each for each in sys.modules if each.startswith('bot.matrix.crypto.')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout == "\n"
