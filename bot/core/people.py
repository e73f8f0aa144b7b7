"""Who is who: the registry of people in the config, and how a nick finds its person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

VARIANT_TAIL = "_`|^-0123456789"


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """Somebody the project knows. `nick` is the key in the config, `nicks` the other spellings.

    `accounts` are the keys of their accounts. Whoever has some is known by them alone.
    """

    nick: str
    name: str
    initials: str = ""
    uri: str = ""
    email: str = ""
    nicks: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Registry:
    """The people of the config. One is like no other, so that what was found in it can be remembered by it."""

    entries: tuple[PersonEntry, ...] = ()
    bots: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def _by_nick(self) -> Mapping[str, PersonEntry]:
        return {nick.casefold(): entry for entry in self.entries for nick in (*entry.nicks, entry.nick)}

    @cached_property
    def by_account(self) -> Mapping[str, PersonEntry]:
        """Those whose accounts the config names, by the accounts' keys."""
        return {account: entry for entry in self.entries for account in entry.accounts}

    @cached_property
    def by_name(self) -> Mapping[str, PersonEntry]:
        """By the nick that is their key in the config."""
        return {entry.nick: entry for entry in self.entries}

    def called(self, name: str) -> PersonEntry | None:
        """Whose nick it is, letter by letter but for the case."""
        return self._by_nick.get(name.casefold())

    def find(self, nick: str) -> PersonEntry | None:
        """The person behind a nick.

        A nick nobody registered is tried again without its last character, as long as that is one people add to a nick
        they find taken: `mort___1` is `mort___` or `mort`, whichever is registered.
        """
        folded = nick.casefold()
        while folded:
            if folded in self._by_nick:
                return self._by_nick[folded]
            if folded[-1] not in VARIANT_TAIL:
                return None
            folded = folded[:-1]
        return None

    def is_bot(self, nick: str) -> bool:
        return nick.casefold() in self.bots


def registry(entries: Iterable[PersonEntry], bots: Iterable[str] = ()) -> Registry:
    return Registry(tuple(entries), frozenset(bot.casefold() for bot in bots))
