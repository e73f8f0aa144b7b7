"""Mail that the mail server of this machine hands in."""

import asyncio
import logging
import smtplib
from contextlib import asynccontextmanager

import pytest

from bot.app.letters import Letter
from bot.app.ports import UnwritableError
from bot.config import LmtpInbox
from bot.mailroom.lmtp import LmtpBox
from tests.servers.mails import hand_in
from tests.servers.process import accepts, free_ports
from tests.waiting import until

MAIL = b"From: bo@example.org\r\nSubject: agenda+ Glazes\r\nMessage-ID: <1@example.org>\r\n\r\nHello\r\n"


class Book:
    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.full = False

    async def take(self, letter: Letter) -> None:
        if self.full:
            raise UnwritableError("the disk is full")
        self.letters.append(letter)


@asynccontextmanager
async def a_box(book: Book, **settings):
    (port,) = free_ports(1)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(LmtpBox(LmtpInbox(port=port, **settings)).run(book.take))
        await until(lambda: accepts(port))
        yield port
        running.cancel()


async def test_a_mail_that_is_handed_in_is_a_letter(caplog) -> None:
    caplog.set_level(logging.INFO)
    book = Book()
    async with a_box(book) as port:
        await asyncio.to_thread(hand_in, port, MAIL)
    assert [letter.subject for letter in book.letters] == ["agenda+ Glazes"]
    assert {record.name for record in caplog.records} == {"bot.mailroom.lmtp"}, "no word of each command"


async def test_a_mail_that_can_not_be_kept_is_to_come_again() -> None:
    book = Book()
    book.full = True
    async with a_box(book) as port:
        with pytest.raises(smtplib.SMTPDataError, match="keep") as refused:
            await asyncio.to_thread(hand_in, port, MAIL)
        assert refused.value.smtp_code == 451
        book.full = False
        await asyncio.to_thread(hand_in, port, MAIL)
    assert len(book.letters) == 1


async def test_a_mail_too_large_is_refused() -> None:
    book = Book()
    async with a_box(book, max_size=4_000) as port:
        with pytest.raises(smtplib.SMTPResponseException) as refused:
            await asyncio.to_thread(hand_in, port, MAIL + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 100)
    assert refused.value.smtp_code == 552
    assert book.letters == []


async def test_an_address_that_is_taken_is_an_error() -> None:
    async with a_box(Book()) as port:
        with pytest.raises(OSError, match="address already in use"):
            await LmtpBox(LmtpInbox(port=port)).run(Book().take)
