"""What a mail server may answer, stage by stage, and what the dispatcher and the operator get to hear."""

import asyncio
import socket

import pytest
from aiosmtpd.smtp import SMTP

from bot.api import PermanentError, PublishError, Standing, TemporaryError
from bot.testing import FakeAttempt, an_edition
from tests.servers.mails import listening

HOUR = 3600


async def failure(publish, settings, attempt=None):
    with pytest.raises(PublishError) as caught:
        await asyncio.wait_for(publish(settings, None, attempt or FakeAttempt()), 10)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
async def test_a_no_for_now_is_tried_again_and_nothing_went_out(mailbox, mail_to, publish, stage):
    mailbox.answers[stage] = "451 4.7.1 Greylisted, come back later"
    attempt = FakeAttempt()
    error = await failure(publish, mail_to(), attempt)
    assert isinstance(error, TemporaryError)
    assert error.retry_after is None
    assert 'said "451 4.7.1 Greylisted, come back later"' in str(error)
    assert not attempt.is_uncertain
    assert mailbox.copies == []


@pytest.mark.parametrize(
    ("stage", "answer", "hint"),
    [
        ("MAIL", "550 5.7.1 Not you", "to mail from minutebot@lists.example.org; see `from` and `envelope_from`"),
        ("MAIL", "552 5.3.4 Too big", "set max_size (now 35000 bytes)"),
        ("RCPT", "550 5.1.1 No such list", "to dev@lists.example.org; is that the list's address?"),
        ("DATA", "554 5.6.0 Spam", "to the mail"),
        ("DATA", "552 5.3.4 Too big", "set max_size (now 35000 bytes)"),
    ],
)
async def test_a_no_for_good_needs_a_person_and_says_what_to_mend(mailbox, mail_to, publish, stage, answer, hint):
    mailbox.answers[stage] = answer
    attempt = FakeAttempt()
    error = await failure(publish, mail_to(), attempt)
    assert isinstance(error, PermanentError)
    assert f'said "{answer}"' in str(error)
    assert hint in str(error)
    assert not attempt.is_uncertain
    assert mailbox.copies == []


async def test_a_no_after_the_final_dot_is_told_as_certain(mailbox, mail_to, publish):
    mailbox.answers["DATA"] = "451 4.3.0 Disk full"
    attempt = FakeAttempt()
    await failure(publish, mail_to(), attempt)
    assert attempt.calls == ["keep", "point_of_no_return", "certain_failure"]


async def test_a_no_before_the_message_leaves_the_point_of_no_return_untouched(mailbox, mail_to, publish):
    mailbox.answers["RCPT"] = "450 Later"
    attempt = FakeAttempt()
    await failure(publish, mail_to(), attempt)
    assert attempt.calls == ["keep"]


async def test_either_every_list_gets_the_mail_or_none(mailbox, mail_to, publish):
    mailbox.answers["RCPT gone@lists.example.org"] = "550 5.1.1 No such list"
    error = await failure(publish, mail_to(to=["dev@lists.example.org", "gone@lists.example.org"]))
    assert isinstance(error, PermanentError)
    assert "to gone@lists.example.org" in str(error)
    assert mailbox.copies == []


async def test_a_server_that_wants_a_login_is_the_operators_matter(mailbox, mail_to, publish):
    mailbox.answers["MAIL"] = "530 5.7.0 Authentication required"
    error = await failure(publish, mail_to())
    assert isinstance(error, TemporaryError)
    assert error.retry_after == HOUR
    assert "set username and password" in str(error)


async def test_a_connection_lost_before_the_answer_leaves_it_uncertain(mailbox, mail_to, publish, hang_up):
    mailbox.answers["DATA"] = hang_up
    attempt = FakeAttempt()
    error = await failure(publish, mail_to(), attempt)
    assert isinstance(error, TemporaryError)
    assert "handed over, but no answer came" in str(error)
    assert attempt.calls == ["keep", "point_of_no_return"]
    assert len(mailbox.copies) == 1


