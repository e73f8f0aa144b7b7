"""The files of the classic MeetBot, without what was wrong with them."""

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

import pytest

from bot.api import Kind, Record, Section, TranscriptLine
from bot.core.compose import Composer
from bot.core.people import registry
from bot.testing import an_edition
from tests.meetings.stage import hold
from tests.plugins.meetings import edition_of, filed, held, names, publish, story

GOLDEN = Path(__file__).parents[1] / "fixtures" / "meetbot"
ENDINGS = ("txt", "html", "log.txt", "log.html")


def section(text: str, heading: str) -> list[str]:
    """The lines of a list of the .txt."""
    body = text.partition(f"{heading}\n{'-' * len(heading)}\n\n")[2]
    return body.partition("\n\n\n")[0].splitlines()


@pytest.mark.parametrize("ending", ENDINGS)
async def test_the_example_meeting_yields_the_files_it_did(tmp_path, ending):
    """UPDATE_STORIES=1 writes them anew."""
    written = await filed(tmp_path, story("example"), public_url="https://meetbot.example.org")
    golden = GOLDEN / f"kiln.2026-04-08-16.00.{ending}"
    if os.environ.get("UPDATE_STORIES"):
        golden.write_text(written[ending], encoding="utf-8")
    assert written[ending].encode() == golden.read_bytes()


async def test_the_tree_is_meetbots(tmp_path):
    await publish(tmp_path, story("example"))
    assert names(tmp_path) == sorted(f"kiln/2026/kiln.2026-04-08-16.00.{ending}" for ending in ENDINGS)


async def test_action_items_are_in_the_text_and_a_lone_one_that_is_nobodys_too(tmp_path):
    text = (await filed(tmp_path, held("ada: #startmeeting", "ada: #action look at the kiln", "ada: #endmeeting")))[
        "txt"
    ]
    assert section(text, "Action items") == ["* look at the kiln"]
    assert section(text, "Action items, by person") == ["* **UNASSIGNED**", "  * look at the kiln"]


async def test_a_decision_says_which_one_it_supersedes_and_which_superseded_it(tmp_path):
    script = ("ada: #startmeeting Kiln", "ada: #agreed fire at noon", "ada: #supersede D-1 with fire at dawn")
    text = (await filed(tmp_path, held(*script, "ada: #endmeeting")))["txt"]
    assert "AGREED: fire at noon (superseded by D-2)" in text
    assert "AGREED: fire at dawn (supersedes D-1)" in text


async def test_a_meeting_without_actions_says_so(tmp_path):
    written = await filed(tmp_path, held("ada: #startmeeting", "ada: #endmeeting"))
    assert section(written["txt"], "Action items") == ["* (none)"]
    assert "by person" not in written["txt"]
    assert "<h3>Action items</h3>\n<ol>\n<li>(none)</li>\n</ol>" in written["html"]


@pytest.mark.parametrize("nick", ["bob[m]", "bob`", "|bob|", "[bob]", "bob_", "bob{}^"])
async def test_an_owner_is_one_whatever_the_nick_is_made_of(tmp_path, nick):
    script = ("ada: #startmeeting", f"{nick}: hi", f"ada: #action {nick}: fire the kiln", "ada: #endmeeting")
    text = (await filed(tmp_path, held(*script)))["txt"]
    assert section(text, "Action items, by person") == [f"* {nick}", f"  * {nick}: fire the kiln"]


async def test_nobody_owns_what_only_names_them_or_begins_like_them(tmp_path):
    script = ("ada: #startmeeting", "jon: hi", "jonathan: hi", "ada: #action jonathan: ask jon about clay")
    text = (await filed(tmp_path, held(*script, "ada: #endmeeting")))["txt"]
    assert section(text, "Action items, by person") == ["* jonathan", "  * jonathan: ask jon about clay"]


async def test_two_people_of_one_name_are_told_by_it_and_not_by_the_nick_of_one(tmp_path):
    script = (
        "ada: #startmeeting",
        "s1: #here Sam",
        "s2x: #here Sam",
        "ada: #action s1: fire the kiln",
        "ada: #endmeeting",
    )
    text = (await filed(tmp_path, held(*script)))["txt"]
    assert section(text, "Action items, by person") == ["* Sam", "  * Sam: fire the kiln"]


