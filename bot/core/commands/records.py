"""What gets recorded: facts, decisions, actions, ideas, calls for help, links, the digest, the next date."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.core.chat import Person
from bot.core.commands import superseding
from bot.core.commands.command import (
    Command,
    Handler,
    Scene,
    When,
    Who,
    announce,
    done,
    elsewhere,
    everywhere,
    refuse,
    say,
)
from bot.core.commands.naming import Named, attributed_to, leading_names
from bot.core.commands.pointers import pointing, resolved
from bot.core.dates import find_due, in_words, read_when
from bot.core.events import ItemRecorded, NextMeetingSet, Outcome, OwnersSet, ProposalSeconded, SummarySet
from bot.core.grammar import SCHEMES
from bot.core.identity import same_person
from bot.core.links import linkable
from bot.core.minutes import Kind
from bot.core.text import clip, join_words

_URL = re.compile(
    rf"(?:(?P<before>.*?)\s+)??(?P<url>(?:{'|'.join(SCHEMES)}):[^\s<>\"`]+)(?:\s+(?P<after>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_STARTS_WITH_URL = re.compile(rf"(?:{'|'.join(SCHEMES)}):", re.IGNORECASE)
_WILL = re.compile(r"(?:[:;,]\s*|\s+)?(?:to\s+|will\s+)?", re.IGNORECASE)
_MEANT = re.compile(r"@?([^\s,:;]+)[,:;]?\s+to\s", re.IGNORECASE)
LONGEST_NAME = 40
_ACTION_NUMBER = re.compile(r"a-?(\d{1,9})\s+(.+)", re.IGNORECASE | re.DOTALL)


def _item(scene: Scene, kind: Kind, text: str) -> ItemRecorded:
    quotes = scene.quoted.line if scene.quoted else 0
    return ItemRecorded(scene.running.next_item, kind, text, scene.sender.key, quotes=quotes)


def _signed_by(scene: Scene) -> Person | None:
    """Facts told by the chair or the scribe are the meeting's; anybody else signs, and who is quoted."""
    if scene.quoted:
        return scene.quoted.sender
    return None if scene.sender.key in scene.running.chairs or scene.is_scribe() else scene.sender


def _signed(kind: Kind) -> Handler:
    """`#info` and `#idea`: signed, or attributed to somebody present by `NICK: TEXT`."""

    def handle(scene: Scene, text: str) -> Outcome:
        attributed = None if scene.quoted else attributed_to(scene, text)
        if attributed:
            return done(scene, replace(_item(scene, kind, attributed.text), speaker=attributed.person))
        return done(scene, replace(_item(scene, kind, text), speaker=_signed_by(scene)))

    return handle


def _unsigned(kind: Kind) -> Handler:
    return lambda scene, text: done(scene, _item(scene, kind, text))


def _decision(kind: Kind) -> Handler:
    """Without a text it is about the last proposal, and says what that says."""

    def handle(scene: Scene, text: str) -> Outcome:
        proposal = scene.running.proposal
        decided = replace(_item(scene, kind, text), label=scene.series.next_decision)
        if text:
            return _decided(scene, decided)
        if proposal is None:
            return refuse(scene, f"usage: #{kind.value} TEXT; without it there must be a proposal (#proposed TEXT)")
        number, said = proposal.record.number, proposal.record.text
        return _decided(scene, replace(decided, text=said, quotes=proposal.line, settles=number))

    return handle


def _decided(scene: Scene, decided: ItemRecorded) -> Outcome:
    """Rooms that don't see what is said in this one are told what was decided there."""
    told = () if scene.rules.relays else elsewhere(scene.rules, f"{decided.kind.value.capitalize()}: {decided.text}")
    made = done(scene, decided)
    return replace(made, replies=(*made.replies, *told))


