"""Accounts that are one person's because they proved it: a code asked for with one, and typed with another."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.keys import PERSON, account_of, known_key, network_of, own_key
from bot.core.people import Registry

LIFETIME = timedelta(minutes=10)
MOST_MISSES = 5


@dataclass(frozen=True, slots=True)
class Tie:
    """What is known of an account: whose it is (a person's key), the code it asked for, and the wrong ones it typed."""

    person: str = ""
    code: str = ""
    code_until: datetime | None = None
    misses: int = 0
    misses_until: datetime | None = None


Ties = Mapping[str, Tie]
NONE = Tie()


def person_of(registry: Registry, ties: Ties, key: str) -> str:
    """The key of whoever's key this is, by the config or else by what they proved; the key itself if nobody said."""
    found = known_key(registry, key)
    if found != key or not ties:
        return found
    return ties.get(own_key(key), NONE).person or key


def fresh(ties: Ties, now: datetime) -> Ties:
    """Without what is over by now."""
    left = {account: _fresh(tie, now) for account, tie in ties.items()}
    return {account: tie for account, tie in left.items() if tie != NONE}


def _fresh(tie: Tie, now: datetime) -> Tie:
    if tie.code_until is not None and tie.code_until <= now:
        tie = replace(tie, code="", code_until=None)
    if tie.misses_until is not None and tie.misses_until <= now:
        tie = replace(tie, misses=0, misses_until=None)
    return tie


def asked(ties: Ties, account: str, code: str, now: datetime) -> Ties:
    """With a code for this account; one it had is good for nothing any more."""
    tie = replace(ties.get(account, NONE), code=spelt(code), code_until=now + LIFETIME)
    return {**ties, account: tie}


def spelt(code: str) -> str:
    """A code as it is compared, however it was typed."""
    return "".join(filter(str.isalnum, code)).upper()


def holder(ties: Ties, code: str, now: datetime) -> str:
    """The account that asked for a code; "" for one that is wrong or too old."""
    known = (account for account, tie in fresh(ties, now).items() if tie.code and tie.code == spelt(code))
    return next(known, "")


def missed(ties: Ties, account: str, now: datetime) -> Ties:
    """After a wrong code."""
    tie = _fresh(ties.get(account, NONE), now)
    return {**ties, account: replace(tie, misses=tie.misses + 1, misses_until=tie.misses_until or now + LIFETIME)}


def barred_until(ties: Ties, account: str, now: datetime) -> datetime | None:
    """Until when this account may try no more codes."""
    tie = _fresh(ties.get(account, NONE), now)
    return tie.misses_until if tie.misses >= MOST_MISSES else None


def used(ties: Ties, account: str) -> Ties:
    """The account's code is good for nothing any more."""
    return {**ties, account: replace(ties.get(account, NONE), code="", code_until=None)}


def tied(registry: Registry, ties: Ties, first: str, second: str) -> Ties:
    """With two accounts as one person's, with all the others that are theirs already."""
    people = [person_of(registry, ties, account) for account in (first, second)]
    root = next((key for key in people if is_configured(registry, key)), "")
    root = root or next((key for key in people if key.startswith(PERSON)), PERSON + first)
    theirs = {account for account, tie in ties.items() if tie.person and tie.person in people} | {first, second}
    return {**ties, **{account: replace(ties.get(account, NONE), person=root) for account in theirs}}


def contradict(registry: Registry, ties: Ties, first: str, second: str) -> bool:
    """Whether the config says that two accounts are two people's."""
    people = {person_of(registry, ties, account) for account in (first, second)}
    return sum(is_configured(registry, key) for key in people) > 1


def is_configured(registry: Registry, key: str) -> bool:
    """Whether the config says which accounts are this person's."""
    return bool((entry := registry.by_name.get(key.removeprefix(PERSON))) and entry.accounts)


def others(registry: Registry, ties: Ties, account: str) -> tuple[str, ...]:
    """The accounts that were proved to be the same person's as this one."""
    person = person_of(registry, ties, account)
    theirs = (other for other, tie in ties.items() if tie.person and tie.person == person)
    return tuple(other for other in theirs if other != own_key(account))


def untied(registry: Registry, ties: Ties, account: str) -> Ties:
    """Each account of this person by itself again, but for what the config says."""
    person = person_of(registry, ties, account)
    return {other: replace(tie, person="") if tie.person == person else tie for other, tie in ties.items()}


def in_words(account: str) -> str:
    """An account as people speak of it."""
    return f"{account_of(account)} on {network_of(account)}"
