"""Mail that the mail server of this machine hands in."""

import asyncio
import smtplib
from contextlib import asynccontextmanager

import pytest

from bot.app.letters import Letter
from bot.app.ports import UnwritableError
from bot.config import LmtpInbox
from bot.mailroom.lmtp import LmtpBox
from tests.servers.process import free_ports

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
        for _ in range(100):
            await asyncio.sleep(0.02)
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
            writer.close()
            break
        yield port
        running.cancel()


def post(port: int, content: bytes = MAIL) -> tuple[int, bytes]:
    with smtplib.LMTP("127.0.0.1", port) as lmtp:
        lmtp.ehlo()
        lmtp.mail("bo@example.org")
        lmtp.rcpt("minutebot@bots.test")
        return lmtp.data(content)


async def test_a_mail_that_is_handed_in_is_a_letter() -> None:
    book = Book()
    async with a_box(book) as port:
        code, _ = await asyncio.to_thread(post, port)
    assert code == 250
    assert [letter.subject for letter in book.letters] == ["agenda+ Glazes"]


async def test_a_mail_that_can_not_be_kept_is_to_come_again() -> None:
    book = Book()
    book.full = True
    async with a_box(book) as port:
        code, text = await asyncio.to_thread(post, port)
        assert (code, b"keep" in text) == (451, True)
        book.full = False
        assert (await asyncio.to_thread(post, port))[0] == 250


async def test_a_mail_too_large_is_refused() -> None:
    book = Book()
    async with a_box(book, max_size=4_000) as port:
        code, _ = await asyncio.to_thread(post, port, MAIL + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 100)
    assert code == 552
    assert book.letters == []


async def test_an_address_that_is_taken_is_an_error() -> None:
    async with a_box(Book()) as port:
        with pytest.raises(OSError, match="address already in use"):
            await LmtpBox(LmtpInbox(port=port)).run(Book().take)
