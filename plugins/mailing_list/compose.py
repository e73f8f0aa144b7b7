"""Edition -> the bytes of one message (RFC 5322), the same bytes every time."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from bot.api import Edition
from plugins.mailing_list.clean import clean_text
from plugins.mailing_list.headers import headers, page_url
from plugins.mailing_list.settings import MailSettings

POLICY = SMTP.clone(max_line_length=76)  # RFC 2045 6.7 (5); Python's own default is 78


def compose(edition: Edition, settings: MailSettings, date: datetime) -> bytes:
    """The whole message, CRLF line ends, at most `settings.max_size` bytes, no line over 998 (RFC 5322 2.1.1).

    What is too long loses its HTML first, then the end of its text.
    """
    head = headers(edition, settings, date)
    text = opening(edition, settings) + clean_text(edition.pages["txt"])
    bodies = [plain(text)]
    if settings.html and "html" in edition.pages:
        boundary = f"=_{sha256(head).hexdigest()[:24]}"
        bodies.insert(0, _both(text, clean_text(edition.pages["html"]), boundary))
    room = settings.max_size - len(head)
    fitting = next((body for body in bodies if len(body) <= room), None)
    return head + (fitting or _cut(text, room, page_url(edition.minutes, settings)))


def opening(edition: Edition, settings: MailSettings) -> str:
    """What stands before the minutes: that they replace earlier ones, and their page."""
    number = edition.revision
    corrected = f"Corrected minutes (revision {number}); they replace revision {number - 1}." if number > 1 else ""
    return "".join(f"{part}\n\n" for part in (corrected, page_url(edition.minutes, settings)) if part)


def plain(text: str) -> bytes:
    """A body of text alone, with the header lines of its form."""
    part = EmailMessage(POLICY)
    part.set_content(text, cte="quoted-printable")
    return part.as_bytes()


def _both(text: str, html: str, boundary: str) -> bytes:
    part = EmailMessage(POLICY)
    part.set_content(text, cte="quoted-printable")
    part.add_alternative(html, subtype="html", cte="quoted-printable")
    part.set_boundary(boundary)
    return part.as_bytes()


def _cut(text: str, room: int, url: str) -> bytes:
    """As much of the text as fits in `room` encoded bytes, to the end of a paragraph or a line, and a word about it."""
    whole = f". The whole page is at\n{url}\n" if url else "; the rest is left out.\n"
    note = f"[...]\n\nThe minutes are too long for a mail to this list{whole}"
    pieces = text.splitlines(keepends=True)
    fits, over = 0, len(pieces)
    while over - fits > 1:
        middle = (fits + over) // 2
        if len(plain(_up_to(pieces, middle) + note)) <= room:
            fits = middle
        else:
            over = middle
    return plain(_up_to(pieces, fits) + note)


def _up_to(pieces: list[str], count: int) -> str:
    """The first lines, back to the last blank one if that is near."""
    near = range(count - 1, max(count // 2, count - 15), -1)
    end = next((place for place in near if not pieces[place].strip()), count)
    return "".join(pieces[:end]).rstrip("\n") + "\n\n"
