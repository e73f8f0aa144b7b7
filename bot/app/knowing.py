"""Who is who, at the door: whatever account somebody uses, all that follows knows them by one key."""

from dataclasses import replace
from datetime import datetime

from bot.app.draft import Draft
from bot.core.chat import Message, MessageEdited, MessageErased, Observation, Person, PersonChanged, RoomView
from bot.core.events import Entry, PersonRenamed
from bot.core.identity import known_key, registered


def known(draft: Draft, person: Person) -> Person:
    """Somebody under the key of who they are."""
    key = known_key(draft.setting.registry, person.key)
    return person if key == person.key else replace(person, key=key)


def known_view(draft: Draft, view: RoomView) -> RoomView:
    if not draft.setting.registry.by_account:
        return view
    return replace(view, people=tuple(known(draft, person) for person in view.people))


def recognised(draft: Draft, told: Observation) -> Observation:
    """What a network told, with its people under the keys of who they are; what was said in private as it is.

    Meetings that know them otherwise, because the config said less when they began, learn of it.
    """
    match told:
        case Message(private=False, sender=sender):
            who = known(draft, sender)
            return told if who is sender else _settled(draft, told, who)
        case MessageEdited(sender=sender):
            return replace(told, sender=known(draft, sender))
        case MessageErased(by=by):
            return replace(told, by=known(draft, by))
        case PersonChanged(before=before, after=after):
            return replace(told, before=known(draft, before), after=known(draft, after))
        case _:
            return told


def _settled(draft: Draft, message: Message, who: Person) -> Message:
    """Somebody whom a meeting knows by an account of theirs goes by their own key from here on."""
    account = message.sender.key
    if any(account in meeting.people for meeting in (*draft.state.meetings.values(), *draft.state.ended.values())):
        rename(draft, who, account, message.sent_at)
    return message._replace(sender=who)


def rename(draft: Draft, person: Person, before: str, at: datetime) -> None:
    """A key gives way to another one, in every meeting that is running or may be corrected."""
    event = PersonRenamed(before, person, registered(draft.setting.registry, person))
    for room, meeting in list(draft.state.meetings.items()):
        if before in meeting.people:
            draft.apply(room, Entry(meeting.next_seq, at, draft.state.lines[meeting.id], event))
    for room, meeting in list(draft.state.ended.items()):
        if before in meeting.people:
            draft.apply(room, Entry(meeting.next_seq, at, 0, event))  # or a chair could not amend
