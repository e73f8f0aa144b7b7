"""The keys on disk: a directory for each network that nobody else may read, used by one process at a time.

`keys.db` is nio's store, encrypted with what is in `pickle.key`; `cross-signing.json` is the account's own.
"""

import fcntl
import logging
import os
import secrets
import sqlite3
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from nio.crypto import Olm
from nio.store import SqliteStore
from peewee import PeeweeException

from bot.app.ports import NetworkError
from bot.matrix.login import Login
from bot.matrix.private import OWNER_ONLY, write_private

DIRECTORY_MODE = 0o700
DATABASE, PICKLE_KEY, LOCK = "keys.db", "pickle.key", "lock"
STORE = (PeeweeException, sqlite3.Error)
"""What a store that can't be written raises, and no network does."""
UNWRITABLE = (*STORE, OSError)
ANEW = "`minutebot login {}` logs in as a new device"


def quieten() -> None:
    """Nio logs at length what it makes of everything that strangers send."""
    logging.getLogger("nio.crypto").setLevel(logging.CRITICAL)


@dataclass(slots=True)
class Vault:
    """One device's keys, and the lock on them."""

    directory: Path
    olm: Olm
    store: SqliteStore
    lock: int

    @property
    def fingerprint(self) -> str:
        return str(self.olm.account.identity_keys["ed25519"])

    def close(self) -> None:
        self.store.database.close()
        os.close(self.lock)


def open_vault(name: str, directory: Path, login: Login) -> Vault:
    """The keys of a device; made when there are none, so that a device whose keys were lost must be told by the server.

    Raises:
        NetworkError: another process has them, or they can't be read or written.
    """
    quieten()
    with ExitStack() as otherwise:
        try:
            directory.mkdir(mode=DIRECTORY_MODE, exist_ok=True)
            lock = _locked(directory)
            otherwise.callback(os.close, lock)
            store = _store(directory, login)
            otherwise.callback(store.database.close)
            vault = Vault(directory, Olm(login.user_id, login.device_id, store), store, lock)
        except OSError as error:
            raise NetworkError(f"{directory}: can't keep keys there: {error.strerror}") from None
        except (*UNWRITABLE, ValueError, AssertionError) as error:
            raise NetworkError(f"{directory}: the keys can't be read ({error}); {ANEW.format(name)}") from None
        otherwise.pop_all()
        return vault


def _locked(directory: Path) -> int:
    """The lock file, held; it is never removed, or two processes could hold two of one name."""
    lock = os.open(directory / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, OWNER_ONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise NetworkError(f"{directory}: another minutebot uses these keys; stop it first") from None
    return lock


def _store(directory: Path, login: Login) -> SqliteStore:
    key = _pickle_key(directory)
    os.close(os.open(directory / DATABASE, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, OWNER_ONLY))
    return SqliteStore(login.user_id, login.device_id, str(directory), key, DATABASE)


def _pickle_key(directory: Path) -> str:
    """What the store is encrypted with, drawn once."""
    path = directory / PICKLE_KEY
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        key = secrets.token_urlsafe(32)
        write_private(path, key)
        return key