async def test_lines_are_counted_by_person_over_nick_changes_and_logins(tmp_path):
    script = (
        "ada: #startmeeting",
        "zed: hi",
        "-!- zed logs in as zed",
        "zed: a",
        "-!- zed is now known as zoe",
        "zoe: b",
    )
    text = (await filed(tmp_path, held(*script, "zed: a stranger", "ada: #endmeeting")))["txt"]
    assert section(text, "People present (lines said)") == ["* zoe (3)", "* ada (2)", "* zed (1)"]


async def test_bots_and_the_silent_are_not_present(tmp_path):
    played = hold(
        "ada: #startmeeting", "minutebot: Weekly Meeting", "ada: #chair dmitri", "robbie: beep", "ada: #endmeeting"
    )
    with_a_bot = Composer(registry((), ["robbie", "minutebot"])).compose(played.meeting)
    one = edition_of(played, attendees=with_a_bot.attendees)
    written = await filed(tmp_path, one)
    assert section(written["txt"], "People present (lines said)") == ["* ada (3)"]
    assert "<minutebot> Weekly Meeting" in written["log.txt"]


async def test_the_one_who_started_it_is_named_by_the_nick_of_then(tmp_path):
    text = (await filed(tmp_path, held("ada: #startmeeting", "-!- ada is now known as kern", "kern: #endmeeting")))[
        "txt"
    ]
    assert "Meeting started by ada at 16:01:00 UTC on 2026-04-08." in text
    assert section(text, "People present (lines said)") == ["* kern (2)"]


async def test_where_a_bots_line_is_the_first_a_chair_is_named(tmp_path):
    one = held("ada: #startmeeting", "bo: hi", "ada: #endmeeting")
    first = TranscriptLine(
        1, datetime(2026, 4, 8, 16, 1, tzinfo=UTC), "robbie", "text", "beep", person="kiln/session/9"
    )
    text = (await filed(tmp_path, replace(one, lines=lambda: iter([first, *list(one.lines())[1:]]))))["txt"]
    assert "Meeting started by ada at" in text


async def test_a_meeting_over_midnight_ends_the_day_after_in_utc(tmp_path):
    script = ("[23:58] <ada> #startmeeting", "[23:59] <ada> #info before", "-!- tomorrow", "[00:01] <ada> #info after")
    written = await filed(tmp_path, held(*script, "[00:02] <ada> #endmeeting"))
    assert "started by ada at 23:58:00 UTC on 2026-04-08." in written["txt"]
    assert "Meeting ended at 00:02:00 UTC on 2026-04-09." in written["txt"]
    assert "  * after  (ada, 00:01:00)" in written["txt"]
    assert written["log.html"].count('class="day"') == 2
    assert names(tmp_path)[0].startswith("kiln/2026/kiln.2026-04-08-23.58.")
    dated = await filed(tmp_path, held(*script, "[00:02] <ada> #endmeeting"), log_dates=True)
    assert dated["log.txt"].splitlines()[-1] == "2026-04-09 00:02:00 <ada> #endmeeting"


async def test_a_gap_is_noted_where_it_was(tmp_path):
    script = (
        "[16:00] <ada> #startmeeting",
        "-!- gap 16:04 16:06",
        "[16:07] <ada> #info back",
        "[16:08] <ada> #endmeeting",
    )
    text = (await filed(tmp_path, held(*script)))["txt"]
    words = " ".join(text.split())
    assert "* NOTE: lines between 16:04:00 UTC on 2026-04-08 and 16:06:00 UTC on 2026-04-08 may be missing" in words


async def test_what_is_below_a_subtopic_is_deeper_in_the_text_and_beside_it_on_the_page(tmp_path):
    script = ("ada: #startmeeting", "ada: #topic Clay", "ada: #subtopic Red", "ada: #info wet", "ada: #endmeeting")
    written = await filed(tmp_path, held(*script))
    assert "* Clay  (ada, 16:02:00)\n  * Red  (ada, 16:03:00)\n    * wet  (ada, 16:04:00)" in written["txt"]
    page = written["html"].partition("Meeting summary")[2].partition("Meeting ended")[0]
    assert page.count("<ol") == 2
    assert page.index("Red") < page.index("wet")


async def test_a_kind_that_nobody_here_knows_is_shown_in_capitals(tmp_path):
    kind = Enum("Kind", {"VERDICT": "verdict"})
    record = Record(kind.VERDICT, "the glaze runs", line=2, at=datetime(2026, 4, 8, 16, 2, tzinfo=UTC))
    one = held("ada: #startmeeting", "bo: it runs", "ada: #endmeeting", sections=(Section("Glazes", (record,), 1, 1),))
    written = await filed(tmp_path, one)
    assert "  * VERDICT: the glaze runs  (bo, 16:02:00)" in written["txt"]
    assert '<i class="itemtype">VERDICT</i>: <span class="VERDICT">the glaze runs</span>' in written["html"]