def _supersede(scene: Scene, argument: str) -> Outcome:
    """A decision in the place of others; like any, it says what the last proposal says if it has no text."""
    found, proposal = superseding.read(argument), scene.running.proposal
    if found is None:
        return refuse(scene, superseding.misread(argument))
    number = scene.series.next_decision
    if why := superseding.hindrance(scene.series, found.numbers, number):
        return refuse(scene, why)
    decided = replace(_item(scene, Kind.AGREED, found.text), label=number, supersedes=found.numbers)
    if not found.text:
        if proposal is None:
            return refuse(scene, f"what is decided instead? {superseding.USAGE}")
        said = proposal.record
        decided = replace(decided, text=said.text, quotes=proposal.line, settles=said.number)
    line = f"D-{number} supersedes {superseding.names(found.numbers)}."
    made = _decided(scene, decided)
    return replace(made, replies=(*made.replies, *everywhere(scene.rules, line)))


def _second(scene: Scene, _argument: str) -> Outcome:
    proposal = scene.running.proposal
    if proposal is None:
        return refuse(scene, "there is no proposal to second; #proposed TEXT makes one")
    text = clip(proposal.record.text, 80)
    if proposal.seconder:
        return refuse(scene, f"{proposal.seconder.nick} has seconded it already: {text}")
    if same_person(scene.registry, scene.running, scene.sender, proposal.record.author):
        return refuse(scene, f"somebody else must second what you proposed: {text}")
    return announce(
        scene, f"Seconded by {scene.sender.nick}: {text}", ProposalSeconded(proposal.record.number, scene.sender)
    )


def _action(scene: Scene, argument: str) -> Outcome:
    named = leading_names(scene, argument)
    text = _task(named)
    if not text:
        return refuse(scene, "what is the action? #action WHO to TEXT")
    due = find_due(text, scene.running.day)
    number = scene.series.next_action
    whose = replace(_item(scene, Kind.ACTION, text), owners=named.nicks, owner_keys=named.keys)
    item = replace(whose, due=due.on if due else None, label=number)
    remarks = []
    if not named.nicks:
        remarks.append(f"{_unowned(text, number)}; say #assign A-{number} NAME")
    if due and due.on is None:
        remarks.append(f'"{due.words}" is not a date I know, so A-{number} has none; write it as 2026-04-20')
    return say(scene, f"{scene.sender.nick}: {'; '.join(remarks)}", item) if remarks else done(scene, item)


def _unowned(text: str, number: int) -> str:
    """That nobody owns an action, and why where it begins with what is meant for a name."""
    meant = _MEANT.match(text)
    if meant is None:
        return "recorded without an owner"
    return f"nobody called {clip(meant[1], LONGEST_NAME)} is here or known, so A-{number} has no owner"


def _task(named: Named) -> str:
    """What is to be done: without "to", "will" or a colon after the owners."""
    if not named.nicks:
        return re.sub(r"^(?:to\s+)", "", named.rest.strip(), flags=re.IGNORECASE)
    return _WILL.sub("", named.rest, count=1).strip()


def _assign(scene: Scene, argument: str) -> Outcome:
    match = _ACTION_NUMBER.fullmatch(argument)
    if match is None:
        return refuse(scene, "usage: #assign A-n WHO")
    number = int(match[1])
    if number not in {action.number for action in scene.series.open_actions}:
        return refuse(scene, f"there is no open action A-{number} in {scene.series.name}; #actions lists them")
    named = leading_names(scene, match[2])
    if not named.nicks:
        return refuse(scene, f"nobody called {match[2].split()[0]} is here or known; #nick makes somebody known")
    return say(scene, f"A-{number} is {join_words(named.nicks)}'s.", OwnersSet(number, named.nicks, named.keys))


def _link(scene: Scene, text: str) -> Outcome:
    """The first URL of an allowed scheme, wherever it stands; each, if there is nothing else; without one the text."""
    words = text.split()
    if (len(words) > 1 or scene.rules.links_in_talk) and all(map(linkable, words)):
        return done(scene, *_links(scene, words))
    title, url = _title_and_url(text)
    return done(scene, replace(_item(scene, Kind.LINK, title), url=url))


def _title_and_url(text: str) -> tuple[str, str]:
    match = _URL.fullmatch(text)
    if match is None:
        return text, ""
    return " ".join(part for part in (match["before"], match["after"]) if part), match["url"]


