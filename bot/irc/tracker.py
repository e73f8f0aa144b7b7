"""Who is in our rooms, with what rank, and what the topics are: the state one connection has seen so far. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.chat import Person, PersonChanged
from bot.irc.bridges import is_relayed
from bot.irc.isupport import Isupport
from bot.irc.line import Line
from bot.irc.netsplit import is_netsplit
from bot.irc.roster import Roster, Sight, Someone
from bot.irc.sessions import GRACE

WHOX_MARK = "152"
WHOX_FIELDS = f"%tuhnfar,{WHOX_MARK}"


@dataclass(slots=True)
class Channel:
    """A channel we are in. `ranks` has every member's marks ("@+") by folded nick; `topic_locked` None is unknown."""

    name: str
    ranks: dict[str, str] = field(default_factory=dict)
    topic: str = ""
    topic_locked: bool | None = None


class Tracker:
    """Channels and people by folded name; `me` is our nick, `address` how others see us."""

    def __init__(self, roster: Roster, isupport: Isupport, me: str) -> None:
        self.roster = roster
        self.isupport = isupport
        self.me = me
        self.channels: dict[str, Channel] = {}
        self.people: dict[str, Someone] = {}
        self.account_tagged = False
        self._steps: dict[str, Callable[[Line, datetime], list[PersonChanged]]] = {
            "join": self._join,
            "part": self._part,
            "kick": self._kick,
            "quit": self._quit,
            "nick": self._nick,
            "mode": self._mode,
            "channelmodeis": self._modes_told,
            "chanoprivsneeded": self._not_operator,
            "namreply": self._names,
            "whoreply": self._who,
            "whospcrpl": self._whox,
            "account": self._account,
            "chghost": self._chghost,
            "396": self._hidden_host,
            "topic": self._topic,
            "currenttopic": self._topic_told,
            "notopic": self._topic_told,
        }

    def feed(self, line: Line, at: datetime) -> list[PersonChanged]:
        """Take a line in, whatever it is; gives what changed about people."""
        step = self._steps.get(line.verb)
        return step(line, at) if step else []

    def is_me(self, nick: str) -> bool:
        return self.isupport.fold(nick) == self.isupport.fold(self.me)

    def channel(self, name: str) -> Channel | None:
        return self.channels.get(self.isupport.fold(name))

    def speaker(self, line: Line, at: datetime) -> tuple[Someone | None, list[PersonChanged]]:
        """The one who said this line, None for somebody in no room of ours; and what the line told of them."""
        someone = self.people.get(self.isupport.fold(line.nick))
        if someone is None or is_relayed(line):
            return None, []
        account = line.tags.get("account")
        if account is None:
            account = "" if self.account_tagged else someone.account
        if line.source == someone.source and account == someone.account:
            return someone, []
        return someone, self.roster.see(someone, _sight(line.source, account), at)

    def by_address(self, address: str) -> Someone | None:
        """The one who is here now under this very `nick!user@host`."""
        folded = self.isupport.fold(address)
        someone = self.people.get(folded.partition("!")[0])
        return someone if someone and self.isupport.fold(someone.address) == folded else None

    def nick_of(self, person: Person) -> str:
        """The nick under which to reach somebody; none if it has become somebody else's."""
        for someone in self.people.values():
            if someone.person and someone.person.key == person.key:
                return someone.nick
        return "" if self.isupport.fold(person.nick) in self.people else person.nick

    def rank(self, someone: Someone, channel: str) -> str:
        there = self.channel(channel)
        return there.ranks.get(self.isupport.fold(someone.nick), "") if there else ""

    def operates(self, someone: Someone, channel: str) -> bool:
        return not self.isupport.operator_marks.isdisjoint(self.rank(someone, channel))

    def members(self, channel: str, at: datetime) -> Iterator[Person]:
        there = self.channel(channel)
        for nick in there.ranks if there else ():
            yield self.roster.person(self.people[nick], at)

    def myself(self) -> Someone:
        """Ourselves, as far as we have seen us."""
        return self.people.get(self.isupport.fold(self.me)) or Someone(self.me)

    def lost(self) -> None:
        """The connection is gone: everybody's session waits for the next one."""
        for someone in self.people.values():
            self.roster.leave(someone, None)
        self.channels.clear()
        self.people.clear()

    def _arrive(self, nick: str, there: Channel, marks: str) -> Someone:
        folded = self.isupport.fold(nick)
        there.ranks[folded] = marks
        return self.people.setdefault(folded, Someone(nick))

    def _depart(self, folded: str, there: Channel) -> Someone | None:
        """Somebody is no longer in this channel; gives them if that was the last we share."""
        there.ranks.pop(folded, None)
        if any(folded in other.ranks for other in self.channels.values()):
            return None
        return self.people.pop(folded, None)

    def _leave(self, nick: str, channel: str) -> None:
        there = self.channel(channel)
        if there is None:
            return
        if not self.is_me(nick):
            self._depart(self.isupport.fold(nick), there)
            return
        del self.channels[self.isupport.fold(channel)]
        for folded in tuple(there.ranks):
            unseen = self._depart(folded, there)
            if unseen:
                self.roster.leave(unseen, None)

    def _join(self, line: Line, at: datetime) -> list[PersonChanged]:
        name = line.param(0)
        if self.is_me(line.nick):
            self.channels[self.isupport.fold(name)] = Channel(name)
        there = self.channel(name)
        if there is None:
            return []
        account = _account(line.param(1)) if len(line.params) > 1 else line.tags.get("account")
        return self.roster.see(self._arrive(line.nick, there, ""), _sight(line.source, account), at)

    def _part(self, line: Line, _at: datetime) -> list[PersonChanged]:
        self._leave(line.nick, line.param(0))
        return []

    def _kick(self, line: Line, _at: datetime) -> list[PersonChanged]:
        self._leave(line.param(1), line.param(0))
        return []

    def _quit(self, line: Line, at: datetime) -> list[PersonChanged]:
        folded = self.isupport.fold(line.nick)
        for there in self.channels.values():
            there.ranks.pop(folded, None)
        someone = self.people.pop(folded, None)
        if someone and is_netsplit(line):
            self.roster.leave(someone, at + GRACE)
        return []

    def _nick(self, line: Line, at: datetime) -> list[PersonChanged]:
        new = line.param(0)
        if not new:
            return []
        if self.is_me(line.nick):
            self.me = new
        old, folded = self.isupport.fold(line.nick), self.isupport.fold(new)
        someone = self.people.pop(old, None)
        if someone is None:
            return []
        self.people[folded] = someone
        for there in self.channels.values():
            if old in there.ranks:
                there.ranks[folded] = there.ranks.pop(old)
        learned = self.roster.see(someone, _sight(line.source, line.tags.get("account")), at)
        return learned + self.roster.see(someone, Sight(nick=new), at)

    def _mode(self, line: Line, _at: datetime) -> list[PersonChanged]:
        there = self.channel(line.param(0))
        if there is not None:
            self._modes(there, line.params[1:])
        return []

    def _modes(self, there: Channel, params: list[str]) -> None:
        arguments = iter(params[1:])
        setting = True
        for letter in params[0] if params else "":
            if letter in "+-":
                setting = letter == "+"
                continue
            argument = next(arguments, "") if self.isupport.mode_takes_argument(letter, setting=setting) else ""
            if letter == "t":
                there.topic_locked = setting
            elif letter in self.isupport.rank_modes:
                self._rank(there, self.isupport.fold(argument), letter, setting=setting)

    def _rank(self, there: Channel, folded: str, letter: str, *, setting: bool) -> None:
        if folded not in there.ranks:
            return
        at = self.isupport.rank_modes.index(letter)
        mark = self.isupport.rank_marks[at : at + 1]
        without = there.ranks[folded].replace(mark, "") if mark else there.ranks[folded]
        there.ranks[folded] = without + mark if setting else without

    def _modes_told(self, line: Line, _at: datetime) -> list[PersonChanged]:
        there = self.channel(line.param(1))
        if there is not None:
            there.topic_locked = False
            self._modes(there, line.params[2:])
        return []

    def _not_operator(self, line: Line, _at: datetime) -> list[PersonChanged]:
        """We were refused something, and the topic is all we ever ask for."""
        there = self.channel(line.param(1))
        if there is not None:
            there.topic_locked = True
        return []

    def _names(self, line: Line, at: datetime) -> list[PersonChanged]:
        there = self.channel(line.param(2))
        changes: list[PersonChanged] = []
        for word in line.param(3).split(" ") if there else ():
            source = word.lstrip(self.isupport.rank_marks)
            nick = source.partition("!")[0]
            if nick and there:
                someone = self._arrive(nick, there, word[: len(word) - len(source)])
                changes += self.roster.see(someone, _sight(source, None), at)
        return changes

    def _who(self, line: Line, at: datetime) -> list[PersonChanged]:
        if len(line.params) <= len(("me", "channel", "user", "host", "server", "nick")):
            return []
        _, _, user, host, _, nick, flags, *_ = line.params
        realname = line.param(-1).partition(" ")[2]  # after the number of hops
        return self._described(nick, Sight(user=user, host=host, realname=realname, bot=self._is_bot(flags)), at)

    def _whox(self, line: Line, at: datetime) -> list[PersonChanged]:
        if len(line.params) <= len(("me", "token", "user", "host", "nick", "flags")) or line.params[1] != WHOX_MARK:
            return []
        _, _, user, host, nick, flags, account, *rest = line.params
        sight = Sight(user=user, host=host, account=_account(account), realname="".join(rest), bot=self._is_bot(flags))
        return self._described(nick, sight, at)

    def _is_bot(self, flags: str) -> bool:
        mode = self.isupport.tokens.get("BOT", "")
        return bool(mode) and mode in flags

    def _described(self, nick: str, sight: Sight, at: datetime) -> list[PersonChanged]:
        someone = self.people.get(self.isupport.fold(nick))
        return self.roster.see(someone, sight, at) if someone else []

    def _account(self, line: Line, at: datetime) -> list[PersonChanged]:
        return self._described(line.nick, _sight(line.source, _account(line.param(0))), at)

    def _chghost(self, line: Line, at: datetime) -> list[PersonChanged]:
        known = self._described(line.nick, _sight(line.source, None), at)
        return known + self._described(line.nick, Sight(user=line.param(0), host=line.param(1)), at)

    def _hidden_host(self, line: Line, at: datetime) -> list[PersonChanged]:
        user, _, host = line.param(1).rpartition("@")
        return self._described(self.me, Sight(user=user or None, host=host), at)

    def _topic(self, line: Line, _at: datetime) -> list[PersonChanged]:
        return self._set_topic(line.param(0), line.param(1))

    def _topic_told(self, line: Line, _at: datetime) -> list[PersonChanged]:
        return self._set_topic(line.param(1), line.param(2) if line.verb == "currenttopic" else "")

    def _set_topic(self, channel: str, topic: str) -> list[PersonChanged]:
        there = self.channel(channel)
        if there is not None:
            there.topic = topic
        return []


def _account(value: str) -> str:
    """An account as lines give it: `*` (ACCOUNT, extended-join) and `0` (WHOX) mean none."""
    return "" if value in {"*", "0"} else value


def _sight(source: str, account: str | None) -> Sight:
    _, _, where = source.partition("!")
    user, at, host = where.partition("@")
    return Sight(user=user, host=host, account=account) if at else Sight(account=account)
