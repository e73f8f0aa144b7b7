"""Announcement -> the bytes of one message, in one thread with the minutes of the meeting."""

from datetime import datetime
from email.message import EmailMessage
from hashlib import sha256
from textwrap import wrap

from bot.api import Announcement
from plugins.mailing_list.clean import clean_line, clean_text
from plugins.mailing_list.compose import POLICY
from plugins.mailing_list.headers import Head, id_for, written
from plugins.mailing_list.settings import MailSettings

WIDTH = 72
_SUBJECTS = {
    "call": "Call for agenda items: {title}, {day}",
    "agenda": "Agenda: {title}, {day}",
    "moved": "Moved: {title}, now {day}",
}
_OPENINGS = {
    "call": "The next {title} is on {when}. What should it talk about?",
    "agenda": "{title} is on {when}.",
    "moved": "{title} is on {when}, not on {instead}.",
}


def compose_announcement(announcement: Announcement, settings: MailSettings, date: datetime) -> bytes:
    """The whole message, CRLF line ends, with the meeting for calendars attached. The same bytes every time."""
    own, *thread = [id_for(name, announcement.instance, settings) for name in (announcement.name, *announcement.thread)]
    mark = "X-Minutebot-Announcement", announcement.kind
    head = written(Head(subject(announcement), date, own, thread, mark), settings)
    return head + _body(announcement, sha256(head).hexdigest()[:24])


def subject(announcement: Announcement) -> str:
    day = announcement.on.isoformat()
    return clean_line(_SUBJECTS[announcement.kind].format(title=announcement.title, day=day))


def _body(announcement: Announcement, mark: str) -> bytes:
    part = EmailMessage(POLICY)
    part.set_content(clean_text(text_of(announcement)), cte="quoted-printable")
    if announcement.calendar:
        name = f"{announcement.series}-{announcement.on.isoformat()}.ics"
        method = {"method": "PUBLISH"}
        part.add_attachment(announcement.calendar, "text", "calendar", cte="base64", filename=name, params=method)
        part.set_boundary(f"=_{mark}")
    return part.as_bytes()


def text_of(announcement: Announcement) -> str:
    """What the mail says, in lines of at most WIDTH characters."""
    instead = f"{announcement.instead_of:%A, %Y-%m-%d}" if announcement.instead_of else ""
    opening = _OPENINGS[announcement.kind].format(title=announcement.title, when=_when(announcement), instead=instead)
    where = f"It is held in {' and '.join(announcement.rooms)}." if announcement.rooms else ""
    paragraphs = ["\n".join(wrap(f"{opening} {where}".strip(), WIDTH)), _agenda(announcement), _how(announcement)]
    return "\n\n".join(paragraphs) + "\n"


def _when(announcement: Announcement) -> str:
    """The day, the time on the clock there, and UTC: Wednesday, 2026-04-15, at 16:00 Europe/London (15:00 UTC)."""
    day = f"{announcement.on:%A, %Y-%m-%d}"
    if announcement.begins is None:
        return day
    utc = "" if announcement.zone == "UTC" else f" ({announcement.begins:%H:%M} UTC)"
    return f"{day}, at {announcement.wall} {announcement.zone}{utc}"


def _agenda(announcement: Announcement) -> str:
    if not announcement.agenda:
        return "Nothing is on the agenda yet."
    lines = ["On the agenda:", ""]
    for number, item in enumerate(announcement.agenda, 1):
        by = f" ({item.proposer})" if item.proposer else ""
        box = f" [{item.minutes} min]" if item.minutes else ""
        lead = f"  {number}. "
        lines += wrap(f"{item.text}{box}{by}", WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))
    return "\n".join(lines)


def _how(announcement: Announcement) -> str:
    mail = ', or answer this mail under the subject "agenda+ TEXT"' if announcement.by_mail else ""
    return "\n".join(wrap(f"To add an item, say #agenda TEXT in the room{mail}.", WIDTH))
