"""The real mailing list takes a post, holds it, distributes it."""

import asyncio
from email.message import EmailMessage

import pytest

pytestmark = pytest.mark.server("mailman")


def a_post(to: str, subject: str, sender: str = "bot@bots.test") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{subject.replace(' ', '-').lower()}@bots.test>"
    message.set_content("Minutes of a meeting.\n")
    return message


async def test_a_members_post_is_distributed_and_archived(mailman):
    address = mailman.create_list("kiln", "ada@example.test", "bot@bots.test")
    mailman.post(a_post(address, "Firing of the week"), address)
    sent = await asyncio.to_thread(mailman.sink.wait_for, lambda sent: "ada@example.test" in sent.recipients)
    assert sent.message["Subject"] == "[Kiln] Firing of the week"
    assert sent.message["List-Id"] == "<kiln.lists.test>"
    archived = mailman.wait_for_archived(address)
    assert [message["Message-ID"] for message in archived] == ["<firing-of-the-week@bots.test>"]


def test_a_strangers_post_is_held_until_the_moderator_lets_it_through(mailman):
    address = mailman.create_list("glaze", "ada@example.test")
    mailman.post(a_post(address, "From a stranger"), address)
    (held,) = mailman.wait_for_held(address)
    assert held["message_id"] == "<from-a-stranger@bots.test>"
    assert not mailman.archived(address)
    mailman.decide(address, held["request_id"], "accept")
    mailman.sink.wait_for(lambda sent: sent.message["Subject"] == "[Glaze] From a stranger")


def test_a_nonmember_whose_posts_are_accepted_needs_no_moderator(mailman):
    address = mailman.create_list("clay", "ada@example.test")
    mailman.subscribe(address, "bot@bots.test", role="nonmember", moderation="accept")
    mailman.post(a_post(address, "From the bot"), address)
    mailman.wait_for_archived(address)
    assert not mailman.held(address)


def test_mailman_killed_and_started_again_keeps_its_lists(mailman):
    address = mailman.create_list("wheel", "ada@example.test", default_nonmember_action="accept")
    mailman.server.kill()
    with pytest.raises(ConnectionRefusedError):
        mailman.post(a_post(address, "Too early"), address)
    mailman.server.start()
    mailman.post(a_post(address, "After the restart"), address)
    mailman.sink.wait_for(lambda sent: sent.message["Subject"] == "[Wheel] After the restart")
