from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.core.minutes import AgendaItem, Attendee, Author, Interruption, Kind, NextMeeting, Record, Section, Undecrypted
from tests.render import profile

EXAMPLE = Path(__file__).parents[1] / "fixtures" / "example" / "2026-04-08.md"


def info(text, **more):
    return Record(Kind.INFO, text, **more)


@pytest.fixture
def written(renderer, bare):
    """The bullets of a topic that holds these records, as the page has them."""

    def write(*records):
        page = renderer.pages(replace(bare, sections=(Section("Topic", records),)))["md"]
        return page.partition("#### Topic ####\n\n")[2].partition("\n\n--\n")[0]

    return write


@pytest.fixture
def closing(renderer, bare):
    """The AoB section of a page, changed so."""
    return lambda **changes: renderer.pages(replace(bare, **changes))["md"].partition("#### AoB ####\n\n")[2]


def test_the_example_is_yielded_byte_for_byte(renderer, kiln):
    assert renderer.pages(kiln)["md"].encode() == EXAMPLE.read_bytes()


def test_the_example_and_an_empty_meeting_keep_to_the_grammar(renderer, kiln, bare):
    assert profile.holds(renderer.pages(kiln)["md"])
    assert profile.holds(renderer.pages(bare)["md"])


@pytest.mark.parametrize(
    ("record", "bullet"),
    [
        (Record(Kind.INFO, "No stop is ours to add"), "- No stop is ours to add"),
        (Record(Kind.INFO, "a fact", signature="bob`"), "- bob\\`: a fact"),
        (Record(Kind.ACTION, "to write a test", owners=("BL",)), "- BL will write a test."),
        (Record(Kind.ACTION, "will write it!", owners=("A", "B", "C")), "- A, B and C will write it!"),
        (Record(Kind.ACTION, "write a test", signature="DV"), "- Action, no owner yet: write a test."),
        (Record(Kind.AGREED, "to go on"), "- Decision to go on."),
        (Record(Kind.AGREED, "That we go on"), "- Decision that we go on."),
        (Record(Kind.AGREED, "go on", signature="DV"), "- Decision: go on."),
        (Record(Kind.AGREED, "to"), "- Decision: to."),
        (Record(Kind.ACCEPTED, "the plan"), "- Accepted: the plan."),
        (Record(Kind.REJECTED, "the plan"), "- Rejected: the plan."),
        (Record(Kind.IDEA, "to go on"), "- Suggestion to go on."),
        (Record(Kind.IDEA, "about tea", signature="DV"), "- DV: Suggestion about tea."),
        (Record(Kind.IDEA, "tea (green?)"), "- Suggestion: tea (green?)"),
        (Record(Kind.HELP, "a projector"), "- Help wanted: a projector."),
        (Record(Kind.HELP, "see https://x.example/a"), "- Help wanted: see <https://x.example/a>."),
        (Record(Kind.LINK, "", url="https://x.example"), "- <https://x.example>"),
        (Record(Kind.LINK, "T *1*", url="https://x.example/(a)"), "- [T \\*1\\*](https://x.example/%28a%29)"),
        (
            Record(Kind.LINK, "see https://y.example", url="https://x.example"),
            "- [see https://y.example](https://x.example)",
        ),
        (Record(Kind.LINK, "", url="https://x.example/?a&amp;b"), "- <https://x.example/?a&amp;b>"),
        (Record(Kind.LINK, "t", url="https://x.example/?a&amp;b"), "- [t](https://x.example/?a\\&amp;b)"),
        (Record(Kind.LINK, "Click", url="javascript:alert(1)"), "- Click javascript:alert(1)"),
        (Record(Kind.LINK, "javascript:alert(1)"), "- javascript:alert(1)"),
        (Record(Kind.INFO, ""), "- (no text)"),
    ],
)
def test_each_kind_of_record_has_its_phrase(written, record, bullet):
    assert written(record) == bullet


