"""Topics, chairs, scribes, who is here, and taking back."""

import pytest

from bot.core.minutes import Interruption, Record, Section
from tests.meetings.stage import hold, kinds, rules, stage

START = ("bo: #agenda Clay", "bo: #agenda Glaze", "bo: #agenda Fire", "ada: #startmeeting", "bo: hi")


def _said(*script: str) -> list[str]:
    played = hold(*START)
    played.replies = []
    return played.play(*script).said


def _outline(section: Section) -> list:
    return [
        "gap" if isinstance(part, Interruption) else (part.text, [child.text for child in part.children])
        for part in section.records
    ]


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("2", "Topic: Glaze"),
        ("2:", "Topic: Glaze"),
        ("2: Glaze and more", "Topic: Glaze and more"),
        ("2 : Glaze", "Topic: Glaze"),
        ("2 kilns", "Topic: 2 kilns"),
        ("2026", "Topic: 2026"),
        ("Money", "Topic: Money"),
        ("4", "ada: there is no agenda item 4; the agenda has 3 items (#agenda lists it)"),
        ("0: x", "ada: there is no agenda item 0; the agenda has 3 items (#agenda lists it)"),
    ],
)
def test_a_topic_is_an_agenda_item_or_reworded_or_new(argument: str, said: str) -> None:
    assert _said(f"ada: #topic {argument}") == [said]


def test_without_an_agenda_a_number_is_a_title() -> None:
    assert hold("ada: #startmeeting", "ada: #topic 2").said[-1] == "Topic: 2"


def test_next_goes_through_the_agenda_after_a_minute_or_when_told_twice() -> None:
    too_soon = "ada: the topic was opened less than a minute ago; #next! goes on all the same"
    played = hold(*START)
    played.replies = []
    played.play("ada: #next")
    played.say("ada", "#next")
    played.say("ada", "#next!")
    played.flush()
    played.play("ada: #next", "ada: #next")
    done = "ada: every agenda item was opened; #aob for other business, #endmeeting to end"
    assert played.said == ["Topic: Clay", too_soon, "Topic: Glaze", "Topic: Fire", done]


def test_next_comes_after_the_item_opened_last_and_then_to_those_left_out() -> None:
    assert _said("ada: #topic 2", "ada: #next", "ada: #next") == ["Topic: Glaze", "Topic: Fire", "Topic: Clay"]


def test_a_subtopic_nests_until_it_or_its_topic_ends() -> None:
    played = hold(
        *(*START, "ada: #topic Clay", "ada: #info before", "ada: #subtopic Sub", "ada: #info below"),
        *("-!- gap 16:10 16:11", "ada: #info still below", "ada: #subtopic", "ada: #info after", "ada: #subtopic Two"),
        *("ada: #topic Next", "ada: #info top", "ada: #subtopic"),
    )
    clay, after = played.minutes().sections
    assert _outline(clay) == [("before", []), ("Sub", ["below", "still below"]), "gap", ("after", []), ("Two", [])]
    assert _outline(after) == [("top", [])]
    assert played.said[-1] == "ada: no subtopic is open; #subtopic TEXT opens one"


def test_records_before_any_topic_and_under_any_other_business_go_there() -> None:
    played = hold(
        *(*START, "ada: #info early", "ada: #topic Clay", "ada: #info clay", "ada: #aob", "ada: #info one"),
        *("ada: #topic Any other business", "ada: #info two"),
    )
    minutes = played.minutes()
    assert [section.title for section in minutes.sections] == ["Clay"]
    assert (minutes.aob.title, _outline(minutes.aob)) == ("AoB", [("early", []), ("one", []), ("two", [])])
    assert isinstance(minutes.aob.records[0], Record)


def test_chairs_are_named_with_commas_or_blanks_and_must_be_here() -> None:
    assert _said("zz: hi", "ada: #chair bo, @ZZ nobody ghost", "ada: #unchair bo zz", "bo: #topic x") == [
        "Chairs: ada, bo, zz. Not in the room, so not a chair: nobody and ghost; say #chair again when they are here.",
        "Chairs: ada.",
        "bo: only a chair or the scribe may say #topic",
    ]


def test_the_starter_stays_chair_unless_they_go_themselves() -> None:
    assert _said("ada: #chair bo", "bo: #unchair ada", "bo: #unchair zz", "ada: #unchair ada", "ada: #topic x") == [
        "Chairs: ada, bo.",
        "bo: ada started the meeting and stays its chair",
        "bo: zz is not a chair; chairs are ada, bo",
        "Chairs: bo.",
        "ada: only a chair or the scribe may say #topic",
    ]


def test_the_scribe_signs_the_minutes_and_has_the_say_over_topics_and_records() -> None:
    played = hold(
        *START,
        "ada: #scribe bo",
        "ada: #info hers",
        "bo: #topic Clay",
        "bo: #agreed yes",
        "bo: #undo 1",
        "bo: #chair cy",
    )
    assert played.said[-4:] == [
        "Scribe: bo.",
        "Topic: Clay",
        "Taken back: #info hers (item 1)",
        "bo: only a chair may say #chair",
    ]
    assert played.minutes().author.name == "Bo Lindqvist"
    assert _said("ada: #scribe ghost", "ada: #scribe bo zz") == [
        "ada: ghost is not in the room; say #scribe again when they are here",
        "ada: usage: #scribe A",
    ]


