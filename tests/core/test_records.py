"""What gets recorded, by whom, and as what."""

import pytest

from bot.core.chat import Acknowledge
from bot.core.minutes import Kind
from tests.meetings.stage import Stage, hold, kinds, rules, stage

START = ("ada: #startmeeting", "bo: hi")


def _records(played: Stage) -> list[tuple[str, str, str]]:
    """Kind, text and who signs, as the minutes have them."""
    return [(r.kind.value if r.kind else "", r.text, r.signature) for r in played.minutes().records]


def test_facts_of_chair_and_scribe_are_unsigned_and_others_sign() -> None:
    played = hold(
        *START, "ada: #info one", "bo: #info two", "cy: hi", "ada: #scribe cy", "cy: #info three", "bo: #idea to go"
    )
    expected = [("info", "one", ""), ("info", "two", "BL"), ("info", "three", ""), ("idea", "to go", "BL")]
    assert _records(played) == expected


@pytest.mark.parametrize(
    ("text", "recorded"),
    [
        ("bo: he said", ("he said", "BL")),
        ("@bo: he said", ("he said", "BL")),
        ("BO: he said", ("he said", "BL")),
        ("gwen: she is away", ("gwen: she is away", "")),
        ("bo:no blank", ("bo:no blank", "")),
        ("https://x.example/ is up", ("https://x.example/ is up", "")),
        ("bo:", ("bo:", "")),
    ],
)
def test_a_fact_may_be_attributed_to_somebody_present(text: str, recorded: tuple[str, str]) -> None:
    assert _records(hold(*START, f"ada: #info {text}")) == [("info", *recorded)]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        *(("agreed", "agreed"), ("agree", "agreed"), ("accepted", "accepted"), ("accept", "accepted")),
        *(("rejected", "rejected"), ("reject", "rejected")),
    ],
)
def test_decisions_are_the_chairs_and_the_scribes_and_numbered_in_their_series(word: str, kind: str) -> None:
    played = hold(
        *START, f"bo: #{word} no", f"ada: #{word} one", "ada: #scribe bo", f"bo: #{word} two", "ada: #endmeeting"
    )
    assert played.said[3] == f"bo: only a chair or the scribe may say #{kind}"
    assert [(r.kind, r.label) for r in played.minutes().records] == [(Kind(kind), "D-1"), (Kind(kind), "D-2")]
    played.play("-!- tomorrow", "bo: #startmeeting", f"bo: #{word} three")
    assert [r.label for r in played.minutes().records] == ["D-3"]


def test_successes_that_are_plain_are_acknowledged_in_silence() -> None:
    words = (
        "#info x",
        "#agreed x",
        "#action bo to x",
        "#idea x",
        "#help x",
        "#link x",
        "#summary x",
        "#subtopic x",
        "#here",
    )
    played = hold(*START)
    played.replies = []
    played.play(*(f"ada: {word}" for word in words))
    assert played.replies == [
        Acknowledge(played.room, kept.message.native_id) for kept in played.messages[-len(words) :]
    ]


@pytest.mark.parametrize(
    ("line", "owners", "text"),
    [
        ("bo to write", ("BL",), "write"),
        ("bo will write", ("BL",), "write"),
        ("bo: write", ("BL",), "write"),
        ("bo, write", ("BL",), "write"),
        ("bo; write", ("BL",), "write"),
        ("bo write", ("BL",), "write"),
        ("@bo to write", ("BL",), "write"),
        ("BO to write", ("BL",), "write"),
        ("bo, zz to write", ("BL", "zz"), "write"),
        ("bo and zz to write", ("BL", "zz"), "write"),
        ("bo, zz, and @gwen to write", ("BL", "zz", "GK"), "write"),
        ("bo & zz to write", ("BL", "zz"), "write"),
        ("Bo Lindqvist to write", ("BL",), "write"),
        ("bo, bo to write", ("BL",), "write"),
        ("straße to write", ("Straße",), "write"),
        ("STRASSE to write", ("Straße",), "write"),
        ("bob[m] to write", ("bob[m]",), "write"),
        ("silent to write", ("silent",), "write"),
        ("boris to write", (), "boris to write"),
        ("somebody to write", (), "somebody to write"),
        ("to write", (), "write"),
        ("bo and somebody to write", ("BL",), "and somebody to write"),
        ("minutebot to write", (), "minutebot to write"),
        ("bo zz to write", ("BL",), "zz to write"),
    ],
)
def test_an_actions_owners_are_matched_whole(line: str, owners: tuple[str, ...], text: str) -> None:
    played = hold(*START, "zz: hi", "Straße: hi", "bob[m]: hi", "ada: #nick silent", f"ada: #action {line}")
    (record,) = played.minutes().records
    assert (record.owners, record.text, record.label) == (owners, text, "A-1")
    without = "ada: recorded without an owner; say #assign A-1 NAME"
    assert (played.said[-1] == without) is not owners


