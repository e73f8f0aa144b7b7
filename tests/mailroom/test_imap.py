"""Mail fetched by IMAP, from a real Dovecot."""

import asyncio
from collections.abc import Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.letters import Letter
from bot.app.ports import UnwritableError
from bot.config import ImapInbox
from bot.mailroom.imap import ImapBox
from tests.servers.certificates import make_certificates
from tests.servers.dovecot import Dovecot, make_dovecot
from tests.waiting import until

needs_dovecot = pytest.mark.server("dovecot")


def mail(number: int, text: str = "Hello") -> bytes:
    return f"From: bo@example.org\nSubject: letter {number}\nMessage-ID: <{number}@example.org>\n\n{text}\n".encode()


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory, certificates) -> Iterator[Dovecot]:
    found = make_dovecot(tmp_path_factory.mktemp("dovecot"), certificates)
    found.server.start()
    yield found
    found.server.end()


@pytest.fixture
def settings(dovecot, certificates, request):
    """By each of the three ways to talk to it."""

    def make(security: str = "plain", **more: object) -> ImapInbox:
        port = dovecot.server.tls_port if security == "tls" else dovecot.server.port
        known = {"host": "localhost", "port": port, "security": security, "username": "minutebot", "every": 0.05}
        secret = {"password": {"value": "secret"}, "ca_file": certificates.authority}
        return ImapInbox.model_validate(known | secret | more)

    return make


@asynccontextmanager
async def fetching(settings: ImapInbox, take):
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(ImapBox(settings).run(take))
        yield
        running.cancel()


@needs_dovecot
@pytest.mark.parametrize("security", ["plain", "starttls", "tls"])
async def test_what_is_new_is_fetched_once_and_marked_as_seen(dovecot, settings, security) -> None:
    letters: list[Letter] = []

    async def take(letter: Letter) -> None:
        letters.append(letter)

    name = f"1.{security}"
    dovecot.deliver(name, mail(1))
    async with fetching(settings(security), take):
        await until(lambda: name in dovecot.seen())
        await asyncio.sleep(0.3)
    assert [letter.subject for letter in letters] == ["letter 1"]


@needs_dovecot
async def test_what_can_not_be_kept_comes_again(dovecot, settings, caplog) -> None:
    letters: list[Letter] = []

    async def take(letter: Letter) -> None:
        letters.append(letter)
        if len(letters) == 1:
            raise UnwritableError("the disk is full")

    dovecot.deliver("2.again", mail(2))
    async with fetching(settings(), take):
        await until(lambda: "2.again" in dovecot.seen())
    assert [letter.message_id for letter in letters] == ["<2@example.org>"] * 2
    assert "the disk is full" in caplog.text


@needs_dovecot
async def test_what_was_kept_before_the_disk_was_full_or_the_bot_ended_does_not_come_again(dovecot, settings) -> None:
    letters: list[str] = []
    waiting = asyncio.Event()

    async def take(letter: Letter) -> None:
        letters.append(letter.subject)
        if letters == ["letter 4", "letter 5"]:
            raise UnwritableError("the disk is full")
        if letter.subject == "letter 6":
            waiting.set()
            await asyncio.sleep(60)

    for number in (4, 5, 6):
        dovecot.deliver(f"{number}.kept", mail(number))
    async with fetching(settings(), take):
        await asyncio.wait_for(waiting.wait(), 20)
    assert letters == ["letter 4", "letter 5", "letter 5", "letter 6"]
    assert {"4.kept", "5.kept"} <= set(dovecot.seen())
    assert "6.kept" not in dovecot.seen()


@needs_dovecot
async def test_another_authority_is_trusted_beside_the_systems(
    dovecot, settings, certificates, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
    taken = asyncio.Event()

    async def take(_letter: Letter) -> None:
        taken.set()

    dovecot.deliver("7.tls", mail(7))
    async with fetching(settings("tls", ca_file=make_certificates(tmp_path).authority), take):
        await asyncio.wait_for(taken.wait(), 20)


@needs_dovecot
async def test_for_a_plain_connection_no_authority_is_looked_for(dovecot, settings, tmp_path) -> None:
    taken = asyncio.Event()

    async def take(_letter: Letter) -> None:
        taken.set()

    dovecot.deliver("8.plain", mail(8))
    async with fetching(settings(ca_file=tmp_path / "none.pem"), take):
        await asyncio.wait_for(taken.wait(), 20)


@needs_dovecot
async def test_of_a_long_mail_the_beginning_is_fetched(dovecot, settings) -> None:
    letters: list[Letter] = []

    async def take(letter: Letter) -> None:
        letters.append(letter)

    dovecot.deliver("3.long", mail(3, "x" * 20_000))
    async with fetching(settings(max_size=4_000), take):
        await until(lambda: "3.long" in dovecot.seen())
    assert len(letters[0].text) < 4_000


@needs_dovecot
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"password": {"value": "wrong"}}, "can't fetch mail"),
        ({"password": {"file": Path("/no/such/file")}}, "can't read the secret"),
        ({"folder": "Nowhere"}, "no folder Nowhere"),
        ({"port": 1}, "can't fetch mail"),
        ({"security": "tls", "ca_file": None}, "certificate"),
        ({"security": "tls", "ca_file": Path("/no/such.pem")}, "ca_file /no/such.pem can't be used"),
    ],
)
async def test_what_is_wrong_is_said_and_it_is_tried_again(settings, caplog, change, says) -> None:
    async def take(_letter: Letter) -> None:
        raise AssertionError

    chosen = settings(**change).model_copy(update={"every": timedelta(seconds=0.05)})
    async with fetching(chosen, take):
        await until(lambda: caplog.text.count("trying again") >= 2)
    assert says in caplog.text


def test_a_password_is_never_sent_in_the_clear() -> None:
    known = {"host": "mail.example.org", "username": "minutebot", "password": {"value": "secret"}}
    with pytest.raises(ValueError, match="never sent in the clear"):
        ImapInbox.model_validate({**known, "security": "plain"})