def test_here_gives_a_name_where_the_registry_has_none() -> None:
    played = hold(*START, "zz: #here Zora Zed", "bo: #here Robert", "gwen: #here", "log: hi", "ada: #undo")
    assert [one.name for one in played.minutes().attendees] == [
        "Ada Kern",
        "Bo Lindqvist",
        "Zora Zed",
        "Gwen Kato",
        "log",
    ]
    assert "PersonNamed" in kinds(played.events)
    assert played.said[-1] == "Taken back: #here"


def test_nick_makes_somebody_silent_known_once() -> None:
    played = hold(*START, "bo: #nick kim, Kim", "bo: #nick KIM", "bo: #action kim to call")
    assert kinds(played.events).count("NickMentioned") == 1
    assert played.minutes().records[0].owners == ("kim",)
    assert "kim" not in [one.name for one in played.minutes().attendees]


def test_undo_without_a_number_is_for_the_last_thing_and_says_which() -> None:
    script = (
        *(
            "ada: #topic Clay",
            "ada: #subtopic Sub",
            "ada: #info fact",
            "ada: #link https://x.example/",
            "ada: #subtopic",
        ),
        *("ada: #chair bo", "ada: #unchair bo", "ada: #scribe bo", "ada: #summary s", "ada: #nextmeeting tomorrow"),
        *("ada: #action sweep", "ada: #assign A-1 bo", "ada: #here A", *["ada: #undo"] * 14),
    )
    assert [line.removeprefix("Taken back: ") for line in _said(*script)[-14:]] == [
        *("#here", "#assign A-1", "#action sweep (item 3)", "#nextmeeting 2026-04-09", "#summary", "#scribe bo"),
        "#unchair bo",
        *("#chair bo", "#subtopic", "#link https://x.example/ (item 2)", "#info fact (item 1)", "#subtopic Sub"),
        *("#topic Clay", "ada: there is nothing to take back"),
    ]


def test_undo_is_for_chairs_and_authors() -> None:
    assert _said(
        "bo: #info mine", "zz: #undo", "zz: #undo 1", "bo: #undo 1", "bo: #undo 1", "bo: #undo one", "ada: #undo 7"
    ) == [
        "zz: only a chair or its author may take back #info mine (item 1)",
        "zz: only a chair or its author may take back #info mine (item 1)",
        "Taken back: #info mine (item 1)",
        "bo: there is no item 1; items are named by number, as in #undo 4 or #undo A-7",
        "bo: there is no item one; items are named by number, as in #undo 4 or #undo A-7",
        "ada: there is no item 7; items are named by number, as in #undo 4 or #undo A-7",
    ]


def test_numbers_are_never_given_twice() -> None:
    played = hold(
        *START,
        "ada: #action bo to a",
        "ada: #undo",
        "ada: #agreed b",
        "ada: #undo",
        "ada: #action bo to c",
        "ada: #agreed d",
    )
    assert [(r.number, r.label) for r in played.minutes().records] == [(3, "A-2"), (4, "D-2")]
    assert [action.number for action in played.state.series["weekly"].open_actions] == [2]


def test_a_topic_taken_back_is_open_to_next_again() -> None:
    assert _said("ada: #topic 1", "ada: #undo", "ada: #next!") == [
        "Topic: Clay",
        "Taken back: #topic Clay",
        "Topic: Clay",
    ]


def test_a_login_keeps_chair_scribe_name_authorship_and_place() -> None:
    played = hold(
        *START, "bo: #here B", "zz: #here Zora Zed", "zz: #info mine", "ada: #scribe zz", "-!- zz logs in as zora"
    )
    played.play("zz: #undo 1", "zz: #info more", "gwen: hi")
    assert "Taken back: #info mine (item 1)" in played.said
    minutes = played.minutes()
    assert [one.name for one in minutes.attendees] == ["Ada Kern", "Bo Lindqvist", "Zora Zed", "Gwen Kato"]
    assert minutes.author.name == "Zora Zed"


def test_what_somebody_recorded_before_logging_in_stays_theirs() -> None:
    played = hold(*START, "zz: #here Zora Zed", "zz: #info mine", "-!- zz logs in as zora", "ada: #status")
    (record,) = played.minutes().records
    assert (record.author, record.speaker, record.signature) == ("Zora Zed", "Zora Zed", "ZZ")


def test_initials_sign_for_somebody_whatever_nick_they_had_then() -> None:
    played = hold(
        *(
            *START,
            "zora: #here Zora Zed",
            "zora: #info one",
            "ada: #action zora to fire",
            "-!- zora is now known as zz",
        ),
        *("zz: #info two", "-!- zz logs in as zed", "-!- zz is now known as kiln_master", "kiln_master: #info three"),
    )
    assert [record.signature for record in played.minutes().records] == ["ZZ", "", "ZZ", "ZZ"]
    assert played.minutes().records[1].owner_names == ("Zora Zed",)
    assert played.minutes().records[1].owners == ("ZZ",)


