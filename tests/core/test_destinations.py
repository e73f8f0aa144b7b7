"""Who gets what: publishers that are for some series only, for drafts or for minutes, and for what is private."""

from bot.core.destinations import Destination
from tests.meetings.stage import rules, stage

BOARD = Destination("board", "the board", series=frozenset({"board"}), chosen=True)
ALL = Destination("archive", "the archive", drafts=True)
MEETING = ("ada: #info a fact", "ada: #endmeeting")


def queued(*to, name="", private=False, script=MEETING):
    played = stage(rules(to=to, private=private)).play(f"ada: #startmeeting {name}".strip(), *script)
    return played, [(edition.revision, edition.publishers) for edition in played.queued]


def test_a_publisher_of_a_series_gets_its_meetings_and_no_others() -> None:
    played, editions = queued(ALL, BOARD, name="Board")
    assert editions == [(1, ("archive", "board"))]
    assert "Minutes will go to the archive and the board." in played.said
    played, editions = queued(ALL, BOARD)
    assert editions == [(1, ("archive",))]
    assert "Minutes will go to the archive." in played.said
    assert played.said[-1].endswith("The minutes are on their way to the archive.")


def test_a_meeting_that_is_renamed_goes_where_its_new_series_goes() -> None:
    _, editions = queued(ALL, BOARD, script=("ada: #meetingname Board", *MEETING))
    assert editions == [(1, ("archive", "board"))]


def test_a_private_meeting_goes_to_those_only_that_were_chosen_for_it() -> None:
    played, editions = queued(ALL, BOARD, name="Board", private=True)
    assert editions == [(1, ("board",))]
    assert "Minutes will go to the board." in played.said
    _, editions = queued(ALL, BOARD, private=True)
    assert editions == [(1, ())]


def test_drafts_and_minutes_go_to_those_that_take_them() -> None:
    hook = Destination("hook", drafts=True, finals=False)
    played, editions = queued(ALL, hook, Destination("list"), script=("ada: #save", *MEETING))
    assert editions == [(0, ("archive", "hook")), (1, ("archive", "list"))]
    assert "A draft of the minutes is on its way to archive and hook." in played.said
    assert "Minutes will go to the archive and list." in played.said


def test_a_draft_is_taken_back_from_those_only_that_should_not_have_it_any_more() -> None:
    chosen = Destination("board", drafts=True, chosen=True)
    _, editions = queued(ALL, chosen, private=None, script=("ada: #save", "-!- only by invitation", *MEETING))
    assert editions == [(0, ("archive", "board")), (0, ("archive",)), (1, ("board",))]
