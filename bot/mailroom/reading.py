"""The bytes of a mail -> a letter (RFC 5322, RFC 3464, and the words of list servers). Total: mail may be anything."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from hashlib import sha256

from bot.app.letters import Letter, Verdict
from bot.core.text import one_line
from bot.failures import ODD

LONGEST_TEXT, LONGEST_REASON = 20_000, 300
_ID = re.compile(r"<[^<>\s]{1,250}>")
_HELD = re.compile(r"Your message to (?P<list>\S+) awaits moderator approval")
_WHY = re.compile(r"(?:is being held because|reason it is being held):?\s*(?P<reason>.+?)\n\s*\n(?!\s)", re.DOTALL)
_ABOUT = re.compile(r"with the subject\s+(?P<subject>.+?)\n\s*\n", re.DOTALL)
_REJECTED = re.compile(r"was rejected for the following\s+reasons?:\s*(?P<reason>.+?)\n\s*\n", re.DOTALL)
_MODERATOR = re.compile(r"has been rejected by the list moderator.*?\"(?P<reason>.*?)\"", re.DOTALL)
_ODD = (*ODD, MessageError, RecursionError)


def read(content: bytes) -> Letter:
    """A mail as a letter; where it has no Message-ID, one is made of its bytes."""
    made = f"<{sha256(content).hexdigest()[:32]}@no.id>"
    try:
        return _letter(message_from_bytes(content), made)
    except _ODD:  # what Python's own parser stumbles over
        return Letter(made, "", "")


def _letter(message: Message, made: str) -> Letter:
    text = _text(message)
    subject = _decoded(_line(message["Subject"]))
    verdict, reason, about_subject = _judged(message, subject, text)
    return Letter(
        message_id=next(iter(_ids(message, "Message-ID")), made),
        sender=parseaddr(_line(message["From"]))[1],
        name=_decoded(parseaddr(_line(message["From"]))[0])[:60],
        subject=about_subject or subject,
        text=text[:LONGEST_TEXT],
        about=tuple(dict.fromkeys(_about(message))),
        verdict=verdict,
        reason=one_line(reason)[:LONGEST_REASON],
        automatic=_line(message["Auto-Submitted"]).lower() not in {"", "no"},
    )


def _judged(message: Message, subject: str, text: str) -> tuple[Verdict | None, str, str]:
    """The verdict, why, and the subject of the mail it is on where it names one."""
    if (failed := _failed(message)) is not None:
        return Verdict.BOUNCED, failed, ""
    if _HELD.search(subject):
        why, of = _WHY.search(f"{text}\n\n"), _ABOUT.search(text)
        return Verdict.HELD, why["reason"].strip() if why else "", one_line(of["subject"]) if of else ""
    rejected = _REJECTED.search(text) or _MODERATOR.search(text)
    return (Verdict.REJECTED, rejected["reason"].strip(), "") if rejected else (None, "", "")


def _failed(message: Message) -> str | None:
    """What a delivery status notification (RFC 3464) says of a failure; None for any other mail, or a delay."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.get_payload():  # one block for the message, one for each recipient
            if isinstance(fields, Message) and _line(fields["Action"]).lower() == "failed":
                return _line(fields["Diagnostic-Code"]) or _line(fields["Status"]) or "no reason given"
    return None


def _about(message: Message) -> Iterator[str]:
    """The ids in what it answers to, and of the mails that are attached."""
    for name in ("In-Reply-To", "References"):
        yield from _ids(message, name)
    for part in message.walk():
        if part is message:
            continue
        yield from _ids(part, "Message-ID")
        yield from _ids(part, "Original-Message-ID")
        if part.get_content_type() == "text/rfc822-headers":
            yield from _ids(message_from_bytes(_bytes(part)), "Message-ID")


def _ids(message: Message, name: str) -> list[str]:
    return _ID.findall(_line(message[name]))


def _text(message: Message) -> str:
    part = next((part for part in message.walk() if part.get_content_type() == "text/plain"), None)
    if part is None:
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        return _bytes(part).decode(charset, "replace")
    except LookupError:
        return _bytes(part).decode("utf-8", "replace")


def _bytes(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _decoded(value: str) -> str:
    """Without encoded words (RFC 2047)."""
    return one_line(str(make_header(decode_header(value))))


def _line(value: object) -> str:
    return one_line(str(value)) if value is not None else ""
