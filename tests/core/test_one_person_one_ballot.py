"""Whatever people do with nicks, connections and accounts: as many ballots count as human beings voted."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.voting import tally
from tests.meetings.stage import Stage, hold

SPELLINGS = {
    "bo": ("bo", "bo_", "bo1"),
    "cy": ("cy", "cy_", "cy`"),
    "lena": ("lena", "phone", "desk"),  # of no registry: known by account, or by the session
    "kim": ("kim", "kim_home"),
}
REGISTERED = {"bo", "cy"}
BALLOTS = {"+1": "yes", "-1 no": "no", "0": "abstain", "#vote yes": "yes", "#vote -1": "no"}


@dataclass
class World:
    """Four human beings, as they really are, and what each said last."""

    on: Stage
    last: dict[str, str] = field(default_factory=dict)
    here: dict[str, set[str]] = field(default_factory=dict)
    logged_in: set[str] = field(default_factory=set)

    def vote(self, who: str, nick: str, ballot: str) -> None:
        """A registered human may vote by any connection; another one by the connection they are known by.

        Who has logged in once does so by every connection: else a ballot cast from the account is out of reach.
        """
        names = self.here.setdefault(who, set())
        if nick not in names and names and who not in REGISTERED:
            nick = min(names)
        if nick not in names and who in self.logged_in:
            self.on.log_in(nick, who)
        names.add(nick)
        self.on.say(nick, ballot)
        self.last[who] = BALLOTS[ballot]

    def rename(self, who: str, nick: str) -> None:
        names = self.here.get(who, set())
        if names and nick not in names:
            old = min(names)
            self.here[who] = names - {old} | {nick}
            self.on.rename(old, nick)

    def log_in(self, who: str) -> None:
        for nick in self.here.get(who, ()):
            self.logged_in.add(who)
            self.on.log_in(nick, who)

    def come_back(self, who: str) -> None:
        """The line drops, and they are here again under the same nick; who is known by account logs in again."""
        for nick in self.here.get(who, ()):
            self.on.quit(nick)
            self.on.say(nick, "back")
            if who in self.logged_in:
                self.on.log_in(nick, who)


human = st.sampled_from(sorted(SPELLINGS))
deed = human.flatmap(
    lambda who: st.one_of(
        st.tuples(st.just("vote"), st.just(who), st.sampled_from(SPELLINGS[who]), st.sampled_from(sorted(BALLOTS))),
        st.tuples(st.just("rename"), st.just(who), st.sampled_from(SPELLINGS[who])),
        st.tuples(st.just("log_in"), st.just(who)),
        st.tuples(st.just("come_back"), st.just(who)),
    )
)


def _act(world: World, act: tuple[str, ...]) -> None:
    match act:
        case ("vote", who, nick, ballot):
            world.vote(who, nick, ballot)
        case ("rename", who, nick):
            world.rename(who, nick)
        case ("log_in", who):
            world.log_in(who)
        case (_, who):
            world.come_back(who)


@settings(max_examples=100, deadline=None)
@given(st.lists(deed, max_size=25))
def test_as_many_ballots_count_as_people_voted_and_each_is_what_they_said_last(acts) -> None:
    world = World(hold("ada: #startmeeting", "ada: #vote Go?"))
    for act in acts:
        _act(world, act)
    world.on.flush()
    vote = world.on.meeting.votes[0]
    counts = dict(zip(vote.options, tally(vote).counts, strict=True))
    said = list(world.last.values())
    assert counts == {option: said.count(option) for option in vote.options}
    marks = [mark for ballot in vote.ballots for mark in ballot.marks]
    assert len(marks) == len(set(marks))