@pytest.mark.parametrize("stage", ["MAIL", "RCPT"])
async def test_a_connection_lost_earlier_is_certain(mailbox, mail_to, publish, hang_up, stage):
    mailbox.answers[stage] = hang_up
    attempt = FakeAttempt()
    assert isinstance(await failure(publish, mail_to(), attempt), TemporaryError)
    assert not attempt.is_uncertain


async def test_a_server_too_slow_after_the_message_leaves_it_uncertain(mailbox, mail_to, publish, sleep_on_it):
    mailbox.answers["DATA"] = sleep_on_it
    attempt = FakeAttempt()
    error = await failure(publish, mail_to(data_timeout=0.1), attempt)
    assert isinstance(error, TemporaryError)
    assert attempt.is_uncertain


async def test_a_server_too_slow_before_the_message_is_certain(mailbox, mail_to, publish, sleep_on_it):
    mailbox.answers["RCPT"] = sleep_on_it
    attempt = FakeAttempt()
    error = await failure(publish, mail_to(command_timeout=0.1), attempt)
    assert isinstance(error, TemporaryError)
    assert not attempt.is_uncertain


async def test_a_slow_answer_within_its_time_is_waited_for(mailbox, mail_to, publish, think):
    mailbox.answers["DATA"] = think
    receipt = await publish(mail_to(command_timeout=0.5, data_timeout=30))
    assert receipt.standing is Standing.SENT


@pytest.mark.parametrize("answer", ["what?", "354 go on", "250-"])
async def test_an_answer_that_makes_no_sense_leaves_it_uncertain(mailbox, mail_to, publish, answer):
    async def nonsense(server):
        return answer

    mailbox.answers["DATA"] = nonsense
    attempt = FakeAttempt()
    assert isinstance(await failure(publish, mail_to(data_timeout=0.2), attempt), TemporaryError)
    assert attempt.is_uncertain


async def test_nobody_listening_is_tried_again(mail_settings, publish):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = await failure(publish, mail_settings(host="127.0.0.1", port=port, security="plain"))
    assert isinstance(error, TemporaryError)
    assert str(error) == f"127.0.0.1:{port}: can't connect: Connection refused"
    assert error.retry_after is None


async def test_a_server_that_never_greets_is_tried_again(mail_settings, publish):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = mail_settings(host="127.0.0.1", port=silent.getsockname()[1], security="plain", connect_timeout=0.1)
        assert isinstance(await failure(publish, settings), TemporaryError)


async def test_a_host_nobody_knows_is_tried_again_and_named(mail_settings, publish):
    error = await failure(publish, mail_settings(host="mail.invalid"))
    assert isinstance(error, TemporaryError)
    assert str(error).startswith("mail.invalid:587: can't connect: ")


