"""Putting a question, and closing it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.core.commands.ballots import cast
from bot.core.commands.command import Command, Scene, Who, announce, refuse, say
from bot.core.commands.naming import account_keys, find_person, known_names, split_names
from bot.core.events import Elector, Event, Outcome, VoteClosed, VoteOpened, VotersSet, VotesRequiredSet
from bot.core.identity import named_on, registered
from bot.core.keys import network_of
from bot.core.meeting import Meeting
from bot.core.minutes import Outcome as Result
from bot.core.people import Registry
from bot.core.signatures import present_of
from bot.core.text import clip, join_words
from bot.core.voting import NO, YES, YES_NO, Vote, asks_yes_or_no, option_meant, tally

LONGEST_QUESTION, LONGEST_OPTION, MOST_OPTIONS = 300, 40, 20
USAGE = "usage: #vote QUESTION? a, b, c; without options they are yes, no and abstain"
NONE_OPEN = "no vote is open; #vote QUESTION? opens one"
_BRACKETED = re.compile(r"(.*?)\s*\[([^\[\]]*)\]", re.DOTALL)
_ASKED = re.compile(r"(.*\?)(?:\s+(.*))?", re.DOTALL)


def _vote(scene: Scene, argument: str) -> Outcome:
    vote = scene.running.open_vote
    if vote is None:
        return _open(scene, argument)
    question, options = read_question(argument)
    put = bool(options) or question.endswith("?") or scene.word != "vote"
    choice = None if scene.word != "vote" else option_meant(vote, argument)
    if choice is None and put:
        return refuse(scene, f"a vote is open: {_stopped(vote.question)} #endvote closes it first")
    return _ballot(scene, vote, argument) if choice is None else cast(scene, vote, choice)


def _ballot(scene: Scene, vote: Vote, argument: str) -> Outcome:
    """A word that is an option, and a reason after it."""
    word, _, reason = argument.partition(" ")
    choice = option_meant(vote, word.rstrip(",;:.!"))
    if choice is None or (reason and not vote.asks_yes_or_no):
        return refuse(
            scene, f"{clip(argument, LONGEST_OPTION)} is no option; the options are {join_words(vote.options)}"
        )
    return cast(scene, vote, choice, reason)


def _open(scene: Scene, argument: str) -> Outcome:
    if not scene.is_chair():
        return refuse(scene, "no vote is open, and only a chair may open one")
    question, options = read_question(argument)
    if not question or len(options) == 1 or len(options) > MOST_OPTIONS:
        return refuse(scene, USAGE)
    meeting = scene.running
    opened = VoteOpened(meeting.next_item, question, options or YES_NO, scene.sender.key)
    return announce(scene, " ".join([f"Vote: {_stopped(question)}", _how(opened.options), *_terms(scene)]), opened)


def read_question(argument: str) -> tuple[str, tuple[str, ...]]:
    """Question and options, which stand in brackets or after the question mark, split by commas, or else by blanks."""
    match = _BRACKETED.fullmatch(argument) or _ASKED.fullmatch(argument)
    question, rest = (match[1], match[2] or "") if match else (argument, "")
    words = rest.split(",") if "," in rest else rest.split()
    options = {word.strip().casefold(): clip(word.strip(), LONGEST_OPTION) for word in words if word.strip()}
    return clip(question, LONGEST_QUESTION), tuple(options.values())


def _stopped(question: str) -> str:
    return question if question.endswith(("?", ".", "!", ":")) else f"{question}."


def _how(options: tuple[str, ...]) -> str:
    short = {YES: "+1", NO: "-1", "abstain": "0"}
    if asks_yes_or_no(options):
        said = ", ".join(f"{short[option.casefold()]} ({option})" for option in options)
        return f"Say {said}; your last ballot counts."
    return f"Say #vote and one of {', '.join(options)}; your last ballot counts."


def _terms(scene: Scene) -> list[str]:
    """Who may vote, how many must, and whether there are enough people."""
    meeting = scene.running
    terms = [f"Voters: {_names(meeting.electors)}."] if meeting.electors else []
    terms += [f"It takes {meeting.votes_required} in favour."] if meeting.votes_required else []
    here = present_of(scene.registry, meeting)
    if meeting.quorum and here < meeting.quorum.needed:
        terms.append(f"Below quorum: {here} of the {meeting.quorum.needed} needed are here.")
    return terms


def _names(electors: tuple[Elector, ...]) -> str:
    return ", ".join(elector.nick for elector in electors)


def closing(meeting: Meeting, registry: Registry, by: str = "") -> tuple[VoteClosed, ...]:
    """What closes the open vote, if there is one; a meeting never ends before."""
    vote = meeting.open_vote
    present = present_of(registry, meeting) if meeting.quorum else 0
    return (VoteClosed(vote.number, by, present),) if vote else ()


def results(meeting: Meeting, events: Iterable[Event], at: datetime) -> list[str]:
    """What comes of the votes that these events close, in words."""
    vote = meeting.open_vote
    closed = [event for event in events if isinstance(event, VoteClosed)]
    return [in_words(meeting, replace(vote, closed_at=at, present=one.present)) for one in closed if vote]


def _endvote(scene: Scene, _argument: str) -> Outcome:
    closed = closing(scene.running, scene.registry, scene.sender.key)
    if not closed:
        return refuse(scene, NONE_OPEN)
    return announce(scene, "".join(results(scene.running, closed, scene.message.sent_at)), *closed)


def _showvote(scene: Scene, _argument: str) -> Outcome:
    votes = scene.running.votes
    vote = scene.running.open_vote or (votes[-1] if votes else None)
    return say(scene, in_words(scene.running, vote)) if vote else refuse(scene, NONE_OPEN)


def in_words(meeting: Meeting, vote: Vote) -> str:
    """How a vote stands: "Vote on Ship it? yes 2 (ada, bo), no 1 (cy), abstain 0: carried."."""
    result = tally(vote)
    counts = [
        f"{option} {len(ballots)}"
        + (f" ({', '.join(meeting.nick(ballot.person.key) for ballot in ballots)})" if ballots else "")
        for option, ballots in zip(vote.options, result.ballots, strict=True)
    ]
    outcome = _OUTCOMES[result.outcome].format(
        chosen=vote.options[result.chosen], present=vote.present, needed=vote.needed
    )
    required = f", {vote.required} in favour being required" if vote.required else ""
    return f"Vote on {_stopped(vote.question)} {', '.join(counts)}{required}: {outcome}."


_OUTCOMES = {
    Result.OPEN: "still open",
    Result.CARRIED: "carried",
    Result.NOT_CARRIED: "not carried",
    Result.CHOSEN: "{chosen} it is",
    Result.TIE: "a tie, so not carried",
    Result.NO_BALLOTS: "no ballots, so not carried",
    Result.BELOW_QUORUM: "below quorum ({present} of the {needed} needed were here), so not carried",
}


def _voters(scene: Scene, argument: str) -> Outcome:
    names = split_names(scene, argument)
    if [name.casefold() for name in names] in (["all"], ["everybody"]):
        return announce(scene, "Everybody may vote.", VotersSet())
    if not names:
        return refuse(scene, "usage: #voters A, B or #voters all")
    found = {elector.nick.casefold(): elector for elector in (_elector(scene, name) for name in names)}
    electors = tuple(found.values())
    events: list[Event] = [VotersSet(electors)]
    unknown = [elector.nick for elector in electors if not elector.marks]
    absent = f" Not known here: {join_words(unknown)}; whoever comes under that nick may vote." if unknown else ""
    return announce(scene, f"Voters: {_names(electors)}.{absent}", *events)


def _elector(scene: Scene, name: str) -> Elector:
    """Somebody of the room or the meeting, by key; of the registry, by that; else whoever has the nick."""
    person = find_person(scene, name)
    if person is not None:
        marks = (person.key, registered(scene.registry, person))
        return Elector(person.nick, tuple(mark for mark in marks if mark))
    networks = dict.fromkeys((scene.rules.room.network, *(network_of(one.key) for one in scene.view.people)))
    if keys := account_keys(scene, name):
        return Elector(clip(name, 64), keys)
    known = known_names(scene).get(name.casefold())
    entry = scene.registry.find(known.nick if known else name)
    if entry is None:
        return Elector(clip(name, 64))
    return Elector(entry.nick, tuple(dict.fromkeys(named_on(network, entry) for network in networks if network)))


def _votesrequired(scene: Scene, argument: str) -> Outcome:
    if not re.fullmatch(r"\d{1,4}", argument):
        return refuse(scene, "usage: #votesrequired N, N being how many must be in favour; 0 for any majority")
    count = int(argument)
    said = f"A vote takes {count} in favour now." if count else "A majority carries a vote now."
    return announce(scene, said, VotesRequiredSet(count))


COMMANDS = (
    Command(
        "vote",
        "opens a vote, if a chair asks; else a ballot: OPTION, one of those in brackets, or yes, no, abstain",
        _vote,
        "QUESTION? [a, b] | OPTION",
        aliases=("startvote", "motion"),
    ),
    Command("showvote", "says the counts so far; when none is open, the last result", _showvote),
    Command("endvote", "closes the vote and says its result", _endvote, who=Who.CHAIR, aliases=("close",)),
    Command("voters", "lets only these people vote; or all again", _voters, "A, B | all", who=Who.CHAIR),
    Command("votesrequired", "sets how many must be in favour; 0 for any majority", _votesrequired, "N", who=Who.CHAIR),
)
