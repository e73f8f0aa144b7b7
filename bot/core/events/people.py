"""Who is in a meeting, and with what part."""

from dataclasses import dataclass

from bot.core.chat import Person


@dataclass(frozen=True, slots=True)
class PersonArrived:
    """Somebody said their first line of the meeting."""

    person: Person


@dataclass(frozen=True, slots=True)
class PersonRenamed:
    """A participant took another nick, or logged in: `before` is the key they had.

    `identity` is the registry's word for the account they logged in to (`person/NICK`), or empty. `alike` are the keys
    of accounts that were the same person until now, and go their own ways: in what is open they still have one ballot.
    """

    before: str
    person: Person
    identity: str = ""
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonNamed:
    """`#here NAME`: how a participant wants to be called."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class NickMentioned:
    """`#nick NICK`: somebody silent who may own actions."""

    nick: str


@dataclass(frozen=True, slots=True)
class Regret:
    """Somebody who can't come. `key` is theirs when they said so themselves."""

    nick: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class RegretsSent:
    """`#regrets`: who sends their own with their first line is not present by that line."""

    regrets: tuple[Regret, ...]


@dataclass(frozen=True, slots=True)
class ChairAdded:
    person: Person


@dataclass(frozen=True, slots=True)
class ChairRemoved:
    person: Person


@dataclass(frozen=True, slots=True)
class ScribeNamed:
    person: Person


PeopleEvent = (
    PersonArrived | PersonRenamed | PersonNamed | NickMentioned | RegretsSent | ChairAdded | ChairRemoved | ScribeNamed
)