def test_an_action_is_answered_only_if_nobody_is_named_or_the_date_is_odd() -> None:
    played = hold(*START)
    played.replies = []
    played.play(
        "ada: #action bo to go by Friday", "ada: #action bo to go by the 99th", "ada: #action bo", "bo: #action"
    )
    assert played.said == [
        'ada: "the 99th" is not a date I know, so A-2 has none; write it as 2026-04-20',
        "ada: what is the action? #action WHO to TEXT",
        "bo: usage: #action WHO[, WHO] [to] TEXT [by DATE]",
    ]
    assert [str(record.due) for record in played.minutes().records] == ["2026-04-10", "None"]


def test_assigning_sets_and_changes_the_owner_of_an_open_action() -> None:
    played = hold(*START, "ada: #action sweep")
    played.replies = []
    played.play(
        *(
            "bo: #assign A-1 bo",
            "bo: #assign 1 bo",
            "bo: #assign a1 @ada, bo",
            "bo: #assign A-2 bo",
            "bo: #assign A-1 nobody",
        ),
        "bo: #assign A-1",
    )
    assert played.said == [
        "A-1 is bo's.",
        "bo: usage: #assign A-n WHO",
        "A-1 is ada and bo's.",
        "bo: there is no open action A-2 in Weekly Meeting; #actions lists them",
        "bo: nobody called nobody is here or known; #nick makes somebody known",
        "bo: usage: #assign A-n WHO",
    ]
    assert played.minutes().records[0].owners == ("AK", "BL")
    assert played.state.series["weekly"].open_actions[0].owners == ("ada", "bo")


def test_what_an_earlier_meeting_left_open_can_be_assigned_and_taken_back() -> None:
    played = hold(*START, "ada: #action bo to sweep", "ada: #endmeeting", "-!- tomorrow", "cy: #startmeeting")

    def owners() -> tuple[str, ...]:
        return played.state.series["weekly"].open_actions[0].owners

    played.play("cy: #assign A-1 gwen", "cy: #assign A-1 zz", "cy: #nick zz", "cy: #assign A-1 zz")
    assert owners() == ("zz",)
    assert (played.play("cy: #undo").said[-1], owners()) == ("Taken back: #assign A-1", ("gwen",))
    played.play("cy: #undo")
    assert owners() == ("bo",)


@pytest.mark.parametrize(
    ("line", "url", "text"),
    [
        ("https://x.example/a", "https://x.example/a", ""),
        ("https://x.example/a the notes", "https://x.example/a", "the notes"),
        ("the notes https://x.example/a", "https://x.example/a", "the notes"),
        ("see https://x.example/a and https://y.example/", "https://x.example/a", "see and https://y.example/"),
        ("irc://irc.example.org/kiln", "irc://irc.example.org/kiln", ""),
        ("javascript:alert(1)", "", "javascript:alert(1)"),
        ("data:text/html,x https://x.example/", "https://x.example/", "data:text/html,x"),
        ("no link at all", "", "no link at all"),
        ("javascripthttp://x.example/", "", "javascripthttp://x.example/"),
    ],
)
def test_only_known_schemes_become_links(line: str, url: str, text: str) -> None:
    (record,) = hold(*START, f"bo: #link {line}").minutes().records
    assert (record.url, record.text) == (url, text)


def test_several_links_and_nothing_else_are_a_record_each() -> None:
    played = hold(*START, "bo: #link https://a.example/ https://b.example/", "bo: #link https://b.example/")
    links = [(record.number, record.url, record.text) for record in played.minutes().records]
    assert links == [(1, "https://a.example/", ""), (2, "https://b.example/", ""), (3, "https://b.example/", "")]


def test_where_links_in_talk_count_each_is_recorded_once() -> None:
    played = stage(rules(links_in_talk=True)).play(
        *START,
        "bo: see https://a.example/ or https://b.example/, or https://a.example/.",
        "[16:20] * ada likes https://b.example/",
        "ada: https://b.example/ and https://c.example/",
        "ada: https://a.example/",
    )
    links = [(record.number, record.url, record.author) for record in played.minutes().records]
    assert links == [
        *((1, "https://a.example/", "Bo Lindqvist"), (2, "https://b.example/", "Bo Lindqvist")),
        (3, "https://c.example/", "Ada Kern"),
    ]


def test_a_line_that_is_only_a_link_is_one() -> None:
    (record,) = hold(*START, "bo: https://x.example/", "bo: https://x.example/ is it").minutes().records
    assert (record.kind, record.url) == (Kind.LINK, "https://x.example/")