async def test_a_link_is_one_only_where_a_browser_should_follow_it(tmp_path):
    links = (
        "https://kiln.example.org/a?b=1&c",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(2)",
        "data:text/html,x",
        "Board:",
    )
    script = ("ada: #startmeeting", *(f"ada: #link {link} for you" for link in links), "ada: #endmeeting")
    written = await filed(tmp_path, held(*script))
    assert written["html"].count('rel="nofollow') == 1
    assert '<a href="https://kiln.example.org/a?b=1&amp;c" rel' in written["html"]
    for link in links:
        assert f"{link} for you" in " ".join(written["txt"].split())


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " JavaScript:x", "data:text/html,x", "//x", "https:x", "http://a b"]
)
async def test_what_was_recorded_as_an_address_and_is_none_is_text(tmp_path, url):
    record = Record(Kind.LINK, "look", url=url, line=1)
    one = held("ada: #startmeeting", "ada: #endmeeting", sections=(Section("Glazes", (record,), 1, 1),))
    page = (await filed(tmp_path, one))["html"]
    assert f"<li>{url.strip()} look <span" in page
    assert "nofollow" not in page


async def test_links_to_the_log_lead_to_its_anchors(tmp_path):
    written = await filed(tmp_path, story("example"))
    targets = {part.partition('"')[0] for part in written["html"].split("log.html#")[1:]}
    assert len(targets) > 15
    assert all(f'<a name="{target}" href="#{target}">' in written["log.html"] for target in targets)


async def test_without_a_log_the_page_links_to_none(tmp_path):
    await publish(tmp_path, story("example"), files=("txt", "html"))
    (page, text) = (tmp_path / name for name in names(tmp_path))
    assert "log" not in page.read_text().partition("<body>")[2]
    assert "The full logs" not in text.read_text()


async def test_a_draft_says_that_the_meeting_has_not_ended(tmp_path):
    written = await filed(tmp_path, held("ada: #startmeeting", "bo: hi"))
    assert "The meeting has not ended yet." in written["txt"]
    assert "The meeting has not ended yet." in written["html"]


async def test_a_meeting_of_a_rooms_own_name_is_called_after_the_room(tmp_path):
    written = await filed(tmp_path, held("ada: #startmeeting", "ada: #endmeeting", name="kiln"))
    assert "<title>#kiln Meeting</title>" in written["html"]


async def test_an_edition_without_lines_is_filed_too(tmp_path):
    written = await filed(tmp_path, replace(an_edition(), lines=lambda: iter(())))
    assert section(written["txt"], "People present (lines said)") == ["* (none)"]
    assert "  * Ada L.: Tarballs" not in written["txt"]
    assert "Tarballs are up and signed." in written["txt"]
    assert written["log.txt"] == ""


@dataclass
class Meter:
    """Counts the lines that are alive at once."""

    most: int = 0
    alive: int = 0


async def test_memory_does_not_grow_with_the_transcript(tmp_path):
    meter = Meter()

    class Line(str):
        __slots__ = ()

        def __new__(cls, text):
            meter.alive += 1
            meter.most = max(meter.most, meter.alive)
            return super().__new__(cls, text)

        def __del__(self):
            meter.alive -= 1

    one = held("ada: #startmeeting", "ada: #endmeeting")
    at = one.minutes.started_at

    def lines():
        return (TranscriptLine(number, at, "ada", "text", Line(f"line {number}")) for number in range(1, 30_001))

    await publish(tmp_path, replace(one, lines=lines))
    (log,) = tmp_path.rglob("*.log.txt")
    assert len(log.read_text().splitlines()) == 30_000
    assert meter.most < 2_000


async def test_a_vote_is_told_as_openstacks_meetbot_tells_it(tmp_path):
    script = ("ada: #startmeeting", "ada: #vote Ship it?", "bo: +1", "cy: -1", "cy: +1", "ada: #endmeeting")
    text = (await filed(tmp_path, held(*script)))["txt"]
    assert 'VOTE: Voted on "Ship it?" Results are, yes: 2, no: 0, abstain: 0' in " ".join(text.split())