@pytest.mark.parametrize("greeting", [b"554 5.7.1 Blocked\r\n", b"421 Too busy\r\n"])
async def test_a_server_that_turns_this_machine_away_is_the_operators_matter(mail_settings, publish, greeting):
    async def turn_away(reader, writer):
        writer.write(greeting)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(turn_away, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        error = await failure(publish, mail_settings(host="127.0.0.1", port=port, security="plain"))
    assert isinstance(error, TemporaryError)
    assert "at the greeting" in str(error)
    assert error.retry_after == HOUR


async def test_an_answer_full_of_control_characters_is_told_in_one_clean_line(mailbox, mail_to, publish):
    mailbox.answers["RCPT"] = "550-first\r\n550 \x1b[31msecond\x07"
    assert '"550 first [31msecond"' in str(await failure(publish, mail_to()))


class TestTls:
    @pytest.fixture
    def mail_securely(self, mail_settings, secure_mailbox, tls_files):
        def settings(**values):
            login = {"username": "minutebot", "password": {"value": "right"}}
            where = {"host": "localhost", "port": secure_mailbox.port, "ca_file": tls_files.ca}
            return mail_settings(**where | login | values)

        return settings

    async def test_mail_goes_over_starttls_with_a_login(self, secure_mailbox, mail_securely, publish):
        assert (await publish(mail_securely())).standing is Standing.SENT
        assert len(secure_mailbox.copies) == 1

    async def test_the_password_may_be_in_a_file(self, secure_mailbox, mail_securely, publish, tmp_path):
        (tmp_path / "password").write_text("right\n")
        await publish(mail_securely(password={"file": tmp_path / "password"}))
        assert len(secure_mailbox.copies) == 1

    async def test_a_password_file_that_is_gone_is_the_operators_matter(self, mail_securely, publish, tmp_path):
        error = await failure(publish, mail_securely(password={"file": tmp_path / "gone"}))
        assert "can't read the secret" in str(error)
        assert error.retry_after == HOUR

    async def test_a_wrong_password_is_the_operators_matter_and_never_shown(self, mail_securely, publish):
        error = await failure(publish, mail_securely(password={"value": "open sesame"}))
        assert isinstance(error, TemporaryError)
        assert error.retry_after == HOUR
        assert "535" in str(error)
        assert "check username and password" in str(error)
        assert "sesame" not in str(error)

    async def test_an_unknown_authority_is_the_operators_matter(self, secure_mailbox, mail_securely, publish):
        error = await failure(publish, mail_securely(ca_file=None))
        assert error.retry_after == HOUR
        assert "not trusted" in str(error)
        assert "set ca_file" in str(error)
        assert secure_mailbox.seen == []

    async def test_a_certificate_for_another_name_is_the_operators_matter(self, mail_securely, publish):
        error = await failure(publish, mail_securely(host="127.0.0.1"))
        assert "not trusted" in str(error)
        assert "host to the name in the certificate" in str(error)

    async def test_a_ca_file_that_is_none_is_the_operators_matter(self, mail_securely, publish, tmp_path):
        (tmp_path / "ca.pem").write_text("no certificate")
        assert "ca.pem can't be used" in str(await failure(publish, mail_securely(ca_file=tmp_path / "ca.pem")))

    async def test_mail_never_goes_in_the_clear_because_starttls_is_missing(self, mailbox, mail_settings, publish):
        error = await failure(publish, mail_settings(host="127.0.0.1", port=mailbox.port))
        assert error.retry_after == HOUR
        assert "offers no STARTTLS" in str(error)
        assert mailbox.seen == []

    async def test_mail_goes_over_tls_from_the_start(self, mailbox, mail_securely, tls_files, publish):
        async with listening(lambda: SMTP(mailbox, hostname="mail.test"), ssl=tls_files.context()) as port:
            await publish(mail_securely(port=port, security="tls", username="", password=None))
        assert len(mailbox.copies) == 1

    async def test_tls_on_a_port_that_speaks_in_the_clear_is_the_operators_matter(
        self, mailbox, mail_settings, publish
    ):
        error = await failure(publish, mail_settings(host="127.0.0.1", port=mailbox.port, security="tls"))
        assert error.retry_after == HOUR
        assert 'port 465 with security = "tls"' in str(error)

    async def test_an_unknown_authority_is_noticed_with_tls_from_the_start(
        self, mailbox, mail_securely, tls_files, publish
    ):
        async with listening(lambda: SMTP(mailbox, hostname="mail.test"), ssl=tls_files.context()) as port:
            error = await failure(publish, mail_securely(port=port, security="tls", ca_file=None))
        assert "not trusted" in str(error)


async def test_a_revision_is_mailed_into_the_thread_of_the_first(mailbox, mail_to, publish):
    await publish(mail_to())
    receipt = await publish(mail_to(), an_edition(revision=2))
    first, second = mailbox.messages()
    assert second["References"] == first["Message-ID"]
    told = "Corrected minutes (revision 2) mailed to dev@lists.example.org (accepted by the mail server)"
    assert receipt.said == told
