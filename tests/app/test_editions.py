"""From the record to an edition."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.editions import Editor
from bot.core.compose import Composer
from bot.core.destinations import Destination
from bot.core.events import (
    DraftSaved,
    Ending,
    Entry,
    Event,
    ItemReworded,
    LineCorrected,
    LineRetracted,
    MeetingEnded,
    MeetingRenamed,
    MeetingReopened,
    MinutesAmended,
)
from bot.render.renderer import JinjaRenderer
from bot.store.journal import write
from tests.meetings.stage import LINKS, PEOPLE, Stage, rules, stage

WEEKLY = "weekly-2026-04-08"


@pytest.fixture
def on(journal) -> Stage:
    """A stage whose batches are kept."""
    made = stage()
    made.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
    return made


@pytest.fixture
def editor(library) -> Editor:
    return Editor(library, Composer(PEOPLE, LINKS), JinjaRenderer(), "5eed")


def transcript(editor: Editor, revision: int, form: str = "txt") -> str:
    """As a revision has it now."""
    found = editor.document(WEEKLY, revision)
    return "".join(editor.renderer.transcript(found.minutes, found.lines(), form))


@pytest.fixture
def held(on, editor) -> Editor:
    """A meeting that ended, and one that runs."""
    on.play(
        "ada: #startmeeting", "bo: #info a fact", "ada: #endmeeting", "-!- tomorrow", "ada: #startmeeting", "bo: hi"
    )
    return editor


@pytest.fixture
def corrected(on, editor) -> Editor:
    """A meeting that ended, was corrected, reopened, and ended again: three revisions."""
    on.play("ada: #startmeeting", "bo: we by a klin", "ada: #agreed by a klin", "bo: my secret", "ada: #endmeeting")
    happens(on, LineCorrected(2, "we buy a kiln", on.person("bo").key))
    happens(on, ItemReworded(1, "buy a kiln", on.person("ada").key), LineRetracted(4, ""), MinutesAmended("ada"))
    happens(on, MeetingReopened("ada"))
    on.play("bo: #action cy to pay for it", "ada: #endmeeting")
    return editor


def happens(on: Stage, *events: Event) -> None:
    """What a command leads to, a minute after the last."""
    for event in events:
        on.now += timedelta(minutes=1)
        meeting = on.state.meetings.get(on.room) or on.state.ended[on.room]
        on.apply(Entry(meeting.next_seq, on.now, 0, event))


def test_an_edition_has_every_page_and_a_transcript_that_can_be_read_twice(held) -> None:
    edition = held.edition(WEEKLY, 1)
    assert (edition.revision, edition.instance, edition.minutes.lines) == (1, "5eed", 3)
    assert set(edition.pages) == {"md", "txt", "html", "json"}
    assert "BL: a fact" in edition.pages["md"]
    first, second = ("".join(edition.transcript("txt")) for _ in range(2))
    assert first == second
    assert "#info a fact" in first


def test_an_edition_has_its_lines_with_who_said_them(held) -> None:
    edition = held.newest(WEEKLY)
    first, second = (list(edition.lines()) for _ in range(2))
    assert first == second
    assert [(line.number, line.nick, line.text) for line in first][1] == (2, "bo", "#info a fact")
    ada, bo = edition.minutes.attendees
    assert [line.person in ada.keys for line in first] == [True, False, True]
    assert [line.person in bo.keys for line in first] == [False, True, False]


@pytest.mark.parametrize("make", [lambda editor, of: editor.newest(of), lambda editor, of: editor.edition(of, 0)])
def test_a_running_meeting_gives_a_draft_marked_in_every_form(held, make) -> None:
    edition = make(held, "weekly-2026-04-09")
    assert (edition.revision, edition.draft, edition.minutes.ended_at) == (0, True, None)
    told = json.loads(edition.pages["json"])
    assert (told["ended_at"], told["draft"], told["revision"]) == (None, True, 0)
    assert edition.pages["txt"].startswith("DRAFT: Weekly Meeting: 2026-04-09\n")
    assert "description: '9th Apr 2026: Draft. No topics.'" in edition.pages["md"]
    assert "- Draft: the meeting had not ended when this was written." in edition.pages["md"]
    assert "<strong>Draft; the meeting had not ended when this was written.</strong>" in edition.pages["html"]


def test_the_same_record_gives_the_same_pages(held) -> None:
    assert held.newest(WEEKLY).pages == held.newest(WEEKLY).pages


def test_a_meeting_or_a_revision_that_is_not_there_is_said_so(held) -> None:
    with pytest.raises(LookupError, match="there is no meeting weekly-1999-01-01"):
        held.newest("weekly-1999-01-01")
    with pytest.raises(LookupError, match="weekly-2026-04-08 has no revision 2; the last one is 1"):
        held.edition(WEEKLY, 2)
    with pytest.raises(LookupError, match="weekly-2026-04-09 has no revision 1; it has none yet"):
        held.edition("weekly-2026-04-09", 1)


def test_a_revision_is_the_meeting_as_it_stood_when_it_was_made(corrected) -> None:
    first, second, third = (corrected.edition(WEEKLY, number) for number in (1, 2, 3))
    assert "- Decision: by a klin.\n" in first.pages["md"]
    assert "- Decision: buy a kiln. Corrected by Ada Kern (was: by a klin).\n" in second.pages["md"]
    assert "CO will pay for it." not in second.pages["md"]
    assert "CO will pay for it." in third.pages["md"]
    assert [edition.minutes.lines for edition in (first, second, third)] == [5, 5, 7]


def test_a_revision_says_which_it_is_unless_it_is_the_first(corrected) -> None:
    first, second = (corrected.edition(WEEKLY, number).pages for number in (1, 2))
    assert "evision" not in first["md"] + first["txt"] + first["html"].partition("</style>")[2]
    assert "- Revision 2, 2026-04-08 16:09 UTC.\n" in second["md"]
    assert "\nEdition:    Revision 2, 2026-04-08 16:09 UTC\n" in second["txt"]
    assert "<dd>Revision 2, 2026-04-08 16:09 UTC</dd>" in second["html"]
    told = json.loads(second["json"])
    assert (told["revision"], told["revisions"][1]) == (2, "2026-04-08T16:09:00+00:00")
    (note,) = told["aob"]["records"][0]["corrections"]
    assert (note["by"], note["was"]) == ("Ada Kern", "by a klin")


def test_the_newest_revision_leads_to_the_earlier_ones_and_they_to_it(corrected) -> None:
    newest = corrected.newest(WEEKLY)
    assert newest.pages == corrected.edition(WEEKLY, 3).pages
    earlier = [corrected.document(WEEKLY, number).minutes for number in (1, 2)]
    assert [(each.revision, each.superseded) for each in earlier] == [(1, True), (2, True)]
    for address in ("2026-04-08.r1.html", "2026-04-08.r1-r2.html", "2026-04-08.r2.html", "2026-04-08.r2-r3.html"):
        assert f'href="{address}"' in newest.pages["html"]
    first = corrected.renderer.pages(earlier[0])["html"]
    assert '<link rel="canonical" href="2026-04-08.html">' in first
    assert 'href="2026-04-08.r1.log.html"' in first
    assert 'href="2026-04-08.r1.html#item-1"' in transcript(corrected, 1, "html")


def test_a_corrected_line_keeps_what_was_typed_beside_it_and_a_retracted_one_nothing(corrected) -> None:
    first = transcript(corrected, 1)
    assert "<bo> we by a klin\n" in first
    newest = corrected.newest(WEEKLY)
    assert "<bo> we buy a kiln (was: we by a klin)\n" in "".join(newest.transcript("txt"))
    assert 'we buy a kiln <small class="was">(was: we by a klin)</small>' in "".join(newest.transcript("html"))
    for told in (first, "".join(newest.transcript("txt"))):
        assert "<bo> (retracted)\n" in told


def test_retracted_words_are_in_no_edition_any_more(on, editor) -> None:
    on.play("ada: #startmeeting", "bo: #action bo to tell the secret", "ada: #endmeeting")
    key = on.person("bo").key
    happens(on, ItemReworded(1, "to tell the second secret", key, ("bo",)), MinutesAmended("ada"))
    happens(on, LineRetracted(2, key), MinutesAmended("ada"))
    assert editor.newest(WEEKLY).revision == 3
    for number in (1, 2, 3):
        pages = editor.renderer.pages(editor.document(WEEKLY, number).minutes)
        assert "secret" not in "".join((*pages.values(), transcript(editor, number)))
        assert "BL will (retracted)." in pages["md"]
        assert "Corrected by" not in pages["md"]


def test_a_meeting_reopened_and_saved_is_a_draft_with_its_revisions_behind_it(on, editor) -> None:
    on.play("ada: #startmeeting", "bo: hi", "ada: #endmeeting")
    happens(on, MeetingReopened("ada"), DraftSaved("ada"))
    draft = editor.edition(WEEKLY, 0)
    assert draft.draft
    assert 'href="2026-04-08.r1.html"' in draft.pages["html"]
    assert editor.document(WEEKLY, 1).minutes.superseded


@pytest.mark.parametrize(
    "further", [[], ["ada: #save"], ["ada: #save", "bo: #retract"], ["ada: #save", "ada: #endmeeting"]]
)
def test_a_publisher_that_may_not_have_what_is_private_has_its_draft_withdrawn_whatever_follows(
    journal, library, editor, further
) -> None:
    to = (Destination("public", drafts=True), Destination("chosen", drafts=True, chosen=True))
    on = stage(rules(to=to))
    on.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
    here = {each.name: each for each in to}
    held = replace(editor, gets_drafts=lambda name, of: here[name].gets(of.series, private=of.private))
    on.play("ada: #startmeeting", "bo: #info secretly", "ada: #save", "-!- only by invitation", *further)
    public, chosen = (held.delivered(WEEKLY, 0, name) for name in here)
    assert (public.withdrawn, chosen.withdrawn) == (True, False)
    assert "secretly" not in "".join(public.pages.values())


def test_of_a_meeting_that_ended_there_is_no_draft_any_more(held) -> None:
    assert held.edition(WEEKLY, 0).revision == 1


def test_the_draft_of_a_meeting_that_was_aborted_is_withdrawn_with_all_that_was_in_it(on, editor) -> None:
    on.play("ada: #startmeeting", "bo: #info a fact", "ada: #topic Wrong room")
    happens(on, DraftSaved("ada"))
    on.play("ada: #abortmeeting")
    edition = editor.edition(WEEKLY, 0)
    assert (edition.withdrawn, edition.revision, edition.minutes.path) == (True, 0, "weekly/2026-04-08")
    assert "Wrong room" not in "".join(edition.pages.values())
    assert edition.pages["txt"].startswith("ABORTED: Weekly Meeting: 2026-04-08\n")
    assert "- Aborted: there are no minutes of this meeting." in edition.pages["md"]
    assert list(edition.lines()) == []
    assert [event.revision for event in on.queued] == [0, 0]


def test_a_meeting_aborted_after_it_was_reopened_goes_back_to_its_last_revision(on, editor) -> None:
    on.play("ada: #startmeeting", "bo: #info a fact", "ada: #endmeeting")
    happens(on, MeetingReopened("ada"), DraftSaved("ada"), MeetingEnded("ada", Ending.ABORTED))
    edition = editor.edition(WEEKLY, 0)
    assert (edition.withdrawn, edition.revision) == (False, 1)
    assert [event.revision for event in on.queued] == [1, 0, 0]


def test_a_reopened_meeting_counts_its_lines_on(on, editor) -> None:
    on.play("ada: #startmeeting", "bo: hi", "ada: #endmeeting", "ada: #reopen", "bo: again", "ada: #endmeeting")
    newest = editor.newest(WEEKLY)
    assert [line.number for line in newest.lines()] == [1, 2, 3, 4, 5, 6]
    assert [line.text for line in newest.lines()][2:5] == ["#endmeeting", "#reopen", "again"]
    first = editor.document(WEEKLY, 1)
    assert [line.text for line in first.lines()] == ["#startmeeting", "hi", "#endmeeting"]


def test_a_renamed_meeting_has_its_pages_under_its_new_name_and_keeps_its_id(on, editor) -> None:
    on.play("ada: #startmeeting", "bo: hi")
    happens(on, MeetingRenamed("Glaze Clinic", "glaze-clinic", "glaze-clinic-2026-04-08"))
    on.play("ada: #endmeeting")
    edition = editor.newest(WEEKLY)
    assert (edition.minutes.meeting_id, edition.minutes.path) == (WEEKLY, "glaze-clinic/2026-04-08")
    assert "permalink: glaze-clinic-2026-04-08\n" in edition.pages["md"]
    told = json.loads(edition.pages["json"])
    assert (told["id"], told["permalink"], told["path"]) == (
        WEEKLY,
        "glaze-clinic-2026-04-08",
        "glaze-clinic/2026-04-08",
    )
