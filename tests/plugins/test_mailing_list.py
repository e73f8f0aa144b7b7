import re
from datetime import timedelta

import pytest

from bot.api import Standing, TemporaryError
from bot.testing import FakeAttempt, an_edition


async def test_an_edition_is_mailed_and_the_room_is_told_how_far_that_is_sure(mailbox, mail_to, publish):
    receipt = await publish(mail_to())
    assert receipt.standing is Standing.SENT
    assert receipt.said == "Minutes mailed to dev@lists.example.org (accepted by the mail server)"
    assert receipt.detail.endswith("@lists.example.org>: 250 2.0.0 Ok: queued as 22065516924")
    assert len(mailbox.copies) == 1
    assert mailbox.recipients == ["dev@lists.example.org"]


async def test_the_mail_has_the_headers_a_list_wants_and_none_that_it_writes_itself(mailbox, mail_to, publish):
    await publish(mail_to(archive_url="https://minutes.example.org/{path}.html"))
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
    forbidden = {"list-id", "list-post", "list-unsubscribe", "precedence", "sender", "in-reply-to", "references"}
    assert not forbidden & {name.lower() for name in message}


async def test_bounces_and_answers_go_where_the_config_says(mailbox, mail_to, publish):
    await publish(mail_to(envelope_from="bounces@lists.example.org", reply_to="ada@example.org", auto_submitted=False))
    assert mailbox.return_path == "bounces@lists.example.org"
    assert mailbox.message()["Reply-To"] == "ada@example.org"
    assert mailbox.message()["Auto-Submitted"] is None


async def test_the_server_is_told_the_size_beforehand(mailbox, mail_to, publish):
    await publish(mail_to())
    assert mailbox.mail_options == [f"SIZE={len(mailbox.copies[0])}"]


async def test_the_session_ends_politely(mailbox, mail_to, publish):
    await publish(mail_to())
    for _ in range(100):
        await mailbox.breathe()
    assert mailbox.seen == ["MAIL", "RCPT", "DATA", "QUIT"]


async def test_the_next_attempt_sends_the_same_bytes_whatever_the_time(mailbox, mail_to, publish):
    attempt = FakeAttempt()
    await publish(mail_to(html=True), attempt=attempt)
    await publish(mail_to(html=True), attempt=attempt.next(after=timedelta(hours=3)))
    first, second = mailbox.copies
    assert first == second


async def test_lines_that_begin_with_a_dot_arrive_as_they_were(mailbox, mail_to, publish):
    edition = an_edition()
    edition.pages["txt"] = "one\n.\n..two\n.three\n"
    await publish(mail_to(), edition)
    assert mailbox.message().get_content() == "one\r\n.\r\n..two\r\n.three\r\n"


async def test_a_mended_recipient_counts_when_nothing_can_have_gone_out(mailbox, mail_to, publish):
    attempt = FakeAttempt()
    await publish(mail_to(to=["wrong@lists.example.org"]), attempt=attempt)
    await publish(mail_to(to=["right@lists.example.org"]), attempt=FakeAttempt(number=2, kept=attempt.kept))
    assert b"To: right@lists.example.org" in mailbox.copies[-1]
    assert mailbox.recipients == ["right@lists.example.org"]


async def test_the_permalink_in_the_list_archive_is_known_at_once(mailbox, mail_to, publish):
    receipt = await publish(mail_to(list_archive_url="https://inbox.example.org/{list}/{mid}/"))
    message_id = mailbox.message()["Message-ID"].strip("<>")
    assert receipt.url == f"https://inbox.example.org/dev@lists.example.org/{message_id}/"


async def test_a_drop_gets_the_mail_as_a_file(mail_settings, publish, tmp_path):
    receipt = await publish(mail_settings(drop=tmp_path / "mails"))
    (path,) = (tmp_path / "mails").iterdir()
    assert receipt.said == f"Minutes written as a mail to {path} (not sent)"
    assert path.name.startswith("weekly-2026-04-08.r1.")
    assert path.suffix == ".eml"


async def test_a_drop_holds_the_bytes_that_a_server_would_get(mailbox, mail_settings, mail_to, publish, tmp_path):
    await publish(mail_to())
    await publish(mail_settings(drop=tmp_path))
    (path,) = tmp_path.iterdir()
    assert path.read_bytes() == mailbox.copies[0]


async def test_a_mail_in_the_drop_is_replaced_whole(mail_settings, publish, tmp_path):
    await publish(mail_settings(drop=tmp_path, subject="first"))
    (path,) = tmp_path.iterdir()
    with path.open("rb") as reader:
        await publish(mail_settings(drop=tmp_path, subject="second"))
        assert b"Subject: first" in reader.read()
    assert b"Subject: second" in path.read_bytes()
    assert list(tmp_path.iterdir()) == [path]


async def test_a_drop_that_can_not_be_written_is_the_operators_matter(mail_settings, publish, tmp_path):
    (tmp_path / "mails").write_text("a file")
    with pytest.raises(TemporaryError, match=r"drop: can't write .*mails/weekly-2026-04-08") as caught:
        await publish(mail_settings(drop=tmp_path / "mails"))
    assert caught.value.retry_after == 3600