def test_an_owner_who_took_another_nick_is_still_found() -> None:
    played = hold(*START, "zz: hi", "ada: #action zz to fire", "-!- zz is now known as yy", "yy: #here Yara Yew")
    assert played.minutes().records[0].owners == ("YY",)


def test_a_second_client_of_one_account_is_one_person_in_the_first_place() -> None:
    played = hold("ada: #startmeeting", "-!- phone joins", "-!- phone logs in as bobby", "phone: #here Bo on the road")
    played.play("cy: hi", "desk: hi", "-!- desk logs in as bobby", "desk: back at my desk")
    assert [one.name for one in played.minutes().attendees] == ["Ada Kern", "Bo on the road", "Cyrus Okafor"]


def test_a_stranger_under_a_chairs_old_nick_is_none() -> None:
    played = hold(*START, "-!- ada is now known as kern", "ada: #topic Mine", "kern: #topic Hers")
    assert played.said[-2:] == ["ada: only a chair or the scribe may say #topic", "Topic: Hers"]


def test_the_starter_stays_the_starter_over_a_login() -> None:
    played = hold(*START, "ada: #chair bo", "-!- ada logs in as ada", "bo: #unchair ada")
    assert played.said[-1] == "bo: ada started the meeting and stays its chair"


def test_who_was_named_before_speaking_is_in_the_roll_where_they_spoke() -> None:
    played = hold(*START, "-!- gwen joins", "ada: #chair gwen", "cy: hi", "gwen: hi", "ada: #status")
    attendees = played.minutes().attendees
    assert [(one.name, one.chair) for one in attendees][1:] == [
        *(("Bo Lindqvist", False), ("Cyrus Okafor", False), ("Gwen Kato", True)),
    ]


def test_a_name_means_the_latest_who_had_it() -> None:
    played = hold(*START, "-!- bo quits", "bo: new here", "ada: #chair bo", "bo: #topic Mine")
    assert played.said[-1] == "Topic: Mine"


def test_one_may_take_back_ones_own_name() -> None:
    assert _said("zz: #here Zora Zed", "bo: #undo", "zz: #undo") == [
        "bo: only a chair or its author may take back #here",
        "Taken back: #here",
    ]


def test_what_is_carried_over_says_since_when() -> None:
    played = hold(*START, "ada: #endmeeting", "-!- tomorrow", "bo: #agenda New", "ada: #startmeeting", "ada: #topic 1")
    assert [(entry.text, str(entry.carried_from)) for entry in played.minutes().carried_over] == [
        *(("Glaze", "2026-04-08"), ("Fire", "2026-04-08"), ("New", "2026-04-09")),
    ]


def test_who_left_and_came_back_under_a_nick_is_somebody_else() -> None:
    played = hold(*START, "ada: #chair bo", "-!- bo quits", "bo: #topic Mine")
    untold = "I can't tell that you are the bo who is one, so have a chair or an operator say #chair bo"
    assert played.said[-1] == f"bo: only a chair or the scribe may say #topic; {untold}"
    assert played.play("bo: #endmeeting").said[-1].endswith(f"after 60 min anyone may; {untold}")


def test_an_attendees_keys_are_all_they_had_through_logins_and_nick_changes() -> None:
    played = hold(
        "ada: #startmeeting", "zed: hi", "-!- zed logs in as zed", "zed: back", "-!- zed is now known as zed_x",
        "zed_x: still me", "-!- ada is now known as kern", "kern: hi",
    )  # fmt: skip
    said = {message.message.text: message.message.sender.key for message in played.messages}
    ada, zed = played.minutes().attendees
    assert (ada.nick, zed.nick) == ("kern", "zed_x")
    assert {said["hi"], said["#startmeeting"]} == set(ada.keys)
    assert {said["back"], said["still me"], "kiln/session/2"} == set(zed.keys)


def test_a_stranger_under_an_attendees_old_nick_has_none_of_their_keys() -> None:
    played = hold("ada: #startmeeting", "zed: hi", "-!- zed is now known as zoe", "zoe: me", "zed: and I am new")
    _, zoe, zed = played.minutes().attendees
    assert (zoe.nick, zed.nick) == ("zoe", "zed")
    assert not set(zoe.keys) & set(zed.keys)


def test_two_rooms_of_one_series_never_share_a_number() -> None:
    played = stage(rules("#kiln"), rules("#oven"))
    played.play("ada: #startmeeting Weekly", "-!- room #oven", "bo: #startmeeting weekly meeting")
    for name in ("#kiln", "#oven", "#kiln", "#oven"):
        played.play(f"-!- room {name}", "-!- ada is operator", "ada: #action x", "ada: #agreed y")
    started = [meeting.id for meeting in played.state.meetings.values()]
    labels = [item.label for meeting in played.state.meetings.values() for item in meeting.items]
    assert len(set(started)) == 2
    assert sorted(labels) == ["A-1", "A-2", "A-3", "A-4", "D-1", "D-2", "D-3", "D-4"]
