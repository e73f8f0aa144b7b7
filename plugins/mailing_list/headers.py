"""The header lines of a message: who, what, when, and which thread (RFC 5322 3.6)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr
from hashlib import sha256
from urllib.parse import quote

from bot.api import Edition, Minutes
from plugins.mailing_list.clean import clean_line
from plugins.mailing_list.settings import MailSettings

LONGEST_ID = 70  # from 77 characters on, Python and what is built on it encode an id in References and lose the thread
LONGEST_SUBJECT = 180
_DOT_ATOM = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
_ENDS = " -–—:;,|/"  # noqa: RUF001  # the dashes are meant


@dataclass(frozen=True, slots=True)
class Head:
    """What a mail's header says. `thread` has the ids of the mails before it, `mark` is a line of our own."""

    subject: str
    date: datetime
    message_id: str
    thread: Sequence[str] = ()
    mark: tuple[str, str] = ("", "")
    by_person: bool = False


def written(head: Head, settings: MailSettings) -> bytes:
    """The header lines but those of the body's form.

    Written out here rather than by `EmailMessage`, which encodes long ids (RFC 2047 section 5 forbids it) and reads
    "=?utf-8?q?...?=" in a digest as an encoded word, line breaks in it and all.
    """
    automatic = "auto-generated" if settings.auto_submitted else ""
    fields = [
        ("From", mailbox(settings.from_name, settings.sender)),
        ("To", ",\r\n ".join(settings.to)),
        ("Reply-To", settings.reply_to or ""),
        ("Subject", encoded("Subject", head.subject)),
        ("Date", format_datetime(head.date)),
        ("Message-ID", head.message_id),
        ("In-Reply-To", head.thread[-1] if head.thread else ""),
        ("References", "\r\n ".join(head.thread)),
        ("Auto-Submitted", "no" if head.by_person else automatic),
        head.mark,
    ]
    return "".join(f"{name}: {value}\r\n" for name, value in fields if value).encode("ascii")


def headers(edition: Edition, settings: MailSettings, date: datetime) -> bytes:
    """The header lines of an edition's mail."""
    meeting = page_url(edition.minutes, settings) or _quoted(edition.minutes.meeting_id[:80])
    own = subject(edition, settings), date, message_id(edition, settings)
    return written(Head(*own, references(edition, settings), ("X-Minutebot-Meeting", meeting)), settings)


def message_id(edition: Edition, settings: MailSettings, revision: int | None = None) -> str:
    """`<weekly-2026-04-08.r1.1f2e3d4c@example.org>`: the same for the same revision on the same list, for ever.

    The last word before the @ tells this installation and this list from any other. A meeting id too long for
    LONGEST_ID, or with characters that an id can't have, is named by its hash.
    """
    meeting = edition.minutes.meeting_id
    return _id(meeting, f".r{revision or edition.revision}", edition.instance, settings)


def id_for(name: str, instance: str, settings: MailSettings) -> str:
    """`<weekly-2026-04-15.call.1f2e3d4c@example.org>`: the id of an announcement of this name."""
    return _id(name, "", instance, settings)


def _id(name: str, ending: str, instance: str, settings: MailSettings) -> str:
    here = _digest(8, instance, name, *sorted(settings.to))
    tail = f"{ending}.{here}@{domain_of(settings.sender)}>"
    if not _DOT_ATOM.fullmatch(name) or len(name) + 1 + len(tail) > LONGEST_ID:
        name = _digest(16, name)
    return f"<{name}{tail}"


def references(edition: Edition, settings: MailSettings) -> list[str]:
    """The thread before it (RFC 5322 3.6.4): what announced the meeting, and of a later revision the first one.

    A revision between may never have been sent.
    """
    announced = [id_for(name, edition.instance, settings) for name in edition.announced]
    return [*announced, *([message_id(edition, settings, 1)] if edition.revision > 1 else [])]


def subject(edition: Edition, settings: MailSettings) -> str:
    """One line of at most LONGEST_SUBJECT characters, never empty; a correction says so, in its own words or ours."""
    minutes = edition.minutes
    filled = settings.subject.format(
        title=minutes.title,
        name=minutes.name,
        series=minutes.series,
        date=minutes.date.isoformat(),
        digest=minutes.digest,
        room=minutes.room,
        revision=edition.revision,
    )
    line = clean_line(filled).strip(_ENDS) or f"Minutes: {minutes.date.isoformat()}"
    told = edition.revision == 1 or "{revision}" in settings.subject
    note = "" if told else f" (revision {edition.revision})"
    return _clipped(line, LONGEST_SUBJECT - len(note)) + note


def _clipped(line: str, longest: int) -> str:
    if len(line) <= longest:
        return line
    most = line[: longest - 1]
    return (most.rpartition(" ")[0] or most).rstrip(_ENDS) + "…"


def page_url(minutes: Minutes, settings: MailSettings) -> str:
    """The minutes' page in the archive, or empty."""
    return settings.archive_url.format(
        path=_quoted(minutes.path),
        meeting_id=_quoted(minutes.meeting_id),
        permalink=_quoted(minutes.permalink or minutes.meeting_id),
        series=_quoted(minutes.series),
        date=minutes.date.isoformat(),
    )


def _quoted(text: str) -> str:
    return quote(text, errors="replace")


def mailbox(name: str, address: str) -> str:
    plain = clean_line(name)
    return formataddr((plain, address)) if _is_plain(plain) else f"{encoded('From', plain)} <{address}>"


def encoded(name: str, value: str) -> str:
    """Folded; as encoded words (RFC 2047) when it is not plain ASCII, or could be taken for one."""
    charset = "us-ascii" if _is_plain(value) else "utf-8"
    return Header(value, charset, maxlinelen=76, header_name=name).encode(linesep="\r\n")


def _is_plain(value: str) -> bool:
    return value.isascii() and "=?" not in value


def _digest(length: int, *parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


def domain_of(address: str) -> str:
    """The address's domain, or as many of its last labels as leave room in an id."""
    domain = address.rpartition("@")[2]
    while len(domain) > LONGEST_ID // 2 and "." in domain:
        domain = domain.partition(".")[2]
    return domain[-(LONGEST_ID // 2) :].strip("-")