def test_the_last_summary_counts() -> None:
    played = hold(*START, "ada: #summary one", "bo: #summary no", "ada: #summary two")
    assert played.minutes().digest == "two"
    assert played.said[-1] == "bo: only a chair or the scribe may say #summary"


def test_the_next_meeting_is_a_day_in_the_future() -> None:
    played = hold(*START)
    played.replies = []
    played.play(
        *("ada: #nextmeeting soon", "ada: #nextmeeting 2026-04-07", "ada: #nextmeeting 2026-04-08"),
        *("ada: #nextmeeting 2026-04-22 16:00 Europe/London", "bo: #nextmeeting tomorrow"),
    )
    assert played.said == [
        'ada: "soon" is not a date I know; say #nextmeeting 2026-04-22, or 2026-04-22 16:00 UTC',
        "ada: 2026-04-07 is past; say the date of the next meeting",
        "Next meeting: 8th April 2026.",
        "Next meeting: 22nd April 2026 at 16:00 Europe/London.",
        "bo: only a chair may say #nextmeeting",
    ]
    when = played.minutes().next_meeting
    assert when
    assert (str(when.on), when.time, when.zone) == ("2026-04-22", "16:00", "Europe/London")


def test_where_operators_are_no_chairs_nobody_is_one_between_meetings() -> None:
    played = stage(rules(operators_are_chairs=False)).play("-!- ada is operator", "ada: #nextmeeting tomorrow")
    assert played.said == ["ada: only a chair in a meeting may say #nextmeeting"]


def test_between_meetings_an_operator_may_say_when_the_next_one_is() -> None:
    played = hold("ada: #nextmeeting tomorrow", "-!- ada is operator", "ada: #nextmeeting tomorrow")
    assert played.said == ["ada: only an operator of this room may say #nextmeeting", "Next meeting: 9th April 2026."]
    assert kinds(played.events) == ["NextMeetingSet"]
    assert played.messages[-1].command == "nextmeeting"


def test_the_agenda_is_open_to_all_at_any_time() -> None:
    played = hold("bo: #agenda Clay", "gwen: #agenda Glaze", "zz: #agenda")
    assert played.said == [
        "Item 1 of the next Weekly Meeting: Clay",
        "Item 2 of the next Weekly Meeting: Glaze",
        "Agenda of Weekly Meeting: 1. Clay (bo) 2. Glaze (gwen)",
    ]
    played.play("ada: #startmeeting", "zz: #agenda Fire", "ada: #topic 1", "ada: #endmeeting", "zz: #agenda")
    assert "Item 3 of this meeting: Fire" in played.said
    assert (
        played.said[-1] == "Agenda of Weekly Meeting: 1. Glaze (gwen, since 2026-04-08) 2. Fire (zz, since 2026-04-08)"
    )
    played.play("-!- tomorrow", "ada: #startmeeting", "ada: #endmeeting", "zz: #agenda")
    assert "1. Glaze (gwen, since 2026-04-08, left over 2 times)" in played.said[-1], "the first day it was left over"


def test_a_call_for_help_is_unsigned() -> None:
    assert _records(hold(*START, "bo: #help if anyone can", "bo: #halp me")) == [
        ("help", "if anyone can", ""),
        ("help", "me", ""),
    ]


@pytest.mark.parametrize(
    ("typed", "text", "minutes"),
    [
        ("Glaze (15m)", "Glaze", 15),
        ("Glaze (90 min)", "Glaze", 90),
        ("Glaze (5 Minutes)", "Glaze", 5),
        ("Glaze(7 mins.)", "Glaze", 7),
        ("Glaze (0m)", "Glaze (0m)", 0),
        ("Glaze (15m) for all", "Glaze (15m) for all", 0),
        ("Glaze (1500m)", "Glaze (1500m)", 0),
        ("(15m)", "(15m)", 0),
        ("Glaze (15 monkeys)", "Glaze (15 monkeys)", 0),
        ("Glaze (v2) (10m)", "Glaze (v2)", 10),
    ],
)
def test_an_agenda_item_may_say_how_long_it_takes(typed: str, text: str, minutes: int) -> None:
    played = hold(f"zz: #agenda {typed}", "ada: #startmeeting")
    (entry,) = played.meeting.agenda
    assert (entry.text, entry.minutes) == (text, minutes)
    assert entry.by == played.person("zz").key
    shown = f"{text} ({minutes} min)" if minutes else text
    assert played.said[:2] == [
        f"Item 1 of the next Weekly Meeting: {shown}",
        f"Weekly Meeting: 2026-04-08. Chair: ada. Agenda: 1. {shown}",
    ]
