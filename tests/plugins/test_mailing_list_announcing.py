"""Announcements by mail: what they say, in one thread with the minutes, with the meeting for calendars."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.api import AgendaItem, Announcement, PermanentError, Standing
from bot.core.appointments import appointment
from bot.core.schedule import Occasion
from bot.render.calendar import calendar
from bot.testing import FakeAttempt, an_edition
from plugins.mailing_list import plugin

STAMP = datetime(2026, 4, 1, 12, tzinfo=UTC)
OCCASION = Occasion(
    date(2026, 4, 8),
    datetime(2026, 4, 8, 15, tzinfo=UTC),
    datetime(2026, 4, 8, 16, tzinfo=UTC),
    "16:00",
    "Europe/London",
)
CALL = Announcement(
    kind="call",
    name="weekly-2026-04-08.call",
    series="weekly",
    title="Weekly Meeting",
    on=OCCASION.on,
    begins=OCCASION.begins,
    wall=OCCASION.wall,
    zone=OCCASION.zone,
    rooms=("#kiln",),
    calendar=calendar("Weekly Meeting", [appointment("weekly", "Weekly Meeting", OCCASION, 0, "5eed", STAMP)]),
    instance="5eed",
)


@pytest.fixture
def announce(mailbox, mail_to):
    """Mails an announcement; gives the message as it came."""

    async def send(announcement: Announcement, attempt=None, **settings):
        async with plugin.open(mail_to(**settings)) as publisher:
            receipt = await publisher.announce(announcement, attempt or FakeAttempt())
        return receipt, message_from_bytes(mailbox.copies[-1], policy=default)

    return send


def text_of(message) -> str:
    return message.get_body().get_content().replace("\r\n", "\n")


async def test_a_call_says_when_and_where_and_how_to_answer(announce) -> None:
    receipt, message = await announce(CALL)
    assert receipt.standing is Standing.SENT
    assert (
        receipt.said
        == "The call for agenda items of Weekly Meeting mailed to dev@lists.example.org (accepted by the mail server)"
    )
    assert message["Subject"] == "Call for agenda items: Weekly Meeting, 2026-04-08"
    assert text_of(message) == (
        "The next Weekly Meeting is on Wednesday, 2026-04-08, at 16:00\n"
        "Europe/London (15:00 UTC). What should it talk about? It is held in\n#kiln.\n\n"
        "Nothing is on the agenda yet.\n\nTo add an item, say #agenda TEXT in the room.\n"
    )


async def test_an_agenda_lists_its_items_and_hangs_on_the_call(announce) -> None:
    items = (AgendaItem("Glazes", "bo", minutes=10), AgendaItem("x" * 90, ""))
    agenda = replace(
        CALL, kind="agenda", name="weekly-2026-04-08.agenda", agenda=items, thread=(CALL.name,), by_mail=True
    )
    _, call = await announce(CALL)
    _, message = await announce(agenda)
    text = text_of(message)
    assert "  1. Glazes [10 min] (bo)\n" in text
    assert 'answer this mail under\nthe subject "agenda+ TEXT"' in text
    assert message["In-Reply-To"] == message["References"] == call["Message-ID"]


async def test_the_minutes_hang_on_what_announced_the_meeting(mailbox, announce, mail_to, publish) -> None:
    _, call = await announce(CALL)
    thread = (CALL.name, "weekly-2026-04-08.agenda")
    await publish(mail_to(), replace(an_edition(), announced=thread))
    await publish(mail_to(), replace(an_edition(revision=2), announced=thread))
    first, second = mailbox.messages()[1:]
    refs = first["References"].split()
    assert refs[0] == call["Message-ID"]
    assert first["In-Reply-To"] == refs[1]
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["References"].split() == [*refs, first["Message-ID"]]


async def test_a_moved_meeting_is_another_event_and_the_old_one_is_cancelled(announce) -> None:
    later = replace(OCCASION, on=date(2026, 4, 9), begins=datetime(2026, 4, 9, 15, tzinfo=UTC))
    old, new = (appointment("weekly", "Weekly Meeting", each, 1, "5eed", STAMP) for each in (OCCASION, later))
    both = calendar("Weekly Meeting", [replace(old, cancelled=True), new])
    moved = replace(
        CALL, kind="moved", name="weekly-2026-04-09.moved1", on=later.on, begins=later.begins, calendar=both
    )
    _, message = await announce(replace(moved, instead_of=OCCASION.on, thread=(CALL.name,)))
    assert message["Subject"] == "Moved: Weekly Meeting, now 2026-04-09"
    assert "not on Wednesday, 2026-04-08." in text_of(message)
    old, new = _events(message)
    assert (old["STATUS"], str(old["UID"])) == ("CANCELLED", "weekly-2026-04-08@5eed.minutebot")
    assert (new["SEQUENCE"], str(new["UID"])) == (1, "weekly-2026-04-09@5eed.minutebot")


async def test_the_calendar_has_wall_time_and_its_zone(announce) -> None:
    _, message = await announce(CALL)
    (event,) = _events(message)
    assert event["DTSTART"].dt == datetime(2026, 4, 8, 16, tzinfo=ZoneInfo("Europe/London"))
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    attachment = next(message.iter_attachments())
    assert attachment.get_content_type() == "text/calendar"
    assert attachment.get_param("method") == "PUBLISH"
    assert attachment.get_filename() == "weekly-2026-04-08.ics"


def _events(message):
    read = Calendar.from_ical(next(message.iter_attachments()).get_content())
    assert read["METHOD"] == "PUBLISH"
    return read.events


async def test_what_is_sent_again_is_the_same_to_the_byte(mailbox, announce, hang_up) -> None:
    mailbox.answers["DATA"] = hang_up
    attempt = FakeAttempt()
    with pytest.raises(Exception, match="no answer came"):
        await announce(CALL, attempt)
    del mailbox.answers["DATA"]
    await announce(replace(CALL, agenda=(AgendaItem("Late", "bo"),)), attempt.next())
    first, second = mailbox.copies
    assert first == second


@pytest.mark.parametrize("title", ["a\r\nBcc: eve@example.org", "nul \0", "=?utf-8?q?x?=", "Größe 会議", "x" * 500])
async def test_whatever_a_series_is_called_the_mail_is_whole(announce, title) -> None:
    _, message = await announce(replace(CALL, title=title))
    assert message["Bcc"] is None
    assert message["Subject"].startswith("Call for agenda items: ")
    assert all(len(line) < 998 for line in message.as_bytes().splitlines())


async def test_an_announcement_that_is_on_the_list_is_no_news(mailbox, list_archive, announce, mail_to) -> None:
    attempt = FakeAttempt()
    receipt, _ = await announce(CALL, attempt, list_archive_url=list_archive.url)
    async with plugin.open(mail_to(list_archive_url=list_archive.url)) as publisher:
        seen = await publisher.confirm(attempt.next())
    assert (seen.standing, seen.said, seen.url) == (Standing.CONFIRMED, "", receipt.url)


async def test_an_announcement_is_called_one_whatever_becomes_of_it(
    mailbox, list_archive, announce, mail_to, mail_settings, tmp_path, hang_up
) -> None:
    async with plugin.open(mail_settings(drop=tmp_path)) as publisher:
        dropped = await publisher.announce(CALL, FakeAttempt())
    (path,) = tmp_path.iterdir()
    assert dropped.said == f"The call for agenda items of Weekly Meeting written as a mail to {path} (not sent)"
    mailbox.answers["DATA"], attempt = hang_up, FakeAttempt()
    with pytest.raises(Exception, match="no answer came"):
        await announce(CALL, attempt)
    with pytest.raises(PermanentError, match="The call for agenda items of Weekly Meeting may already be on"):
        await announce(CALL, attempt.next(), on_uncertain="ask")
    list_archive.shows = False
    async with plugin.open(mail_to(list_archive_url=list_archive.url)) as publisher:
        late = await publisher.confirm(attempt.next(timedelta(hours=1)))
    assert late.said.startswith("The call for agenda items did not come to the archive of dev@lists.example.org yet")
