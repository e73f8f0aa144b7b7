"""People whom a line names for sure, by a pill or a user id, and those whose names have several words."""

from bot.core.chat import Mention, Message, MessageEdited, Person, Room
from bot.core.people import Registry
from tests.meetings.stage import NETWORK, Stage, hold

BO, EVE = "@bo:kiln.test", "@eve:evil.test"


def _cast(*script: str) -> Stage:
    """Ada, Bo Smith and two who look alike are in the room, on Matrix."""
    on = hold()
    on.registry = Registry(bots=frozenset({"minutebot"}))
    names = {"Ada": "@ada:kiln.test", "Bo Smith": BO, f"Bo ({EVE})": EVE, "Bo (@bob:kiln.test)": "@bob:kiln.test"}
    on.people = {nick: Person(f"{NETWORK}/account/{user}", nick) for nick, user in names.items()}
    return on.play("Ada: #startmeeting", *script)


def _person(on: Stage, user: str) -> Person:
    return next(person for person in on.people.values() if person.key.endswith(user))


def _says(on: Stage, text: str, **labels: str) -> Stage:
    """Ada says it, with pills; `labels` says which user each stands for."""
    on.spoken += 1
    mentions = tuple(Mention(label.replace("_", " "), _person(on, user)) for label, user in labels.items())
    room = Room(NETWORK, "#kiln")
    on.observe(Message(room, f"m{on.spoken}", on.now, on.people["Ada"], text, mentions=mentions))
    on.flush()
    return on


def _owners(on: Stage) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    record = on.meeting.items[-1].record
    return record.owners, tuple(key.removeprefix(f"{NETWORK}/account/") for key in record.owner_keys), record.text


def test_a_pill_names_the_owner_whatever_it_shows() -> None:
    on = _says(_cast(), "#action Bobby: sweep the kiln", Bobby=BO)
    assert _owners(on) == (("Bo Smith",), (BO,), "sweep the kiln")


def test_a_user_id_names_the_owner_who_need_not_be_here() -> None:
    on = _cast("Ada: #action @bo:kiln.test, @bob:kiln.test to sweep")
    assert _owners(on) == (("Bo Smith", "Bo (@bob:kiln.test)"), (BO, "@bob:kiln.test"), "sweep")


def test_a_display_name_of_several_words_is_a_name() -> None:
    on = _cast("Ada: #action Bo Smith will sweep")
    assert _owners(on) == (("Bo Smith",), (BO,), "sweep")
    on.play("Ada: #info bo smith: the kiln is clean")
    speaker = on.meeting.items[-1].record.speaker
    assert speaker is not None
    assert speaker.nick == "Bo Smith"


def test_of_two_who_look_alike_a_pill_means_one() -> None:
    on = _says(_cast(), "#action Bo to sweep", Bo=EVE)
    assert _owners(on)[1] == (EVE,)
    assert _owners(_cast("Ada: #action Bo to sweep"))[0] == ()


def test_the_owner_goes_by_their_new_name_when_they_take_another() -> None:
    on = _cast()
    on.say("Bo Smith", "hi")
    _says(on, "#action Bobby: sweep", Bobby=BO)
    on.rename("Bo Smith", "Bo Lindqvist")
    on.people["Bo Lindqvist"] = Person(f"{NETWORK}/account/{BO}", "Bo Lindqvist")
    on.play("Ada: #endmeeting")
    assert on.minutes().records[-1].owner_names == ("Bo Lindqvist",)


def test_chairs_are_made_and_unmade_by_pill_by_user_id_and_by_name() -> None:
    on = _says(_cast(), "#chair Bobby", Bobby=BO)
    assert on.said[-1] == "Chairs: Ada, Bo Smith."
    on.play("Ada: #unchair @bo:kiln.test", "Ada: #chair Bo Smith, @bob:kiln.test")
    assert on.said[-1] == "Chairs: Ada, Bo Smith, Bo (@bob:kiln.test)."
    assert on.play(f"Ada: #chair {EVE}", f"Ada: #unchair Bo Smith {EVE}").said[-1] == (
        "Chairs: Ada, Bo (@bob:kiln.test)."
    )
    on.play(f"Ada: #chair {NETWORK}/{BO}")
    assert on.meeting.chairs[-1] == f"{NETWORK}/account/{BO}"


