"""People's keys, taken apart.

A key is `NETWORK/account/NAME`, `NETWORK/session/ID`, or `person/NAME`: somebody whose accounts are known to be one
person's, because the config says so or because they proved it. `NETWORK/relayed/...` is somebody of whom only a bridge
says who they are.
"""

from bot.core.chat import Person
from bot.core.people import Registry

PERSON = "person/"
_ACCOUNT = "/account/"
_RELAYED = "/relayed/"


def has_account(key: str) -> bool:
    """Whether it is that of an account, or made of one."""
    return _ACCOUNT in key


def is_account(key: str) -> bool:
    """Whether a network vouches for this key, whatever the nick."""
    return has_account(key) or key.startswith(PERSON)


def account_of(key: str) -> str:
    """The account's name; "" where there is none, or more than one."""
    return key.partition(_ACCOUNT)[2]


def network_of(key: str) -> str:
    """The network that knows somebody; "" for a person of more than one."""
    return "" if key.startswith(PERSON) or "/" not in key else key.partition("/")[0]


def is_user_id(account: str) -> bool:
    """Whether it is an account on Matrix: "@ada:example.org"."""
    return account.startswith("@") and ":" in account


def account_key(network: str, account: str) -> str:
    """The key of an account. IRC's services take no notice of case."""
    return f"{network}{_ACCOUNT}{account if is_user_id(account) else account.casefold()}"


def own_key(key: str) -> str:
    """The key as `account_key` spells it; networks have accounts as their owners write them."""
    return account_key(network_of(key), account_of(key)) if has_account(key) else key


def known_key(registry: Registry, key: str) -> str:
    """The key of the person whose account it is, if the config says whose."""
    if not registry.by_account or not has_account(key):
        return key
    entry = registry.by_account.get(own_key(key))
    return PERSON + entry.nick if entry else key


def relayed_key(network: str, who: str) -> str:
    """The key of somebody whom only a bridge names. No right hangs on it, for anybody may call themselves so there."""
    return f"{network}{_RELAYED}{who}"


def is_relayed(key: str) -> bool:
    return _RELAYED in key


def nick_counts(person: Person) -> bool:
    """Whether their nick is theirs alone for now: not on Matrix, nor beyond a bridge."""
    if is_relayed(person.key):
        return False
    account = account_of(person.key)
    return bool(person.address) if person.key.startswith(PERSON) else not is_user_id(account)


def nicks_that_count(person: Person) -> frozenset[str]:
    return frozenset({person.nick}) if nick_counts(person) else frozenset()
