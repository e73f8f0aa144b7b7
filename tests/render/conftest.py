from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.core.minutes import (
    AgendaItem,
    Attendee,
    Author,
    Kind,
    Minutes,
    NextMeeting,
    Record,
    Section,
)
from bot.render.renderer import JinjaRenderer

NAMES = {
    "AK": "Ada Kern",
    "BL": "Bo Lindqvist",
    "CO": "Cyrus Okafor",
    "EK": "Elif Kaya",
    "DV": "Dmitri Vale",
    "GK": "Gwen Kato",
}


@pytest.fixture(scope="session")
def renderer():
    return JinjaRenderer()


@pytest.fixture(scope="session")
def kiln():
    """The meeting of tests/fixtures/example, as the core composes it."""
    return Minutes(
        meeting_id="weekly-2026-04-08",
        series="weekly",
        name="Weekly Meeting",
        path="weekly/2026-04-08",
        room="kiln-net/#kiln",
        date=date(2026, 4, 8),
        started_at=datetime(2026, 4, 8, 16, 0, tzinfo=UTC),
        ended_at=datetime(2026, 4, 8, 16, 26, tzinfo=UTC),
        author=Author("Ada Kern", "https://ada.example.org", "ada@example.org"),
        digest="3.1 released, hack week and grants.",
        agenda=(
            AgendaItem("Kiln 3.1 released!", "bo"),
            AgendaItem("Autumn hack week", "elif"),
            AgendaItem("Funding / grants", "dmitri"),
        ),
        attendees=(
            Attendee("Ada Kern", "ada", chair=True),
            Attendee("Bo Lindqvist", "bo"),
            Attendee("Cyrus Okafor", "cy_"),
            Attendee("Elif Kaya", "elif"),
            Attendee("Dmitri Vale", "dmitri"),
            Attendee("Gwen Kato", "gwen"),
            Attendee("zz", "zz"),
        ),
        sections=(_release(), _hack_week(), _grants()),
        aob=Section("AoB", _aob(), line=37),
        next_meeting=NextMeeting(date(2026, 4, 22)),
        links={
            "call-agenda": "https://kiln.example.org/wiki/Call-Agenda",
            "mir-mail": "https://lists.example.org/postorius/lists/kiln-devel.lists.example.org/",
        },
        lines=43,
    )


@pytest.fixture(scope="session")
def bare(kiln):
    """A meeting in which nothing was recorded and nothing is known."""
    return replace(
        kiln,
        author=Author("Ada Kern"),
        digest="",
        agenda=(),
        sections=(),
        aob=Section("AoB"),
        next_meeting=None,
        links={},
    )


def _record(number, minute, kind, text, signature="", **more):
    return Record(
        kind=kind,
        text=text,
        number=number,
        signature=signature,
        speaker=NAMES.get(signature, ""),
        author="Ada Kern",
        line=number + 8,
        at=datetime(2026, 4, 8, 16, minute, tzinfo=UTC),
        **more,
    )


def _release():
    tarballs = "Tarballs are up and signed. Thanks to everybody who tested the release candidates!"
    watch = (
        "Two people report that `kiln build --watch` misses changes under symbolic links; "
        "see https://kiln.example.org/issues/412 for the traces."
    )
    systems = "The same happens on network file systems, where inotify says nothing."
    write = "to write a failing test for symbolic links by Friday"
    bo, both = ("Bo Lindqvist",), ("Cyrus Okafor", "Gwen Kato")
    return Section(
        "Kiln 3.1 released!",
        (
            _record(1, 2, Kind.INFO, tarballs),
            _record(2, 3, Kind.INFO, watch, "BL"),
            _record(3, 5, Kind.INFO, systems, "CO"),
            _record(4, 6, Kind.ACTION, write, label="A-7", owners=("BL",), owner_names=bo, due=date(2026, 4, 10)),
            _record(5, 6, Kind.ACTION, "to review it", label="A-8", owners=("CO", "GK"), owner_names=both),
        ),
        line=8,
        number=1,
    )


def _hack_week():
    room = "The room is booked from the 12th to the 16th of October, with breakfast and dinner."
    venue = "The venue has a good line, and somebody could run a camera in the mornings."
    zone = "It is in the same time zone as most of us."
    remotely = Record(
        None,
        "Can people join remotely?",
        children=(_record(7, 11, Kind.INFO, venue), _record(8, 11, Kind.INFO, zone)),
    )
    channel = "to use the channel for questions from people who are not in the room"
    return Section(
        "Hack week in the autumn",
        (
            _record(6, 9, Kind.INFO, room, "EK"),
            remotely,
            _record(9, 13, Kind.AGREED, channel, label="D-3"),
            _record(10, 14, Kind.HELP, "if anybody can lend a projector, please tell Elif.", "EK"),
        ),
        line=16,
        number=2,
    )


def _grants():
    selected = "The foundation did not select us this year, as in 2025. *Many* other projects were turned down <too>."
    snake = "We have some_snake_case_name in the form & [a bracket] that the reviewers tripped over."
    return Section(
        "Funding / grants",
        (
            _record(11, 15, Kind.INFO, selected),
            _record(12, 17, Kind.INFO, snake, "DV"),
            _record(13, 18, Kind.IDEA, "about applying again together with the two sister projects"),
            _record(14, 18, Kind.IDEA, "ask the university for a student placement", "DV"),
            _record(15, 19, Kind.ACTION, "look at last year's answers before the deadline", label="A-9"),
            _record(16, 20, Kind.LINK, "The rules for 2027", "zz", url="https://kiln.example.org/grants"),
        ),
        line=28,
        number=3,
    )


def _aob():
    useful = (
        "Are the fortnightly calls useful? They are when people put items on the agenda beforehand; "
        "nobody wants to drop them."
    )
    return (
        _record(17, 23, Kind.INFO, useful),
        _record(18, 24, Kind.INFO, "I am away until the end of the month.", "GK"),
    )
