"""An attempt was cut between the final dot and the server's answer: nobody knows whether the mail went out."""

import socket
from datetime import timedelta

import pytest

from bot.api import PermanentError, Standing, TemporaryError
from bot.testing import FakeAttempt
from plugins.mailing_list import plugin


@pytest.fixture
def lose_the_answer(mailbox, mail_to, publish, hang_up):
    """Mails, and loses the answer; gives the attempt that follows `after` that."""

    async def lose(after=timedelta(minutes=1), **settings):
        mailbox.answers["DATA"] = hang_up
        attempt = FakeAttempt()
        with pytest.raises(TemporaryError):
            await publish(mail_to(**settings), attempt=attempt)
        del mailbox.answers["DATA"]
        return attempt.next(after)

    return lose


async def test_a_mail_seen_in_the_archive_is_confirmed_and_not_sent_again(
    mailbox, list_archive, mail_to, publish, lose_the_answer
):
    attempt = await lose_the_answer()
    receipt = await publish(mail_to(list_archive_url=list_archive.url), attempt=attempt)
    assert receipt.standing is Standing.CONFIRMED
    assert receipt.said == "Minutes mailed to dev@lists.example.org"
    assert mailbox.messages()[0]["Message-ID"].strip("<>") in receipt.url
    assert len(mailbox.copies) == 1


async def test_a_mail_not_in_the_archive_yet_is_waited_for(mailbox, list_archive, mail_to, publish, lose_the_answer):
    attempt = await lose_the_answer(after=timedelta(minutes=14, seconds=30))
    list_archive.shows = False
    with pytest.raises(TemporaryError, match="does not show it yet") as caught:
        await publish(mail_to(list_archive_url=list_archive.url), attempt=attempt)
    assert caught.value.retry_after == 30
    assert len(mailbox.copies) == 1


async def test_a_mail_never_seen_in_the_archive_is_sent_again_the_same(
    mailbox, list_archive, mail_to, publish, lose_the_answer
):
    attempt = await lose_the_answer(after=timedelta(minutes=15))
    list_archive.shows = False
    receipt = await publish(mail_to(list_archive_url=list_archive.url), attempt=attempt)
    assert receipt.standing is Standing.SENT
    first, second = mailbox.copies
    assert first == second


async def test_what_is_sent_again_is_what_was_sent_also_when_the_config_has_changed(
    mailbox, mail_to, publish, lose_the_answer
):
    attempt = await lose_the_answer()
    await publish(mail_to(from_name="Another name"), attempt=attempt)
    first, second = mailbox.copies
    assert first == second


async def test_a_person_is_asked_when_the_config_says_so(mailbox, list_archive, mail_to, publish, lose_the_answer):
    attempt = await lose_the_answer(after=timedelta(hours=1))
    list_archive.shows = False
    with pytest.raises(PermanentError, match=r"may already be on dev@lists\.example\.org.*minutebot deliveries retry"):
        await publish(mail_to(list_archive_url=list_archive.url, on_uncertain="ask"), attempt=attempt)
    assert len(mailbox.copies) == 1


async def test_without_an_archive_the_policy_holds_at_once(mailbox, mail_to, publish, lose_the_answer):
    attempt = await lose_the_answer()
    with pytest.raises(PermanentError, match="may already be on"):
        await publish(mail_to(on_uncertain="ask"), attempt=attempt)
    assert len(mailbox.copies) == 1
    await publish(mail_to(on_uncertain="resend"), attempt=attempt)
    assert len(mailbox.copies) == 2


@pytest.mark.parametrize("status", [200, 302, 403, 429, 500, 503])
async def test_an_archive_that_tells_nothing_is_asked_again_however_long_it_takes(
    mailbox, list_archive, mail_to, publish, lose_the_answer, status
):
    attempt = await lose_the_answer(after=timedelta(days=3))
    list_archive.always = status
    with pytest.raises(TemporaryError, match="does not tell") as caught:
        await publish(mail_to(list_archive_url=list_archive.url), attempt=attempt)
    assert caught.value.retry_after == 300
    assert len(mailbox.copies) == 1


async def test_an_archive_that_is_down_is_asked_again(mailbox, mail_to, publish, lose_the_answer):
    attempt = await lose_the_answer(after=timedelta(days=3))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/{{mid}}"
    with pytest.raises(TemporaryError, match="does not tell"):
        await publish(mail_to(list_archive_url=url), attempt=attempt)
    assert len(mailbox.copies) == 1


@pytest.mark.parametrize(
    "url", ["http://a..b/{mid}", "http://127.0.0.1:99999/{mid}", "http://127.0.0.1:x/{mid}", "http:///"]
)
async def test_an_archive_that_can_not_exist_is_a_complaint(mail_to, url):
    (complaint,) = await plugin.check(mail_to(list_archive_url=url))
    assert "list_archive_url" in complaint


async def test_a_mail_on_one_list_of_several_was_accepted_for_all(
    mailbox, list_archive, mail_to, publish, lose_the_answer
):
    both = {"to": ["dev@lists.example.org", "users@lists.example.org"]}
    attempt = await lose_the_answer(**both)
    receipt = await publish(mail_to(list_archive_url=list_archive.url, **both), attempt=attempt)
    assert receipt.standing is Standing.CONFIRMED
    assert list_archive.asked[0].startswith("/dev@lists.example.org/")


async def test_the_hash_that_mailman_makes_of_a_message_id_is_known(list_archive, mail_to, publish):
    receipt = await publish(mail_to(list_archive_url="https://lists.example.org/archives/message/{mid_b32sha1}/"))
    assert receipt.url.removesuffix("/").rpartition("/")[2].isalnum()
    assert len(receipt.url.removesuffix("/").rpartition("/")[2]) == 32


async def test_an_attempt_cut_before_the_final_dot_is_not_a_reason_to_ask(mailbox, mail_to, publish):
    attempt = FakeAttempt(number=2, kept=b"whatever was kept")
    receipt = await publish(mail_to(on_uncertain="ask"), attempt=attempt)
    assert receipt.standing is Standing.SENT
    assert len(mailbox.copies) == 1
