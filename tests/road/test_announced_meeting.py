"""A meeting from its announcement to its minutes, one thread: the bot on a real server, mails both ways."""

import asyncio
from email import message_from_bytes
from email.policy import default

import pytest

from tests.servers.mails import hand_in, mail_server
from tests.servers.process import free_ports
from tests.waiting import until

MORE = """
[inbox.lmtp]
port = {inbox}
[publishers.list]
plugin = "mailing_list"
host = "127.0.0.1"
port = {smtp}
security = "plain"
from = "minutebot@bots.test"
to = ["dev@lists.test"]
[[series]]
name = "Weekly Meeting"
timezone = "Europe/London"
[series.schedule]
rule = "FREQ=WEEKLY;BYDAY=WE"
time = 16:10:00
since = 2026-03-04
[series.announce]
remind = "9.9 min"
by_mail = true
"""


class Mails:
    def __init__(self) -> None:
        self.came: list = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.came.append(message_from_bytes(envelope.original_content, policy=default))
        return "250 OK"

    async def wait_for(self, count: int) -> None:
        await until(lambda: len(self.came) >= count, 60)


def answer(inbox: int, to, subject: str) -> None:
    content = (
        f"From: Fen <fen@example.org>\r\nSubject: {subject}\r\nMessage-ID: <9@example.org>\r\nIn-Reply-To: {to}\r\n\r\n"
    )
    hand_in(inbox, content + "Hello\r\n", "fen@example.org")


@pytest.mark.server("ngircd")
async def test_a_meeting_is_announced_answered_reminded_of_and_its_minutes_are_in_the_thread(
    ngircd, chat_client, bot_at
) -> None:
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    mails, (inbox,) = Mails(), free_ports(1)
    async with mail_server(mails) as smtp:
        bot = bot_at(ngircd.port)
        text = bot.config.read_text(encoding="utf-8") + MORE.format(inbox=inbox, smtp=smtp)
        bot.config.write_text(text, encoding="utf-8")
        await bot.start()
        await mails.wait_for(1)
        (agenda,) = mails.came
        assert agenda["Subject"] == "Agenda: Weekly Meeting, 2026-04-08"
        await asyncio.to_thread(answer, inbox, agenda["Message-ID"], "Re: agenda+ Glazes (5 min)")
        await ada.wait_for("Weekly Meeting begins here in 10 minutes, at 16:10 Europe/London; on the agenda: 1. Glazes")
        await bot.kill()
        await bot.start()
        await ada.wait_for("minutebot.* JOIN")
        ada.say("#kiln", "#startmeeting")
        await ada.wait_for("Chair: ada. Agenda: 1. Glazes")
        ada.say("#kiln", "#info the glaze is wet")
        ada.say("#kiln", "#endmeeting")
        await mails.wait_for(2)
        await asyncio.sleep(0.5)
        minutes = mails.came[-1]
        assert len(mails.came) == 2, "announced once, whatever is killed"
        assert minutes["In-Reply-To"] == minutes["References"] == agenda["Message-ID"]
        assert "Glazes" in minutes.get_body().get_content()
        assert await bot.stop() == 0
