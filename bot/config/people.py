"""Settings of the people a project knows."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from bot.config.networks import USER_ID, IrcNetwork, MatrixNetwork
from bot.config.values import Nick, OneLine, Settings
from bot.core.keys import PERSON, account_key
from bot.core.people import PersonEntry

Account = Annotated[str, Field(pattern=r"^[^\s,/\x00]+/[^\s,\x00]+$")]


class PersonSettings(Settings):
    name: Annotated[OneLine, Field(min_length=1)]
    initials: OneLine = ""
    uri: OneLine = ""
    email: OneLine = ""
    nicks: tuple[Nick, ...] = ()
    accounts: tuple[Account, ...] = ()

    def entry(self, nick: str) -> PersonEntry:
        keys = (account_key(*account.split("/", 1)) for account in self.accounts)
        return PersonEntry(nick, self.name, self.initials, self.uri, self.email, self.nicks, tuple(keys))


def account_complaints(
    people: Mapping[str, PersonSettings], networks: Mapping[str, IrcNetwork | MatrixNetwork]
) -> Iterator[str]:
    """What is wrong with people's accounts: one that is on no network, or is two people's."""
    if PERSON.rstrip("/") in networks:
        yield "networks.person: that name is taken by people's own keys; choose another one"
    owners: dict[str, str] = {}
    for nick, person in people.items():
        for account in person.accounts:
            network, _, name = account.partition("/")
            yield from (f"people.{nick}.accounts: {account}: {wrong}" for wrong in _wrong(network, name, networks))
            owner = owners.setdefault(account_key(network, name), nick)
            if owner != nick:
                yield f"people.{nick}.accounts: {account} is {owner}'s; an account is one person's"


def _wrong(network: str, name: str, networks: Mapping[str, IrcNetwork | MatrixNetwork]) -> Iterator[str]:
    match networks.get(network):
        case None:
            yield f'there is no network "{network}" in [networks]; write NETWORK/ACCOUNT'
        case MatrixNetwork() if not USER_ID.fullmatch(name):
            yield f'a Matrix account is a whole user id, as in "{network}/@ada:example.org"'
        case IrcNetwork() if name.startswith("@"):
            yield f'an IRC account is the name that services know, as in "{network}/ada"'
        case _:
            pass
