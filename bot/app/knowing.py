"""Who is who, at the door: whatever account somebody uses, all that follows knows them by one key."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.app.draft import Draft
from bot.core.chat import (
    Mention,
    Message,
    MessageEdited,
    MessageErased,
    Observation,
    Person,
    PersonChanged,
    Room,
    RoomView,
)
from bot.core.events import MeetingStarted, PersonArrived, PersonRenamed
from bot.core.identity import registered
from bot.core.keys import PERSON, own_key
from bot.core.meeting import Meeting
from bot.core.ties import NONE, Ties, is_configured, person_of


def known(draft: Draft, person: Person) -> Person:
    """Somebody under the key of who they are."""
    key = known_by(draft, person.key)
    return person if key == person.key else replace(person, key=key)


def known_by(draft: Draft, key: str) -> str:
    return person_of(draft.setting.registry, draft.state.ties, key)


def known_view(draft: Draft, view: RoomView) -> RoomView:
    if not draft.setting.registry.by_account and not draft.state.ties:
        return view
    return replace(view, people=tuple(known(draft, person) for person in view.people))


def recognised(draft: Draft, told: Observation) -> Observation:
    """What a network told, with its people under the keys of who they are; what was said in private as it is.

    Meetings that know them otherwise, because the config said less when they began, learn of it.
    """
    if not draft.setting.registry.by_account and not draft.state.ties:
        return told
    match told:
        case Message(private=False, sender=sender, mentions=mentions):
            who = known(draft, sender)
            told = told._replace(mentions=_known(draft, mentions)) if mentions else told
            return told if who is sender else _settled(draft, told, who)
        case MessageEdited(sender=sender, mentions=mentions):
            return replace(told, sender=known(draft, sender), mentions=_known(draft, mentions))
        case MessageErased(by=by):
            return replace(told, by=known(draft, by))
        case PersonChanged(before=before, after=after):
            return replace(told, before=known(draft, before), after=known(draft, after))
        case _:
            return told


def _known(draft: Draft, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    return tuple(Mention(label, known(draft, person)) for label, person in mentions)


def _settled(draft: Draft, message: Message, who: Person) -> Message:
    """Somebody whom a meeting knows by an account of theirs goes by their own key from here on."""
    account = message.sender.key
    for room, meeting in draft.at_hand():
        if account in meeting.people:
            _rename(draft, room, PersonRenamed(account, who), message.sent_at)
    return message._replace(sender=who, account=account)


def retie(draft: Draft, after: Ties, sayer: str, at: datetime) -> None:
    """Other accounts are one person's from now on, or none any more; `sayer` is the account that had it so."""
    before = draft.state.ties
    changed = {account for account in {*before, *after} if before.get(account) != after.get(account)}
    draft.state.ties = after
    draft.batch.ties |= {account: after.get(account, NONE) for account in changed}
    registry = draft.setting.registry
    whose = {account: [person_of(registry, ties, account) for ties in (before, after)] for account in changed}
    moved = {account: (old, new) for account, (old, new) in whose.items() if old != new}
    for old, new in dict.fromkeys(move for move in moved.values() if move[1].startswith(PERSON)):
        _joined(draft, old, new, at)
    left = dict.fromkeys(old for old, new in moved.values() if not new.startswith(PERSON))
    for person in (each for each in left if not is_configured(registry, each)):
        _parted(draft, person, [own_key(sayer), *moved], at)


def _joined(draft: Draft, old: str, new: str, at: datetime) -> None:
    """What was one account's in a meeting is the person's."""
    for room, meeting in draft.at_hand():
        for key in (key for key in meeting.people if own_key(key) == old):
            who = replace(meeting.people[key].person, key=new)
            _rename(draft, room, PersonRenamed(key, who), at)


def _parted(draft: Draft, person: str, accounts: Iterable[str], at: datetime) -> None:
    """What the accounts had in a meeting as one person stays with the one that was in it first.

    Of a vote that is open they have one ballot between them, or whoever parted in the middle of it would have two.
    """
    for room, meeting in draft.at_hand():
        if person in meeting.people:
            heir = _first(meeting, accounts)
            who = replace(meeting.people[person].person, key=heir)
            alike = tuple(dict.fromkeys(account for account in accounts if own_key(account) != own_key(heir)))
            _rename(draft, room, PersonRenamed(person, who, alike=alike), at)


def _first(meeting: Meeting, accounts: Iterable[str]) -> str:
    """Which of these was in a meeting before it became one with the others; the first of them if none was."""
    wanted = [*accounts]
    for entry in meeting.history:
        match entry.event:
            case MeetingStarted(starter=person) | PersonArrived(person) if own_key(person.key) in wanted:
                return person.key
            case _:
                pass
    return wanted[0]


def _rename(draft: Draft, room: Room, event: PersonRenamed, at: datetime) -> None:
    draft.meanwhile(room, at, replace(event, identity=registered(draft.setting.registry, event.person)))