@pytest.mark.parametrize(
    ("text", "bullet"),
    [
        ("- a list?", "- \\- a list?"),
        ("1. first", "- 1\\. first"),
        ("# heading", "- \\# heading"),
        ("#kiln is a channel", "- #kiln is a channel"),
        ("> quoted", "- \\> quoted"),
        ("--", "- \\--"),
        ("===", "- \\==="),
        ("~~~ sh", "- \\~~~ sh"),
        ("| a | b |", "- \\| a | b |"),
        ("a - b + c # d 1. e > f", "- a - b + c # d 1. e > f"),
        ("AT&T &amp; &#42; &c", "- AT&T \\&amp; \\&#42; &c"),
        ("snake_case but _this_ and __init__", "- snake_case but \\_this\\_ and \\_\\_init\\_\\_"),
        ("a\\b", "- a\\\\b"),
        ("`a*b` and ``c`d``, but not ` alone", "- `a*b` and ``c`d``, but not \\` alone"),
        ("two  blanks\tand\nlines ", "- two blanks and lines"),
        ("\x02bold\x02 \x0304,05red\x03 \u202ereversed\u202c zero\u200bwidth", "- bold red reversed zerowidth"),
        ("(see https://x.example/a_(b).)", "- (see <https://x.example/a_(b)>.)"),
        ("ends {js|here|js}", "- ends {js|here| js}"),
        ("javascript:alert(1) stays text", "- javascript:alert(1) stays text"),
        (
            "\U0001f469\u200d\U0001f4bb and \u0645\u06cc\u200c\u062e\u0648",
            "- \U0001f469\u200d\U0001f4bb and \u0645\u06cc\u200c\u062e\u0648",
        ),
    ],
)
def test_typed_text_is_escaped_where_it_would_act_and_nowhere_else(written, text, bullet):
    assert written(info(text)) == bullet


def test_a_line_that_would_open_a_block_is_escaped_where_it_is_broken(written):
    assert written(info(f"{'x' * 74} - y")) == f"- {'x' * 74} -\ny"
    assert written(info(f"{'x' * 75} - y")) == f"- {'x' * 75}\n\\- y"
    assert written(info(f"{'x' * 75} --- y")) == f"- {'x' * 75}\n\\--- y"
    assert written(info(f"{'x' * 75} 12) y")) == f"- {'x' * 75}\n12\\) y"
    assert written(info(f"{'x' * 75} #### y")) == f"- {'x' * 75}\n\\#### y"


def test_links_and_code_are_not_broken(written):
    code = "`kiln build --watch --all --the --things`"
    assert written(info(f"{'x' * 50} {code} y")) == f"- {'x' * 50}\n{code} y"
    title = "word " * 20
    link = Record(Kind.LINK, title, url="https://x.example")
    assert written(link) == f"- [{title.strip()}](https://x.example)"


def test_records_nest_below_a_subtopic(written):
    below = info("x" * 70 + " lazily continued")
    record = Record(None, "Who comes?", children=(below, info("nobody")))
    assert written(record, info("on")) == f"- Who comes?\n   - {'x' * 70}\nlazily continued\n   - nobody\n- on"


def test_what_could_not_be_decrypted_is_a_bullet(written):
    def at(minute):
        return datetime(2026, 4, 8, 16, minute, tzinfo=UTC)

    assert written(Undecrypted(at(4), at(4), 1)) == "- 1 message could not be decrypted (16:04 UTC)."
    assert written(Undecrypted(at(4), at(6), 3)) == "- 3 messages could not be decrypted (16:04 to 16:06 UTC)."


def test_an_interruption_is_a_bullet(written):
    def at(day, hour, minute):
        return datetime(2026, 4, day, hour, minute, tzinfo=UTC)

    assert written(Interruption(at(8, 16, 4), at(8, 16, 6))) == (
        "- Recording was interrupted: lines between 16:04 and 16:06 UTC may be missing."
    )
    assert written(Interruption(at(8, 23, 59), at(9, 0, 1))) == (
        "- Recording was interrupted: lines between 23:59 and 2026-04-09 00:01 UTC may\nbe missing."
    )


def test_the_next_call_is_announced_with_what_is_known(closing, kiln):
    call = {"next_meeting": NextMeeting(date(2026, 5, 1), "16:00", "Europe/London")}
    assert closing(**call).startswith(
        "- The next call is scheduled for **1st May**, 16:00 Europe/London. Please add\nany"
    )
    assert closing(links=kiln.links).startswith(
        "- The next call will be **announced**. Please add any\n[agenda items][call-agenda] you wish"
    )
    definitions = "".join(f"[{key}]: {url}\n" for key, url in kiln.links.items())
    assert closing(links=kiln.links).endswith(f"\n\n{definitions}")
    assert closing().endswith(" refer to the mailing list for actual details a day or\nso in advance.\n")
    assert "[call-agenda]" not in closing(links={"call-agenda": "javascript:alert(1)"})


def test_aob_is_loose_and_takes_topics_that_readers_would_take_for_it(closing, renderer, bare):
    other = Section("Any Other Business", (info("one"), Record(None, "two", children=(info("three"),))))
    changes = {"sections": (Section("T"), other), "aob": Section("AoB", (info("four"),))}
    assert closing(**changes).startswith("- one\n\n- two\n   - three\n\n- four\n\n- The next call")
    assert "#### Any" not in renderer.pages(replace(bare, **changes))["md"]


