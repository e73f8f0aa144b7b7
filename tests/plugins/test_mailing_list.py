import re
from datetime import timedelta

import pytest

from bot.api import PermanentError, Standing, TemporaryError
from bot.testing import FakeAttempt, an_edition
from plugins.mailing_list import plugin


def settings(**values):
    plain = {"from": "minutebot@lists.example.org", "to": ["dev@lists.example.org"]}
    return plugin.settings.model_validate(plain | values)


def to_mailbox(mailbox, **values):
    return settings(host="127.0.0.1", port=mailbox.port, security="plain", **values)


async def publish(given, edition=None, attempt=None):
    async with plugin.open(given) as publisher:
        return await publisher.publish(edition or an_edition(), attempt or FakeAttempt())


async def test_an_edition_is_mailed_once_and_the_room_is_told_where(mailbox):
    receipt = await publish(to_mailbox(mailbox))
    assert receipt.standing is Standing.SENT
    assert receipt.said == "Minutes mailed to dev@lists.example.org (accepted by the mail server)"
    assert "queued as 22065516924" in receipt.detail
    assert len(mailbox.copies) == 1


async def test_the_mail_has_the_headers_a_list_wants(mailbox):
    await publish(to_mailbox(mailbox, archive_url="https://minutes.example.org/{path}.html"))
    message = mailbox.message()
    assert message["From"] == "minutebot <minutebot@lists.example.org>"
    assert message["To"] == "dev@lists.example.org"
    assert message["Subject"] == "Weekly Meeting: 2026-04-08 - 3.1 released, hack week and grants."
    assert message["Date"] == "Wed, 08 Apr 2026 16:26:30 +0000"
    assert re.fullmatch(r"<weekly-2026-04-08\.r1\.[0-9a-f]{8}@lists\.example\.org>", message["Message-ID"])
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Minutebot-Meeting"] == "https://minutes.example.org/weekly/2026-04-08.html"
    assert message["Content-Transfer-Encoding"] == "quoted-printable"
    assert message.get_content_type() == "text/plain"
    assert not {"list-id", "list-post", "precedence", "sender"} & {name.lower() for name in message}
    assert message.get_content().startswith("https://minutes.example.org/weekly/2026-04-08.html\r\n\r\nWeekly Meeting")


async def test_a_refusal_for_now_is_temporary_and_nothing_is_sent(mailbox):
    mailbox.answers["RCPT"] = "450 4.2.0 Greylisted"
    attempt = FakeAttempt()
    with pytest.raises(TemporaryError, match=r'said "450 4\.2\.0 Greylisted"'):
        await publish(to_mailbox(mailbox), attempt=attempt)
    assert not attempt.is_uncertain
    assert mailbox.copies == []


async def test_a_refusal_for_good_is_permanent_and_names_the_list(mailbox):
    mailbox.answers["RCPT"] = "550 5.1.1 No such list"
    with pytest.raises(PermanentError, match=r'"550 5\.1\.1 No such list" to dev@lists\.example\.org'):
        await publish(to_mailbox(mailbox))


async def test_a_mail_goes_into_the_drop_instead(tmp_path):
    receipt = await publish(settings(drop=tmp_path / "mails"))
    (path,) = (tmp_path / "mails").iterdir()
    assert str(path) in receipt.said
    assert path.read_bytes().startswith(b"From: minutebot <minutebot@lists.example.org>\r\n")


async def test_the_next_attempt_sends_the_same_bytes(mailbox):
    attempt = FakeAttempt()
    await publish(to_mailbox(mailbox), attempt=attempt)
    await publish(to_mailbox(mailbox), attempt=attempt.next(after=timedelta(hours=3)))
    first, second = mailbox.copies
    assert first == second