def reread(scene: Scene, record: ItemRecorded, line: str) -> ItemRecorded:
    """The record as this line would have made it; the owners stay unless the line names some."""
    typed = line if _STARTS_WITH_URL.match(line) else line.partition(" ")[2].strip()
    text = resolved(scene, record, typed)
    match record.kind:
        case Kind.ACTION:
            named = leading_names(scene, text)
            task = _task(named)
            due = find_due(task, scene.at_hand.day)
            whose = named if named.nicks else Named(record.owners, "", record.owner_keys)
            owned = replace(record, owners=whose.nicks, owner_keys=whose.keys)
            return replace(owned, text=task, due=due.on if due else None)
        case Kind.LINK:
            title, url = _title_and_url(text)
            return replace(record, text=title, url=url)
        case Kind.INFO | Kind.IDEA if record.speaker and (attributed := attributed_to(scene, text)):
            return replace(record, text=attributed.text)
        case Kind.AGREED if superseding.is_superseding(line):
            return superseding.reread(record, text)
        case _:
            return replace(record, text=text)


def _links(scene: Scene, urls: list[str]) -> Iterator[ItemRecorded]:
    """A link of each; where links in talk count, each but once in a meeting."""
    known = {item.record.url for item in scene.running.items} if scene.rules.links_in_talk else set()
    first = _item(scene, Kind.LINK, "")
    for place, url in enumerate(url for url in dict.fromkeys(urls) if url not in known):
        yield replace(first, number=first.number + place, url=url)


def _summary(scene: Scene, text: str) -> Outcome:
    return done(scene, SummarySet(text))


def _nextmeeting(scene: Scene, words: str) -> Outcome:
    today = scene.message.sent_at.astimezone(scene.series_rules.zone).date()
    when = read_when(words, today)
    if when is None:
        return refuse(scene, f'"{words}" is not a date I know; say #nextmeeting 2026-04-22, or 2026-04-22 16:00 UTC')
    if when.on < today:
        return refuse(scene, f"{when.on.isoformat()} is past; say the date of the next meeting")
    at = f" at {when.time}{' ' + when.zone if when.zone else ''}" if when.time else ""
    told = f"Next meeting: {in_words(when.on)} {when.on.year}{at}."
    return announce(scene, told, NextMeetingSet(when, scene.private))


def _row(
    kind: Kind,
    summary: str,
    handler: Callable[[Kind], Handler],
    who: Who = Who.ANYONE,
    aliases: tuple[str, ...] = (),
    argument: str = "TEXT",
) -> Command:
    return Command(kind.value, summary, pointing(handler(kind)), argument, who=who, aliases=aliases)


def _decides(kind: Kind, summary: str, alias: str) -> Command:
    return _row(kind, summary, _decision, Who.SCRIBE, (alias,), "[TEXT]")


COMMANDS = (
    _row(Kind.INFO, "records a fact; NICK: TEXT attributes it to somebody present", _signed),
    _decides(Kind.AGREED, "records a decision; without TEXT, the last proposal", "agree"),
    _decides(Kind.ACCEPTED, "records that a proposal was accepted; without TEXT, the last one", "accept"),
    _decides(Kind.REJECTED, "records that a proposal was rejected; without TEXT, the last one", "reject"),
    Command(
        "supersede",
        "records a decision that takes the place of D-n; without TEXT, the last proposal",
        pointing(_supersede),
        "D-n with TEXT",
        who=Who.SCRIBE,
    ),
    _row(Kind.PROPOSED, "records a proposal; #second and #agreed take it up", _signed),
    Command("second", "stands behind the last proposal; not behind your own", _second),
    Command("action", "records who is to do what, and by when", pointing(_action), "WHO[, WHO] [to] TEXT [by DATE]"),
    Command("assign", "sets or changes who owns an action", _assign, "A-n WHO"),
    _row(Kind.IDEA, "records a suggestion", _signed),
    _row(Kind.HELP, "records a call for help", _unsigned, aliases=("halp",)),
    Command("link", "records a link; a line that is only a link does too", pointing(_link), "URL [TEXT]"),
    Command(
        "summary",
        "sets the digest; it goes into the minutes' description and the mail's subject",
        _summary,
        "TEXT",
        who=Who.SCRIBE,
    ),
    Command(
        "nextmeeting",
        "sets when the series meets next; a date, or date, time and zone",
        _nextmeeting,
        "WHEN",
        who=Who.CHAIR,
        when=When.ALWAYS,
    ),
)
