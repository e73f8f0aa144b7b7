"""A meeting from its announcement to its minutes, one thread: the bot on a real server, mails both ways."""

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from tests.road.conftest import BotProcess
from tests.servers.front import around
from tests.servers.mails import BOT, hand_in, mail_server
from tests.servers.process import free_ports
from tests.store.database import execute
from tests.waiting import answered, until

MORE = """
[inbox.lmtp]
port = {inbox}
[publishers.list]
plugin = "mailing_list"
host = "127.0.0.1"
port = {smtp}
security = "plain"
from = "minutebot@bots.test"
to = ["{address}"]
list_archive_url = "{archive}"
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


def announcing(bot: BotProcess, **values: object) -> None:
    bot.config.write_text(bot.config.read_text(encoding="utf-8") + MORE.format(**values), encoding="utf-8")


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
        announcing(bot, inbox=inbox, smtp=smtp, address="dev@lists.test", archive="")
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


def an_answer(address: str, to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Fen <fen@example.org>", address, "Re: agenda+ Glazes"
    message["Message-ID"], message["In-Reply-To"] = "<9@example.org>", to
    message.set_content("Hello")
    return message


@pytest.mark.server("ngircd", "mailman")
async def test_what_is_answered_on_a_real_list_is_on_the_agenda_and_the_minutes_are_on_the_list_when_it_says_so(
    ngircd, chat_client, bot_at, mailman
) -> None:
    address = mailman.create_list("announced", "fen@example.org", BOT)
    ada, (inbox,) = await chat_client(ngircd.port, "ada", room="#kiln"), free_ports(1)
    async with around(mailman, inbox) as (smtp, archive):
        bot = bot_at(ngircd.port)
        announcing(bot, inbox=inbox, smtp=smtp, address=address, archive=archive)
        await bot.start()
        (agenda,) = await asyncio.to_thread(mailman.wait_for_archived, address)
        await asyncio.to_thread(mailman.post, an_answer(address, agenda["Message-ID"]), address)
        await answered(lambda: execute(bot.home / "minutebot.db", "SELECT text FROM agenda"))
        ada.say("#kiln", "#startmeeting")
        await ada.wait_for("Chair: ada. Agenda: 1. Glazes")
        ada.say("#kiln", "#endmeeting")
        archived = await asyncio.to_thread(mailman.wait_for_archived, address, 3)
        (minutes,) = (each for each in archived if each["Subject"].startswith("[Announced] Weekly Meeting"))
        assert minutes["In-Reply-To"] == agenda["Message-ID"]
        await ada.wait_for(f"The minutes are on {address}: http://127.0.0.1.*{minutes['Message-ID-Hash']}")
        assert await bot.stop() == 0
