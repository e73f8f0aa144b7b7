"""The speaker queue: who wants to say something, and whose turn it is."""

from bot.core.commands.command import Command, Scene, Who, announce, refuse, say
from bot.core.commands.naming import find_person
from bot.core.events import Outcome, QueueEvent, QueueJoined, QueueLeft, SpeakerCalled
from bot.core.evolution.queue import queue_changed
from bot.core.meeting import Meeting, Waiting
from bot.core.text import clip

LONGEST_NOTE = 200
NEXT = ("next", "next speaker")


def _join(scene: Scene, note: str) -> Outcome:
    other = find_person(scene, note.removeprefix("@")) if note else None
    if other is not None and other.key != scene.sender.key:
        return refuse(scene, f"q+ is for yourself; {other.nick} must say it")
    return _changed(scene, QueueJoined(scene.sender.key, clip(note, LONGEST_NOTE)))


def _leave(scene: Scene, name: str) -> Outcome:
    if name and name.casefold() != scene.sender.nick.casefold():
        return refuse(scene, "q- takes off yourself only; a chair calls others with ack NAME")
    if scene.sender.key not in {waiting.key for waiting in scene.running.queue}:
        return refuse(scene, "you are not on the queue; q+ joins it")
    return _changed(scene, QueueLeft(scene.sender.key))


def _changed(scene: Scene, event: QueueEvent) -> Outcome:
    after = queue_changed(scene.running, event)
    return announce(scene, _shown(scene, after.queue), event)


def _show(scene: Scene, _argument: str) -> Outcome:
    return say(scene, _shown(scene, scene.running.queue))


def _shown(scene: Scene, queue: tuple[Waiting, ...]) -> str:
    return _in_words(scene, queue) or "The queue is empty; q+ joins it."


def _in_words(scene: Scene, queue: tuple[Waiting, ...]) -> str:
    """The queue with its notes; empty when nobody waits."""
    names = (_nick(scene, waiting) + (f" ({clip(waiting.note, 60)})" if waiting.note else "") for waiting in queue)
    text = ", ".join(names)
    return f"Queue: {text}." if text else ""


def _nick(scene: Scene, waiting: Waiting) -> str:
    """Who has just come is not in the meeting's roll yet, when their first line is q+."""
    return scene.sender.nick if waiting.key == scene.sender.key else scene.running.nick(waiting.key)


def _ack(scene: Scene, name: str) -> Outcome | None:
    """Gives the word to NAME; a line that names nobody who waits is plain talk ("ack, will do")."""
    if name.casefold() in NEXT:
        return call_next(scene)
    found = _waiting(scene, name.removeprefix("@").rstrip(":,")) if name else ()
    if len(found) == 1:
        return _call(scene, found[0])
    if found:
        return refuse(scene, f"{name} may be {' or '.join(_nick(scene, waiting) for waiting in found)}")
    return refuse(scene, _nobody(name)) if scene.marked else None


def _nobody(name: str) -> str:
    return f"{name} is not on the queue; q? shows it" if name else "usage: ack NAME, or ack next"


def call_next(scene: Scene) -> Outcome:
    """The word goes to who waits longest."""
    queue = scene.running.queue
    return _call(scene, queue[0]) if queue else refuse(scene, "nobody is on the queue")


def _call(scene: Scene, called: Waiting) -> Outcome:
    event = SpeakerCalled(called.key)
    rest = ", ".join(_nick(scene, waiting) for waiting in queue_changed(scene.running, event).queue)
    waiting = f" (still waiting: {rest})" if rest else ""
    return announce(scene, f"{_nick(scene, called)}, {_wanted(called.note)}{waiting}", event)


def _wanted(note: str) -> str:
    if not note:
        return "you have the floor"
    return f"you wanted {note}" if note.casefold().startswith("to ") else f"you wanted to say: {note}"


def _waiting(scene: Scene, name: str) -> tuple[Waiting, ...]:
    """Those in the queue who are called so, or else whose nick begins so."""
    folded = name.casefold()
    called = {waiting: _names(scene, scene.running, waiting) for waiting in scene.running.queue}
    exact = tuple(waiting for waiting, names in called.items() if folded in names)
    return exact or tuple(w for w, names in called.items() if any(each.startswith(folded) for each in names))


def _names(scene: Scene, meeting: Meeting, waiting: Waiting) -> tuple[str, ...]:
    participant = meeting.people.get(waiting.key)
    name = participant.name if participant else ""
    return tuple(each.casefold() for each in (_nick(scene, waiting), name) if each)


COMMANDS = (
    Command("q+", "you want to speak, about NOTE; again: with another note", _join, "[to NOTE]", bare=("q+",)),
    Command("q-", "you don't want to speak any more", _leave, bare=("q-",)),
    Command("q?", "shows who wants to speak", _show, bare=("q?",)),
    Command(
        "ack",
        "gives NAME the word; its first letters do, and `ack next` is who waits longest",
        _ack,
        "[NAME]",
        who=Who.CHAIR,
        bare=("ack",),
    ),
)
