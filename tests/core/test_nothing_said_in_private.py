"""Whatever is said in a private room, and whatever others ask elsewhere: they never hear of it."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.chat import Say
from bot.core.compose import Composer
from bot.core.destinations import Destination
from bot.render.renderer import JinjaRenderer
from tests.meetings.stage import LINKS, PEOPLE, Stage, rules, stage

SECRET = "vanadium"
INSIDE, OUTSIDE = "-!- room #kiln", "-!- room #oven"
FRAME = ("#startmeeting Board", "#startmeeting Glazes", "#endmeeting", "#abortmeeting", "#reopen", "#amend", "#save")
MOVES = ("#meetingname Board", "#meetingname Glazes", "#undo", "#agenda- 1", "#agenda 1 > 2", "#retract", "#topic 1")
SAID = (
    *("#action bo to buy vanadium", "#agenda vanadium", "#done A-1 vanadium", "#drop A-2 vanadium", "#info vanadium"),
    *("#agreed vanadium", "#proposed vanadium", "#topic vanadium", "#edit A-1 vanadium", "s/buy/vanadium/"),
    *("#vote vanadium?", "#summary vanadium", "#supersede D-1 with vanadium", "vanadium"),
)
ASKED = (
    *("#agenda", "#actions", "#actions bo", "#done A-1", "#drop A-2", "#assign A-1 ada", "#next", "#edit A-1 clay"),
    *("#undo A-1", "#action bo to buy clay", "#agenda clay", "#supersede D-1 with clay", "#agreed clay", "#status"),
    *("s/buy/sell/", "#agreed", "#showvote"),
)
inside = st.tuples(st.just(INSIDE), st.sampled_from((*SAID, *SAID, *MOVES, *FRAME)))
outside = st.tuples(st.just(OUTSIDE), st.sampled_from((*ASKED, *MOVES, *FRAME)))
acts = st.lists(st.one_of(inside, outside), max_size=12)
RENDERER = JinjaRenderer()


def play(acts: list[tuple[str, str]]) -> Stage:
    """In a private room and in another one, whose people know of each other's series."""
    everywhere = (Destination("archive", drafts=True), Destination("board", chosen=True, drafts=True))
    on = stage(rules("#kiln", private=True, to=everywhere), rules("#oven", to=everywhere))
    on.play("-!- ada is operator")
    for where, said in acts:
        on.play(where, f"ada: {said}")
    return on


def heard_outside(on: Stage) -> str:
    """What the bot said there, and what became of the meetings that were held there."""
    said = [reply.text for reply in on.replies if isinstance(reply, Say) and reply.room.name == "#oven"]
    kept = [repr(kept.entry) for kept in on.events if kept.meeting and not kept.meeting.private]
    return "\n".join((*said, *kept))


def published(on: Stage) -> str:
    """All pages that went to who was not chosen."""
    queued = (edition for edition in on.queued if "archive" in edition.publishers and not edition.gone)
    composed = (Composer(PEOPLE, LINKS).compose(edition.meeting) for edition in queued)
    return "\n".join(page for minutes in composed for page in RENDERER.pages(minutes).values())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=acts, meanwhile=acts, after=acts)
def test_others_never_hear_of_it(before, meanwhile, after) -> None:
    on = play([(INSIDE, FRAME[0]), *before, (OUTSIDE, FRAME[0]), *meanwhile, (INSIDE, FRAME[0]), *after])
    assert SECRET not in heard_outside(on)
    assert SECRET not in published(on)
