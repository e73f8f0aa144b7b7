"""What chairs say of the taking of minutes itself: off the record, no answers, a draft now."""

from bot.core.commands.command import Command, Scene, Who, announce, refuse, say
from bot.core.commands.publishing import WHAT_TO_SET
from bot.core.commands.topics import room_topic
from bot.core.destinations import names
from bot.core.events import DraftSaved, LurkBegun, LurkEnded, Outcome, WentOffRecord, WentOnRecord
from bot.core.lengths import in_words
from bot.core.meeting import Meeting
from bot.core.text import join_words


def _off(scene: Scene, _argument: str) -> Outcome:
    if scene.running.off_since is not None:
        return refuse(scene, "the meeting is off the record already; #on ends that")
    return announce(scene, "Off the record: nothing that is said is kept until #on.", WentOffRecord(scene.sender.key))


def _on(scene: Scene, _argument: str) -> Outcome:
    since = scene.running.off_since
    if since is None:
        return refuse(scene, "the meeting is on the record; #off goes off it")
    lasted = in_words(scene.message.sent_at - since)
    return announce(scene, f"On the record again; nothing was kept for {lasted}.", WentOnRecord(scene.sender.key))


def _lurk(scene: Scene, _argument: str) -> Outcome:
    if scene.running.lurking:
        return refuse(scene, "I am lurking already; #unlurk ends that")
    return announce(scene, "I answer only what I refuse; #unlurk ends that.", LurkBegun(scene.sender.key))


def _unlurk(scene: Scene, _argument: str) -> Outcome:
    """The room's topic follows the meeting again."""
    meeting = scene.running
    if not meeting.lurking:
        return refuse(scene, "I am not lurking; #lurk begins that")
    said = announce(scene, "I answer again.", LurkEnded(scene.sender.key))
    return Outcome(said.events, (*said.replies, *(room_topic(scene, meeting) if meeting.topics else ())))


def _save(scene: Scene, _argument: str) -> Outcome:
    meeting, destinations = scene.running, scene.rules.destinations
    if destinations.withholds(meeting.series, private=meeting.private):
        return refuse(scene, f"this meeting is private, and published nowhere; {WHAT_TO_SET}")
    targets = names(destinations.drafts(meeting.series, private=meeting.private))
    if not targets:
        return refuse(scene, "nothing here takes drafts; #endmeeting publishes the minutes")
    return say(scene, f"A draft of the minutes is on its way to {join_words(targets)}.", DraftSaved(scene.sender.key))


def mode(meeting: Meeting) -> list[str]:
    """What `#status` says of how the meeting is taken down, where that is unusual."""
    off = meeting.off_since
    return [
        *([f"Off the record since {off:%H:%M} UTC."] if off else []),
    ]


COMMANDS = (
    Command("off", "keeps nothing of what is said from here on", _off, who=Who.CHAIR, off_record=True),
    Command("on", "goes on recording after #off", _on, who=Who.CHAIR, off_record=True),
    Command("lurk", "silences the bot; it still answers what it refuses, and the end", _lurk, who=Who.CHAIR),
    Command("unlurk", "has the bot answer again", _unlurk, who=Who.CHAIR),
    Command("save", "publishes a draft of the minutes so far", _save, who=Who.CHAIR),
)