def test_whoever_is_not_in_the_room_is_no_chair_by_a_pill() -> None:
    on = _cast()
    gone = Person(f"{NETWORK}/account/@cy:kiln.test", "Cy")
    room = Room(NETWORK, "#kiln")
    on.observe(Message(room, "m99", on.now, on.people["Ada"], "#chair Cy", mentions=(Mention("Cy", gone),)))
    on.flush()
    assert "Not in the room, so not a chair: Cy" in on.said[-1]


def test_of_names_that_look_alike_the_answer_says_whom_they_may_mean() -> None:
    on = _cast("Ada: #chair Bo")
    assert on.said[-1] == f"Chairs: Ada. Bo may be Bo ({EVE}) or Bo (@bob:kiln.test): name the account."
    assert on.play("Ada: #scribe bo").said[-1] == (
        f"Ada: bo may be Bo ({EVE}) or Bo (@bob:kiln.test): name the account"
    )


def test_voters_are_named_by_pill_and_by_user_id() -> None:
    on = _says(_cast(), "#voters Bobby, @new:kiln.test", Bobby=BO)
    electors = on.meeting.electors
    assert [(elector.nick, elector.marks) for elector in electors] == [
        ("Bo Smith", (f"{NETWORK}/account/{BO}",)),
        ("@new:kiln.test", (f"{NETWORK}/account/@new:kiln.test",)),
    ]
    on.people["New"] = Person(f"{NETWORK}/account/@new:kiln.test", "New")
    on.play("Ada: #vote Go?")
    on.say("New", "+1")
    on.say(f"Bo ({EVE})", "+1")
    on.play("Ada: #endvote")
    assert "yes 1 (New)" in on.said[-1]


def test_between_meetings_its_owner_closes_an_action_and_nobody_of_the_same_name() -> None:
    on = _says(_cast(), "#action Bobby: sweep", Bobby=BO).play("Ada: #endmeeting")
    on.people["Bo Smith"] = Person(f"{NETWORK}/account/@smith:evil.test", "Bo Smith")
    on.people["Renamed"] = Person(f"{NETWORK}/account/{BO}", "Renamed")
    on.say("Bo Smith", "#done A-1")
    on.flush()
    assert "only its owner or a chair" in on.said[-1]
    assert on.play("Renamed: #done A-1").said[-1] == "A-1 is done: sweep"


def test_an_edited_line_has_the_pills_of_its_edit() -> None:
    on = _cast("Ada: #action Bo Smith to sweep")
    pill = (Mention("Bo", _person(on, EVE)),)
    on.observe(
        MessageEdited(on.room, on.last_of["Ada"], on.now, on.people["Ada"], "#action Bo to sweep", mentions=pill)
    )
    on.flush()
    assert _owners(on)[1] == (EVE,)


def test_an_assigned_action_knows_the_account() -> None:
    on = _says(_cast("Ada: #action sweep"), "#assign A-1 Bobby", Bobby=BO)
    (action,) = on.state.series["weekly"].open_actions
    assert (action.owners, action.owner_keys) == (("Bo Smith",), (f"{NETWORK}/account/{BO}",))


def _with_capitals(*script: str) -> Stage:
    """On IRC, somebody whose account has capitals in its name, under another nick."""
    on = hold()
    on.people["potter"] = Person(f"{NETWORK}/account/AdaKern", "potter", "potter!~p@host")
    return on.play("bo: #startmeeting", "potter: hi", *script)


def test_an_account_is_named_in_any_case_whatever_case_its_network_has() -> None:
    for name in ("kiln/AdaKern", "kiln/adakern", "Kiln/ADAKERN"):
        on = _with_capitals(f"bo: #chair {name}")
        assert on.said[-1] == "Chairs: bo, potter."


def test_who_may_vote_is_named_by_an_account_before_they_come() -> None:
    on = hold("bo: #startmeeting", "bo: #voters kiln/AdaKern", "bo: #vote Fire on Monday?")
    on.people["potter"] = Person(f"{NETWORK}/account/AdaKern", "potter", "potter!~p@host")
    on.play("potter: +1", "cy: -1", "bo: #endvote")
    assert "yes 1 (potter), no 0, abstain 0" in on.said[-1]
