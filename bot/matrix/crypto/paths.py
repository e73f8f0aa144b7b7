"""Where the keys are."""

from pathlib import Path

from bot.config import MatrixNetwork
from bot.matrix.login import credentials_of


def keys_of(name: str, settings: MatrixNetwork) -> Path:
    """The directory of a network's keys, beside its login."""
    login = credentials_of(name, settings)
    return login.with_name(f"{login.name}.keys")
