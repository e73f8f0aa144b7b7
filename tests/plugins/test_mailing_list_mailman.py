"""The minutes on a real Mailman 3 list. It speaks LMTP, so a small mail server stands before it, as Postfix would."""

import asyncio
from functools import partial

import pytest

from bot.api import PermanentError, Standing
from bot.testing import an_edition
from tests.servers.front import Relay
from tests.servers.mails import BOT, mail_server

pytestmark = pytest.mark.server("mailman")


@pytest.fixture
async def mail_to_list(mailman, mail_settings):
    """Settings for mail to a list of Mailman's."""
    relay = Relay(mailman.lmtp_port)
    async with mail_server(relay) as port:
        yield partial(mail_settings, host="127.0.0.1", port=port, security="plain", **{"from": BOT})
    relay.end()


def a_list(mailman, name, **settings):
    """A list with one reader, and the bot set up as docs/mailing-list.md says."""
    address = mailman.create_list(name, "reader@example.test", **settings)
    mailman.subscribe(address, BOT, role="nonmember", moderation="accept")
    return address


def to_reader(address, sent):
    return "reader@example.test" in sent.recipients and sent.message["List-Id"] == f"<{address.replace('@', '.')}>"


async def test_minutes_are_handed_on_once_and_archived_once_with_their_headers(mailman, mail_to_list, publish):
    address = a_list(mailman, "minutes")
    edition = an_edition(digest="Größe, 会議.")
    receipt = await publish(mail_to_list(to=[address], archive_url="https://minutes.test/{path}"), edition)
    assert receipt.standing is Standing.SENT
    sent = await asyncio.to_thread(mailman.sink.wait_for, partial(to_reader, address))
    (archived,) = await asyncio.to_thread(mailman.wait_for_archived, address)
    for message in (sent.message, archived):
        assert message["From"] == f"minutebot <{BOT}>"
        assert message["Subject"] == "[Minutes] Weekly Meeting: 2026-04-08 - Größe, 会議."
        assert message["Message-ID"] in receipt.detail
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["X-Minutebot-Meeting"] == "https://minutes.test/weekly/2026-04-08"
        assert message["List-Id"] == "<minutes.lists.test>"
        lines = message.get_content().splitlines()
        assert lines[:5] == [
            "https://minutes.test/weekly/2026-04-08",
            "",
            "Weekly Meeting: 2026-04-08",
            "",
            "Größe, 会議.",
        ]
        assert lines[lines.index("--") :][:3] == ["--", "", "AoB"]
    assert sent.message["Date"] == "Wed, 08 Apr 2026 16:26:30 +0000"
    assert len([copy for copy in mailman.sink.delivered if to_reader(address, copy)]) == 1


async def test_the_permalink_is_the_one_mailman_makes(mailman, mail_to_list, publish):
    address = a_list(mailman, "permalinks")
    settings = mail_to_list(to=[address], list_archive_url="https://lists.test/archives/message/{mid_b32sha1}/")
    receipt = await publish(settings)
    (archived,) = await asyncio.to_thread(mailman.wait_for_archived, address)
    assert receipt.url == f"https://lists.test/archives/message/{archived['Message-ID-Hash']}/"


async def test_a_corrected_revision_is_in_the_thread_of_the_first(mailman, mail_to_list, publish):
    address = a_list(mailman, "threads")
    for revision in (1, 2, 3):
        await publish(mail_to_list(to=[address]), an_edition(revision=revision))
    archived = await asyncio.to_thread(mailman.wait_for_archived, address, 3)
    first, second, third = sorted(archived, key=lambda message: message["Message-ID"])
    assert second["In-Reply-To"] == first["Message-ID"]
    assert third["In-Reply-To"] == third["References"] == first["Message-ID"]


async def test_a_list_that_does_not_exist_is_a_failure_for_a_person(mailman, mail_to_list, publish):
    with pytest.raises(PermanentError, match="550"):
        await publish(mail_to_list(to=["nobody@lists.test"]))


async def test_minutes_of_any_length_pass_a_new_lists_limit_of_40_kb(mailman, mail_to_list, publish):
    address = mailman.create_list("sizes", "reader@example.test", default_nonmember_action="defer")
    edition = an_edition()
    edition.pages["txt"] = "Größenänderungen wurden besprochen.\n" * 5_000
    await publish(mail_to_list(to=[address]), edition)
    (archived,) = await asyncio.to_thread(mailman.wait_for_archived, address)
    assert "too long for a mail to this list" in archived.get_content()


async def test_minutes_over_the_lists_limit_are_held_and_nobody_claims_they_are_there(mailman, mail_to_list, publish):
    address = mailman.create_list("limits", "reader@example.test", default_nonmember_action="defer")
    edition = an_edition()
    edition.pages["txt"] = "Größenänderungen wurden besprochen.\n" * 5_000
    receipt = await publish(mail_to_list(to=[address], max_size=100_000), edition)
    (held,) = await asyncio.to_thread(mailman.wait_for_held, address)
    assert "40 KB" in held["reason"]
    assert receipt.said.endswith("(accepted by the mail server)")


async def test_minutes_from_a_stranger_are_held(mailman, mail_to_list, publish):
    address = mailman.create_list("strangers", "reader@example.test")
    await publish(mail_to_list(to=[address]))
    (held,) = await asyncio.to_thread(mailman.wait_for_held, address)
    assert held["subject"].startswith("Weekly Meeting: 2026-04-08")
