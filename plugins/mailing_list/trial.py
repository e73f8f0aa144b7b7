"""`minutebot mail test`: a mail to the list, and what becomes of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from aiosmtplib import SMTPException

from bot.api import PublishError, Step, Trial
from plugins.mailing_list.compose import plain
from plugins.mailing_list.failures import explained
from plugins.mailing_list.headers import Head, domain_of, written
from plugins.mailing_list.readback import Sighting, look_up
from plugins.mailing_list.session import envelope, hand_over, logged_in
from plugins.mailing_list.settings import MailSettings

PAUSE = 2.0  # seconds
_NEVER = datetime.min.replace(tzinfo=UTC)
_TEXT = """\
This is a test: a person wants to know whether mail from minutebot reaches this list.
There is nothing to do about it, and no answer is needed.
"""
_FILLER = "This line only makes the mail as long as the longest that minutebot would send.\n"
_ADVICE = (
    ("not from a list member", "the list's owner adds {sender} as a member or non-member whose posts are accepted"),
    ("larger than", "set max_size (now {max_size}) lower, or have the owner accept what {sender} posts, of any size"),
    ("implicit destination", "name the list in `to` by its own address, or have the owner add it as an alias"),
    ("administrivia", "have the owner accept what {sender} posts"),
    ("moderat", "the list's owner sets {sender} to be accepted: it is moderated now"),
)
_OTHERWISE = 'have the list\'s owner accept what {sender} posts (Mailman: its moderation action "accept")'


async def trial(settings: MailSettings, run: Trial) -> AsyncIterator[Step]:
    """Posts, then waits for the archive, or for what the list says of it by mail."""
    if settings.drop is not None:
        yield Step(f"mails are files in {settings.drop}: there is no list to test", ok=False)
        return
    message_id = f"<test.{run.token}@{domain_of(settings.sender)}>"
    subject = f"minutebot: a test of the way to this list ({run.token})"
    message = _message(settings, message_id, subject, run)
    try:
        yield Step(f"{settings.server} took it: {await _handed_over(settings, message)}")
    except PublishError as error:
        yield Step(str(error), ok=False)
        return
    except (SMTPException, OSError) as error:
        yield Step(str(explained(error, settings)), ok=False)
        return
    yield await _what_became(settings, message_id, subject, run)


def _message(settings: MailSettings, message_id: str, subject: str, run: Trial) -> bytes:
    """As the minutes would be, but sent by a person (RFC 3834, 5): a list tells only people that it holds a mail."""
    head = written(Head(subject, run.now, message_id, by_person=True), settings)
    missing = settings.max_size - len(head + plain(_TEXT)) if run.full_size else 0
    filler = "\n" + _FILLER * (missing // (len(_FILLER) + 4)) if missing > 0 else ""
    return head + plain(_TEXT + filler)


async def _handed_over(settings: MailSettings, message: bytes) -> str:
    async with logged_in(settings) as client:
        await envelope(client, settings, len(message))
        return await hand_over(client, message, _Once(), settings.data_timeout.total_seconds())


async def _what_became(settings: MailSettings, message_id: str, subject: str, run: Trial) -> Step:
    waited = 0.0
    while True:
        if answer := await run.answered(message_id, subject):
            return Step(f"{answer}; {_advice(settings, answer)}", ok=False)
        if settings.list_archive_url:
            sighting, url = await look_up(settings, message_id, everywhere=True)
            if sighting is Sighting.SEEN:
                return Step(f"on the list: {url}")
        if waited >= run.wait:
            return _unseen(settings, run)
        await asyncio.sleep(PAUSE)
        waited += PAUSE


def _unseen(settings: MailSettings, run: Trial) -> Step:
    """Nobody said anything for as long as one waited."""
    if not settings.list_archive_url:
        note = "whether it is on the list can't be told without list_archive_url; look there yourself"
        return Step(note, ok=not run.has_inbox)
    heard = (
        "nothing came back" if run.has_inbox else f"what the list answers goes to {settings.return_path}: look there"
    )
    advice = _OTHERWISE.format(sender=settings.sender)
    absent = f"not in the archive after {run.wait:.0f} s, and {heard}"
    return Step(f"{absent}: a moderator holds it, or the list discarded it; {advice}", ok=False)


def _advice(settings: MailSettings, answer: str) -> str:
    advice = next((advice for words, advice in _ADVICE if words in answer), _OTHERWISE)
    return advice.format(sender=settings.sender, max_size=settings.max_size)


@dataclass(frozen=True, slots=True)
class _Once:
    """An attempt that is not kept: a test is not tried again."""

    number: int = 1
    queued_at: datetime = _NEVER
    uncertain_since: datetime | None = None
    now: datetime = _NEVER
    kept: bytes | None = None

    async def keep(self, payload: bytes) -> None:
        pass

    async def point_of_no_return(self) -> None:
        pass

    async def certain_failure(self) -> None:
        pass
