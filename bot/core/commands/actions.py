"""The register of actions: what is open, and closing it."""

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.core.chat import Person, Say
from bot.core.commands.command import Command, Handler, Scene, When, Who, refuse, say
from bot.core.commands.naming import by_account, split_names
from bot.core.destinations import places
from bot.core.events import ActionClosed, Closing, OpenAction, Outcome
from bot.core.identity import identify, named, registered
from bot.core.keys import nick_counts
from bot.core.signatures import individual, named_owners, of_nick
from bot.core.text import clip, join_words

SHOWN, LONGEST_TEXT, LONGEST_NOTE = 5, 160, 200
_NUMBERED = re.compile(r"(?:a-?)?(\d{1,9})(?:[\s:,;.-]+(.*))?", re.IGNORECASE | re.DOTALL)
_URL = re.compile(r"https?://\S+")


def _closing(state: Closing) -> Handler:
    """`#done`, `#drop`."""

    def handle(scene: Scene, argument: str) -> Outcome:
        match = _NUMBERED.fullmatch(argument)
        if match is None:
            return refuse(scene, f"usage: #{scene.word} A-n [NOTE]; #actions lists them")
        action = next((one for one in scene.register.open_actions if one.number == int(match[1])), None)
        if action is None:
            return refuse(scene, _not_open(scene, int(match[1])))
        if not (scene.meeting or scene.is_chair() or _is_owner(scene, action)):
            return refuse(
                scene, f"between meetings only its owner or a chair of the last meeting may close {_label(action)}"
            )
        note = _note(match[2] or "")
        closed = ActionClosed(action.number, state, scene.sender, _today(scene), note, scene.private)
        return say(scene, f"{_label(action)} is {state.value}: {clip(action.text, LONGEST_TEXT)}", closed)

    return handle


def _note(typed: str) -> str:
    """What was typed, without brackets round all of it: the minutes have their own."""
    inner = typed[1:-1] if typed.startswith("(") and typed.endswith(")") else typed
    return clip(inner.strip(), LONGEST_NOTE)


def _not_open(scene: Scene, number: int) -> str:
    closed = next((one for one in scene.register.closed if one.number == number), None)
    if closed:
        return f"A-{number} is {closed.state.value} already, since {closed.on.isoformat()}"
    return f"there is no open action A-{number} in {scene.register.name}; #actions lists them"


def _today(scene: Scene) -> date:
    """The day it is in the series' zone."""
    return scene.message.sent_at.astimezone(scene.rules.series_named(scene.register.name).zone).date()


def _label(action: OpenAction) -> str:
    return f"A-{action.number}"


def _me(scene: Scene) -> str:
    """Who the sender is, by the registry or else by nick."""
    meeting = scene.meeting or scene.ended
    known = meeting.people.get(scene.sender.key) if meeting else None
    return individual(scene.registry, scene.sender, known.name if known else "").id


def _who(scene: Scene, nick: str) -> str:
    """Who a nick means, likewise."""
    meeting = scene.meeting or scene.ended
    if meeting is None:
        return named(scene.registry, scene.rules.room.network, nick)
    return of_nick(scene.registry, meeting, nick).id


def _owners(scene: Scene, action: OpenAction) -> set[str]:
    """Each as `_me` says it of the sender: by account where they were named by one, else by nick."""
    return {
        identify(scene.registry, Person(scene.known(key), nick)) if key else _who(scene, nick)
        for nick, key in named_owners(action)
    }


def _is_owner(scene: Scene, action: OpenAction) -> bool:
    """Whether the action is the sender's own; a nick that anybody may give themselves says nothing."""
    certain = nick_counts(scene.sender) or registered(scene.registry, scene.sender)
    return _me(scene) in _owners(scene, action if certain else _of_accounts(action))


def _of_accounts(action: OpenAction) -> OpenAction:
    """The action with those owners only that were named by an account."""
    owners = [(nick, key) for nick, key in named_owners(action) if key]
    return replace(action, owners=tuple(nick for nick, _ in owners), owner_keys=tuple(key for _, key in owners))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which actions are asked for: those of any of these people (none: everybody's), all or the overdue ones."""

    people: frozenset[str] = frozenset()
    overdue: bool = False

    def has(self, scene: Scene, action: OpenAction) -> bool:
        late = not self.overdue or _is_overdue(action, _today(scene))
        return late and (not self.people or bool(self.people & _owners(scene, action)))


def _wanted(scene: Scene, names: list[str]) -> _Wanted:
    words = [name.casefold() for name in names]
    people = {_me(scene) if word == "me" else _meant(scene, word) for word in words if word != "overdue"}
    return _Wanted(frozenset(people), "overdue" in words)


def _meant(scene: Scene, word: str) -> str:
    """Who a word means: somebody it names by an account, or whoever is called so."""
    person = by_account(scene, word)
    return identify(scene.registry, person) if person else _who(scene, word)


def _is_overdue(action: OpenAction, today: date) -> bool:
    return action.due is not None and action.due < today


def _actions(scene: Scene, argument: str) -> Outcome:
    names = split_names(scene, argument)
    wanted = _wanted(scene, names)
    found = [action for action in scene.register.open_actions if wanted.has(scene, action)]
    if not found:
        asked = f" ({', '.join(names)})" if names else ""
        return say(scene, f"No open actions in {scene.register.name}{asked}.")
    lines = [_shown(action, _today(scene)) for action in found[:SHOWN]]
    more = len(found) - SHOWN
    if more > 0:
        shown = places(scene.rules.destinations.finals(scene.register.slug, private=scene.private))
        link = next((url[0] for place in shown if (url := _URL.search(place))), "")
        lines.append(f"... and {more} more" + (f": {link}" if link else ""))
    return Outcome((), tuple(Say(scene.message.room, line) for line in lines))


def _shown(action: OpenAction, today: date) -> str:
    owners = join_words(action.owners) if action.owners else "nobody yet"
    late = ", overdue" if _is_overdue(action, today) else ""
    due = f" (due {action.due.isoformat()}{late})" if action.due else ""
    return f"{_label(action)} {owners}: {clip(action.text, LONGEST_TEXT)}{due}"


COMMANDS = (
    Command(
        "actions",
        "lists the open actions; of you, of NAME, or those overdue",
        _actions,
        "[me, NAME, overdue]",
        when=When.ALWAYS,
    ),
    Command(
        "done",
        "closes an action; between meetings its owner may, or a chair",
        _closing(Closing.DONE),
        "A-n [NOTE]",
        when=When.ALWAYS,
    ),
    Command(
        "drop",
        "closes an action that nobody will do",
        _closing(Closing.DROPPED),
        "A-n [NOTE]",
        who=Who.CHAIR,
        when=When.ALWAYS,
    ),
)