def test_what_was_not_reached_is_said_in_aob(closing):
    left = (AgendaItem("Tea_"), AgendaItem("`a`"))
    assert closing(carried_over=left).startswith("- Carried over to the next agenda: Tea\\_; `a`.\n\n")
    assert closing(carried_over=(AgendaItem("&copy"), AgendaItem("b"))).partition(": ")[2].startswith("\\&copy; b.")
    assert closing(carried_over=(AgendaItem("Tea?"),)).startswith("- Carried over to the next agenda: Tea?\n\n")


def test_the_agenda_is_the_items_or_the_topics_or_says_that_there_was_none(renderer, bare):
    def agenda(**changes):
        return renderer.pages(replace(bare, **changes))["md"].partition("### Agenda ###\n\n")[2].partition("\n\nAtt")[0]

    topics = (Section("One"), Section("- Two"), Section("AoB"))
    items = (AgendaItem("Tea", carried_from=date(2026, 3, 25)),)
    assert agenda() == "- None set beforehand"
    assert agenda(sections=topics) == "- One\n- \\- Two"
    assert agenda(sections=topics, agenda=items) == "- Tea (carried over from 25th Mar 2026)"


def test_there_is_always_a_section(renderer, bare):
    assert "\n#### Topics ####\n\n- No topic was opened.\n\n--\n" in renderer.pages(bare)["md"]


def test_titles_stay_whole(renderer, bare):
    titles = ["C #", "##", "a" * 100 + " b", "*x*", "", "1. x"]
    page = renderer.pages(replace(bare, sections=tuple(Section(title) for title in titles)))["md"]
    headings = [line for line in page.splitlines() if line.startswith("#### ")]
    assert headings == [
        "#### C \\# ####",
        "#### \\## ####",
        f"#### {'a' * 100} b ####",
        "#### \\*x\\* ####",
        "#### (untitled) ####",
        "#### 1. x ####",
        "#### AoB ####",
    ]


def test_attendees_are_named_with_their_roles(renderer, bare):
    def roll(*attendees):
        return (
            renderer.pages(replace(bare, attendees=attendees))["md"].partition("Attendees:\n")[2].partition("\n\n")[0]
        )

    ada, bo = Attendee("Ada Kern", "ada", chair=True, scribe=True), Attendee("- Bo Jr.", "bo", scribe=True)
    assert roll() == "nobody."
    assert roll(ada, bo) == "Ada Kern (chair), - Bo Jr. (secretary)."
    assert roll(Attendee("- Bo Jr.", "bo")) == "\\- Bo Jr."
    assert roll(Attendee("", "zz_")) == "zz\\_."


@pytest.mark.parametrize(
    ("name", "scalar"),
    [
        ("Ada Kern", "Ada Kern"),
        ("on", "'on'"),
        ("NaN", "'NaN'"),
        ("n_an", "'n_an'"),
        ("1e5", "'1e5'"),
        ("0x1f", "'0x1f'"),
        ("~", "'~'"),
        ("y", "'y'"),
        ("Jürgen", "'Jürgen'"),
        ("O'Neill", "'O''Neill'"),
        ("a: b", "'a: b'"),
        ("a #b", "'a #b'"),
        ("x ---", "'x ---'"),
        ("x-", "'x-'"),
        ("", "'(unknown)'"),
        ("a\n---\nb", "a --- b"),
    ],
)
def test_front_matter_quotes_what_a_reader_would_not_take_for_a_string(renderer, bare, name, scalar):
    page = renderer.pages(replace(bare, author=Author(name)))["md"]
    assert page.split("\n")[3] == f"  name: {scalar}"


def test_the_digest_is_the_summary_or_the_topics_up_to_67_characters(renderer, bare):
    def digest(**changes):
        page = renderer.pages(replace(bare, **changes))["md"]
        return page.partition("description: ")[2].partition("\n")[0]

    assert digest(digest="it's done: |js}") == "'8th Apr 2026: it''s done: | js}'"
    assert digest(sections=(Section("One"), Section("Two"), Section("AoB"))) == "'8th Apr 2026: One, Two'"
    assert digest(sections=(Section("a" * 40), Section("b" * 40))) == f"'8th Apr 2026: {'a' * 40}'"
    assert digest(sections=(Section("ab " * 40),)) == f"'8th Apr 2026: {'ab ' * 21}ab\u2026'"
    assert digest(sections=(Section("a" * 80),)) == f"'8th Apr 2026: {'a' * 66}\u2026'"
    assert digest(date=date(2026, 6, 23)) == "'23rd Jun 2026: No topics.'"
