"""What always holds, whatever is typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.chat import Acknowledge
from bot.core.events import ChairAdded, MeetingEnded, MeetingStarted, ScribeNamed
from bot.core.evolution import replay
from bot.core.keys import is_relayed
from bot.core.meeting import Meeting
from bot.render.renderer import JinjaRenderer
from tests.meetings.anything import do_all, script, settled_script
from tests.meetings.stage import Stage, place, rules, stage

RENDERER = JinjaRenderer()
modest = settings(max_examples=120, deadline=None)


def _two_rooms() -> Stage:
    return stage(*place(relay=True), rules("#oven"))


def _same(first: Meeting, second: Meeting) -> bool:
    return first == second and list(first.people.items()) == list(second.people.items())


@modest
@given(script)
def test_whatever_is_typed_nothing_fails_and_every_reply_is_one_line(acts) -> None:
    played = do_all(_two_rooms(), acts)
    for reply in played.replies:
        if isinstance(reply, Acknowledge):
            continue
        assert reply.text == "" or reply.text.isprintable() or len(reply.text.splitlines()) == 1
        assert not set("\r\n\0") & set(reply.text)
        assert "That is a bug of mine" not in reply.text


@modest
@given(script)
def test_any_prefix_of_the_events_replays_to_the_meeting_as_it_was(acts) -> None:
    played = do_all(_two_rooms(), acts)
    so_far: dict[str, list] = {}
    for kept in played.events:
        if kept.meeting:
            entries = so_far.setdefault(kept.meeting.id, [])
            entries.append(kept.entry)
            assert _same(replay(entries), kept.meeting)


@modest
@given(script)
def test_nobody_whom_only_a_bridge_knows_starts_ends_or_chairs(acts) -> None:
    for kept in do_all(_two_rooms(), acts).events:
        match kept.entry.event:
            case MeetingStarted(starter=person) | ChairAdded(person) | ScribeNamed(person):
                assert not is_relayed(person.key)
            case MeetingEnded(by=key):
                assert not is_relayed(key)
            case _:
                pass


@modest
@given(settled_script, st.integers(2, 9))
def test_a_batch_split_anywhere_changes_nothing(acts, size) -> None:
    one_by_one = do_all(_two_rooms(), acts)
    in_batches = _two_rooms()
    in_batches.batch = size
    do_all(in_batches, acts)
    assert in_batches.state == one_by_one.state
    assert in_batches.replies == one_by_one.replies
    assert in_batches.messages == one_by_one.messages
    assert in_batches.events == one_by_one.events


UNDOABLE = (
    "#topic A",
    "#subtopic B",
    "#info c",
    "#agreed d",
    "#action bo to e",
    "#idea f",
    "#help g",
    "#aob",
    "#next!",
    "#agenda third (5m)",
    "#agenda 2 > 1",
    "#agenda- 1",
    "#done A-1",
    "#drop A-2 no wood",
)
OTHERS = (
    "#supersede D-1 with i",
    "#supersede D-2, D-3 with j",
    "#summary s",
    "#nextmeeting tomorrow",
    "#chair bo",
    "#scribe bo",
    "#link https://x.example/ t",
    "#here Ada K",
)
VOTES = ("#vote Go?", "#endvote", "#voters bo", "#votesrequired 2", "#regrets cy", "#proposed p", "#agreed")


@modest
@given(st.lists(st.sampled_from(UNDOABLE + OTHERS + VOTES), max_size=12), st.data())
def test_n_undos_take_back_n_items(lines, data) -> None:
    played = stage().play("bo: #agenda first", "bo: #agenda second", "ada: #startmeeting", "bo: hi", "ada: #info stays")
    standing = [played.meeting]
    for text in lines:
        before = len(played.events)
        played.say("ada", text)
        played.flush()
        if len(played.events) > before:
            standing.append(played.meeting)
    back = data.draw(st.integers(0, len(standing) - 1))
    for _ in range(back):
        played.say("ada", "#undo")
    played.flush()
    before, after = standing[-1 - back], played.meeting
    for field in (
        "topics",
        "content",
        "chairs",
        "scribe",
        "summary",
        "next_meeting",
        "opened",
        "agenda",
        "inherited",
        "closed",
        "in_subtopic",
        "starter",
        "electors",
        "votes_required",
        "regrets",
    ):
        assert getattr(after, field) == getattr(before, field), field
    assert {key: one.name for key, one in after.people.items()} == {key: one.name for key, one in before.people.items()}


@settings(max_examples=40, deadline=None)
@given(script)
def test_every_meeting_can_be_composed_and_rendered(acts) -> None:
    played = do_all(_two_rooms(), acts)
    for meeting in [*played.ended, *played.state.meetings.values()]:
        played.ended, played.room = [meeting], meeting.room
        pages = RENDERER.pages(played.minutes())
        assert set(pages) == {"md", "txt", "html", "json"}


@pytest.mark.parametrize(
    "command", ["#scribe ,", "#scribe @", "#undo " + "9" * 5000, "#assign a-1 ,", "#chair @", "#nick ,"]
)
def test_a_command_without_sense_is_no_bug(command) -> None:
    played = stage().play("ada: #startmeeting", "ada: #action bo to go")
    played.say("ada", command)
    played.flush()
    assert not any("bug of mine" in text for text in played.said)
