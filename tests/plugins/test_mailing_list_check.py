"""`check` tries everything but the mail itself, and says what to mend."""

import pytest

from plugins.mailing_list import plugin


async def test_a_server_that_would_take_the_mail_gets_no_complaint_and_no_mail(mailbox, mail_to):
    assert await plugin.check(mail_to()) == []
    assert mailbox.copies == []
    assert mailbox.seen[:3] == ["MAIL", "RCPT", "RSET"]


async def test_login_and_certificate_are_tried(secure_mailbox, mail_settings, tls_files):
    where = {"host": "localhost", "port": secure_mailbox.port, "ca_file": tls_files.ca, "username": "minutebot"}
    assert await plugin.check(mail_settings(**where, password={"value": "right"})) == []
    (complaint,) = await plugin.check(mail_settings(**where, password={"value": "wrong"}))
    assert "check username and password" in complaint


@pytest.mark.parametrize("answer", ["550 5.1.1 No such list", "450 4.2.0 Later"])
async def test_a_list_the_server_does_not_take_mail_for_is_a_complaint(mailbox, mail_to, answer):
    mailbox.answers["RCPT"] = answer
    (complaint,) = await plugin.check(mail_to())
    assert answer in complaint


async def test_a_size_the_server_refuses_is_a_complaint(mailbox, mail_to):
    (complaint,) = await plugin.check(mail_to(max_size=40_000_000))
    assert "set max_size" in complaint


async def test_a_server_that_is_not_there_is_a_complaint(mail_settings):
    (complaint,) = await plugin.check(mail_settings(host="mail.invalid"))
    assert complaint.startswith("mail.invalid:587: can't connect: ")


async def test_an_archive_that_knows_what_it_has_gets_no_complaint(mail_to, list_archive):
    assert await plugin.check(mail_to(list_archive_url=list_archive.url)) == []


async def test_an_archive_that_says_yes_to_everything_is_a_complaint(mail_to, list_archive):
    list_archive.always = 200
    (complaint,) = await plugin.check(mail_to(list_archive_url=list_archive.url))
    assert "does not answer 404 for a mail that was never sent" in complaint


async def test_a_drop_that_can_be_written_gets_no_complaint_and_is_not_made(mail_settings, tmp_path):
    assert await plugin.check(mail_settings(drop=tmp_path / "new" / "mails")) == []
    assert list(tmp_path.iterdir()) == []


async def test_a_drop_that_is_a_file_is_a_complaint(mail_settings, tmp_path):
    (tmp_path / "mails").write_text("")
    (complaint,) = await plugin.check(mail_settings(drop=tmp_path / "mails" / "new"))
    assert complaint.startswith(f"drop: can't write in {tmp_path / 'mails'}")
