import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from hypothesis import given, settings

from bot.core.minutes import (
    AgendaItem,
    Attendance,
    Attendee,
    Author,
    Closed,
    Interruption,
    Kind,
    Minutes,
    NextMeeting,
    Outcome,
    Poll,
    Record,
    Section,
    Undecrypted,
    Unrecorded,
    Voter,
)
from bot.render.renderer import JinjaRenderer
from tests.render import nasty

RENDERER = JinjaRenderer()
FORMAT = Path(__file__).parents[2] / "docs" / "format.md"


def day(text):
    return date.fromisoformat(text) if text else None


def moment(text):
    return datetime.fromisoformat(text) if text else None


def record(tree):
    if tree["kind"] == "interruption":
        return Interruption(moment(tree["since"]), moment(tree["until"]), tree["room"])
    if tree["kind"] == "off_record":
        return Unrecorded(moment(tree["since"]), moment(tree["until"]))
    if tree["kind"] == "undecrypted":
        return Undecrypted(moment(tree["since"]), moment(tree["until"]), tree["count"])
    plain = (
        "text",
        "number",
        "label",
        "signature",
        "speaker",
        "author",
        "url",
        "line",
        "seconder",
        "seconder_name",
        "settles",
        "room",
        "event_url",
    )
    return Record(
        kind=None if tree["kind"] == "subtopic" else Kind(tree["kind"]),
        owners=tuple(tree["owners"]),
        owner_names=tuple(tree["owner_names"]),
        due=day(tree["due"]),
        at=moment(tree["at"]),
        children=tuple(record(child) for child in tree["children"]),
        poll=poll(tree["vote"]) if tree["vote"] else None,
        **{key: tree[key] for key in plain},
    )


def poll(tree):
    plain = ("chosen", "required", "needed", "present")
    voters = tuple(Voter(**{**voter, "before": tuple(voter["before"])}) for voter in tree["voters"])
    return Poll(tuple(tree["options"]), voters, Outcome(tree["outcome"]), **{key: tree[key] for key in plain})


def quorum(tree):
    return tree and Attendance(tree["members"], tree["share"], tree["needed"], tree["present"])


def section(tree):
    return Section(tree["title"], tuple(record(entry) for entry in tree["records"]), tree["line"], tree["number"])


def agenda(tree):
    return tuple(
        AgendaItem(item["text"], item["proposer"], day(item["carried_from"]), item["minutes"], item["left_over"])
        for item in tree
    )


def task(tree):
    owners, names = tuple(tree["owners"]), tuple(tree["owner_names"])
    return Record(
        Kind.ACTION, tree["text"], label=tree["label"], owners=owners, owner_names=names, due=day(tree["due"])
    )


def read(page):
    """The minutes a reader can make of the JSON page."""
    tree = json.loads(page)
    following = tree["next_meeting"]
    return Minutes(
        meeting_id=tree["id"],
        date=day(tree["date"]),
        started_at=moment(tree["started_at"]),
        ended_at=moment(tree["ended_at"]),
        author=Author(**tree["author"]),
        agenda=agenda(tree["agenda"]),
        carried_over=agenda(tree["carried_over"]),
        open_before=tuple(map(task, tree["open_before"])),
        closed=tuple(
            Closed(task(each), each["state"], day(each["on"]), each["by"], each["note"]) for each in tree["closed"]
        ),
        attendees=tuple(Attendee(**{**attendee, "rooms": tuple(attendee["rooms"])}) for attendee in tree["attendees"]),
        sections=tuple(section(part) for part in tree["sections"]),
        aob=section(tree["aob"]),
        ended_by=tree["ended_by"] or "",
        regrets=tuple(tree["regrets"]),
        quorum=quorum(tree["quorum"]),
        next_meeting=following and NextMeeting(day(following["on"]), following["time"], following["zone"]),
        **{key: tree[key] for key in ("series", "name", "path", "room", "digest", "links", "lines")},
    )


def test_the_minutes_can_be_read_back_whole(renderer, kiln):
    assert read(renderer.pages(kiln)["json"]) == kiln


@settings(nasty.few)
@given(nasty.meetings())
def test_whatever_is_typed_can_be_read_back(minutes):
    page = RENDERER.pages(minutes)["json"]
    assert page.encode()  # half a pair, which UTF-8 can't carry, is replaced: nothing else is
    assert "\\ud800" in repr(minutes) or read(page) == minutes


def test_each_record_comes_with_its_sentence(renderer, kiln):
    tree = json.loads(renderer.pages(kiln)["json"])
    assert tree["title"] == "Weekly Meeting: 2026-04-08"
    assert tree["sections"][0]["records"][3]["sentence"] == (
        "BL will write a failing test for symbolic links by Friday."
    )


def test_the_documentation_names_every_key(renderer, kiln):
    gap = Interruption(nasty.START, nasty.START)
    gaps = (gap, Unrecorded(nasty.START, nasty.START), Undecrypted(nasty.START, nasty.START, 2))
    full = replace(kiln, carried_over=kiln.agenda, sections=(Section("Topic", gaps), *kiln.sections))
    page = json.loads(renderer.pages(full)["json"])
    documented = FORMAT.read_text(encoding="utf-8").partition("## JSON")[2]
    assert [key for key in sorted(keys(page)) if f"`{key}`" not in documented] == []


def keys(tree):
    match tree:
        case dict():
            inner = [keys(value) for key, value in tree.items() if key != "links"]
            return set(tree).union(*inner)
        case list():
            return set().union(*(keys(value) for value in tree))
    return set()
