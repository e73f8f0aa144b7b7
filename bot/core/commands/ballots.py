"""Ballots: whose they are, and whether they count."""

from bot.core.commands.command import Command, Scene, done, refuse
from bot.core.events import BallotCast, Outcome
from bot.core.identity import before, registered, vouched_for
from bot.core.keys import is_account, nicks_that_count
from bot.core.text import clip, join_words
from bot.core.voting import SHORT, Ballot, Vote, alike, elects, option_meant

LONGEST_REASON = 200
WITH_REASON = ("+1", "-1")


def cast(scene: Scene, vote: Vote, choice: int, reason: str = "") -> Outcome:
    """The sender's ballot, unless they may not vote here, or somebody may only seem to be them."""
    identity = _identity(scene, vote)
    marks = alike(vote, (scene.sender.key, identity))
    if not elects(vote.electors, _nicks(scene, vote), marks):
        names = join_words([elector.nick for elector in vote.electors])
        return refuse(scene, f"your vote does not count here; who may vote: {names}")
    if any(_is_anothers(scene, ballot, identity) for ballot in vote.ballots):
        return refuse(scene, f"{scene.sender.nick} has voted from an account; log in to it to change that vote")
    return done(scene, BallotCast(vote.number, choice, scene.sender, identity, clip(reason, LONGEST_REASON)))


def _identity(scene: Scene, vote: Vote) -> str:
    """Who the sender is beside their key: somebody of the registry, or who had this nick and has gone."""
    name = registered(scene.registry, scene.sender)
    if name:
        return name
    voters = {mark for ballot in vote.ballots for mark in ballot.marks}
    return next((key for key in before(scene.running, scene.sender.key) if key in voters), "")


def _nicks(scene: Scene, vote: Vote) -> frozenset[str]:
    """Nicks by which the sender may be an elector who was named before they came."""
    own = (ballot.nicks for ballot in vote.ballots if scene.sender.key in ballot.marks)
    return nicks_that_count(scene.sender).union(*own)


def _is_anothers(scene: Scene, ballot: Ballot, identity: str) -> bool:
    """Whether only a nick says that a ballot is the sender's, where an account said whose it is."""
    if scene.sender.key in ballot.marks or identity not in ballot.marks:
        return False
    return any(map(is_account, ballot.marks)) and not vouched_for(scene.registry, scene.sender)


def _bare(scene: Scene, reason: str) -> Outcome | None:
    """`+1` and its like count while a question is open that is answered with yes or no; else they are talk."""
    vote = scene.running.open_vote
    if vote is None or not vote.asks_yes_or_no or (reason and scene.word not in WITH_REASON):
        return None
    choice = option_meant(vote, scene.word)
    if choice is None:
        return refuse(scene, f"the options are {join_words(vote.options)}; say #vote and one of them")
    return cast(scene, vote, choice, reason)


COMMANDS = (
    Command(
        "+1",
        "votes yes, no, or abstains; it is talk when no vote on yes and no is open",
        _bare,
        "[REASON]",
        aliases=tuple(word for word in SHORT if word != "+1"),
        bare=tuple(SHORT),
    ),
)
