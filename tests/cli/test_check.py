"""`minutebot check` against real servers: what is well, what is wrong, and how to mend it."""

import asyncio
import json
import socket

import pytest

from bot.demo.ircd import IrcServer
from tests.cli.conftest import own_process
from tests.store.database import execute

NETWORK = """
[[rooms]]
network = "kiln"
name = "#kiln"
[networks.kiln]
host = "{host}"
port = {port}
connect_timeout = "20 s"
registration_timeout = "{patience} s"
"""


async def check(home, port, more="tls = false", host="127.0.0.1", patience=20):
    """The exit code, and what is said of the network."""
    config = home / "config.toml"
    config.write_text(config.read_text() + NETWORK.format(host=host, port=port, patience=patience) + more)
    (home / "m").mkdir(exist_ok=True)
    return await run_check(home)


async def run_check(home, *words):
    process = own_process("check", *words, home=home)
    said, errors = await asyncio.to_thread(process.communicate)
    assert errors == ""
    return process.returncode, said


async def test_all_is_well(home, embedded):
    code, said = await check(
        home, embedded.port, 'tls = false\nsasl = { account = "bo", password = { value = "secret" } }'
    )
    assert said.splitlines() == [
        "ok     config.toml: 1 network, 1 room, 2 publishers",
        f"ok     store: {home}/m/minutebot.db: made at the first start",
        "ok     publishers.archive: the archive",
        f"ok     publishers.list: mails in {home}/m/mail",
        f"ok     networks.kiln: 127.0.0.1:{embedded.port} welcomes minutebot, logged in as bo",
    ]
    assert code == 0
    assert embedded.members("#kiln") == []
    assert not (home / "m" / "minutebot.db").exists()


async def test_a_wrong_sasl_password_is_named(home, embedded):
    code, said = await check(home, embedded.port, 'tls = false\nsasl = { account = "bo", password = { value = "no" } }')
    assert code == 1
    assert "wrong  networks.kiln.sasl: " in said
    assert "SASL login failed" in said
    assert '"no"' not in said


async def test_an_optional_login_that_fails_is_wrong_all_the_same(home, embedded):
    sasl = 'tls = false\nsasl = { account = "bo", password = { value = "no" }, policy = "optional" }'
    code, said = await check(home, embedded.port, sasl)
    assert code == 1
    assert "lets us in without" in said


async def test_a_wrong_server_password_is_named(home, meeting_time):
    async with IrcServer(meeting_time, password="open sesame") as server:
        code, said = await check(home, server.port, 'tls = false\npassword = { value = "sesame" }')
    assert code == 1
    assert f"wrong  networks.kiln.password: 127.0.0.1:{server.port} does not let us in: " in said


async def test_a_nick_in_use_is_told(home, embedded, chat_client):
    await chat_client(embedded.port, "minutebot")
    code, said = await check(home, embedded.port)
    assert code == 0
    assert "(minutebot is taken; is the bot running?)" in said


@pytest.mark.server("ngircd")
async def test_an_authority_that_nobody_knows_is_told_and_mended(home, ngircd, certificates):
    code, said = await check(home, ngircd.tls_port, more="", host="localhost")
    assert code == 1
    assert "wrong  networks.kiln.tls.ca_file: nobody this machine trusts vouches for localhost (" in said
    config = home / "config.toml"
    config.write_text(config.read_text() + f'tls = {{ ca_file = "{certificates.authority}" }}\n')
    code, said = await run_check(home)
    assert (code, "welcomes minutebot" in said) == (0, True)


@pytest.mark.server("ngircd")
async def test_a_certificate_of_another_name_is_told(home, ngircd, certificates):
    code, said = await check(home, ngircd.tls_port, f'tls = {{ ca_file = "{certificates.authority}" }}', host="127.1")
    assert code == 1
    assert "wrong  networks.kiln.host: the certificate is for another name (" in said


async def test_tls_on_a_port_without_is_told(home, embedded):
    code, said = await check(home, embedded.port, more="", patience=2)
    assert code == 1
    assert "tls = false" in said


@pytest.mark.server("ngircd")
async def test_no_tls_on_a_port_with_it_is_told(home, ngircd):
    code, said = await check(home, ngircd.tls_port, patience=2)
    assert code == 1
    assert "wrong  networks.kiln" in said
    assert "[tls]" in said


async def test_a_port_nobody_listens_on_and_a_name_nobody_has(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        code, said = await check(home, port)
        assert f"wrong  networks.kiln.port: nothing listens on 127.0.0.1:{port}; check host and port" in said
    config = home / "config.toml"
    config.write_text(config.read_text().replace('host = "127.0.0.1"', 'host = "irc.invalid"'))
    assert "wrong  networks.kiln.host: irc.invalid can't be found" in (await run_check(home))[1]
    assert code == 1


async def test_a_server_that_says_nothing_is_given_up(home):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        code, said = await check(home, silent.getsockname()[1], patience=0.5)
    assert code == 1
    assert "no answer from 127.0.0.1" in said


def test_every_complaint_about_a_config_comes_at_once(minutebot, home):
    (home / "config.toml").write_text(
        '[store]\nurls = "x"\n[networks.kiln]\nhost = "h"\nport = 99999\n[[rooms]]\nnetwork = "nope"\nname = "#kiln"\n'
        '[publishers.archive]\ndir = "x"\n[publishers.wiki]\n'
    )
    result = minutebot("check", "--offline")
    assert result.exit_code == 2
    told = [line.removeprefix(f"wrong  {home}/config.toml: ").partition(": ")[0] for line in result.output.splitlines()]
    assert told == [
        "store.urls",
        "networks.kiln.port",
        "publishers.archive.directory",
        "publishers.archive.dir",
        "publishers.wiki.plugin",
        "rooms",
    ]


@pytest.mark.parametrize(
    "rooms", ["rooms = 3", "rooms = [3]", "[[rooms]]\nname = []\nnetwork = {}\npublish = [[]]", "][", "\0"]
)
def test_a_config_of_any_shape_is_complained_about(minutebot, home, rooms):
    (home / "config.toml").write_text(rooms)
    result = minutebot("check", "--offline")
    assert result.exit_code == 2, result.output
    assert "wrong" in result.output


def test_files_that_a_config_names_are_looked_at_offline(minutebot, home):
    config = home / "config.toml"
    config.write_text(
        config.read_text()
        + NETWORK.format(host="h", port=1, patience=1)
        + 'tls = { ca_file = "/nope.pem" }\npassword = { file = "/nope" }\n'
    )
    result = minutebot("check", "--offline")
    assert result.exit_code == 2
    assert "networks.kiln.password: /nope: can't read the secret" in result.output
    assert "networks.kiln.tls: " in result.output


def test_every_secret_that_cannot_be_read_is_told_at_once(minutebot, home):
    (home / "config.toml").write_text(
        NETWORK.format(host="h", port=1, patience=1).replace("[[rooms]]", '[[rooms]]\nkey = { file = "/no/key" }')
        + '[networks.kiln.sasl]\naccount = "m"\npassword = { file = "/no/irc" }\n'
        + '[[web.readers]]\ntoken = { file = "/no/token" }\n'
        + '[publishers.list]\nplugin = "mailing_list"\nhost = "h"\nusername = "m"\npassword = { file = "/no/mail" }\n'
        + 'from = "m@example.org"\nto = ["l@example.org"]\n'
    )
    result = minutebot("check", "--offline")
    assert result.exit_code == 2
    told = [line.removeprefix(f"wrong  {home}/config.toml: ") for line in result.output.splitlines()]
    why = "can't read the secret: there is no such file; write the secret into its first line"
    assert told == [
        f"networks.kiln.sasl.password: /no/irc: {why}",
        f"rooms.#kiln.key: /no/key: {why}",
        f"web.readers.1.token: /no/token: {why}",
        f"publishers.list.password: /no/mail: {why}",
    ]


def test_the_config_may_be_named_either_way(minutebot, home, embedded_config):
    for words in ((str(embedded_config),), ("-c", str(embedded_config))):
        result = minutebot("check", "--offline", "--json", *words)
        assert result.exit_code == 0, result.output
        assert json.loads(result.output)[0]["thing"] == str(embedded_config)


@pytest.fixture
def embedded_config(home):
    """A config that can be used, under another name."""
    path = home / "other.toml"
    path.write_text((home / "config.toml").read_text() + NETWORK.format(host="h", port=1, patience=1))
    (home / "config.toml").unlink()
    return path


@pytest.mark.parametrize(
    ("meddle", "complaint"),
    [
        (lambda path: path.write_text("minutes, minutes, minutes " * 99), "it is no SQLite file"),
        (lambda path: path.write_bytes(path.read_bytes()[:40_000] + b"\xff" * 60_000), "put a backup"),
        (lambda path: execute(path, "UPDATE alembic_version SET version_num = '9999'"), "is newer than this minutebot"),
    ],
    ids=["no database", "damaged", "newer"],
)
def test_a_database_that_cannot_be_used_is_told(minutebot, held, meddle, complaint):
    config = held / "config.toml"
    config.write_text(config.read_text() + '[networks.k]\nhost = "127.0.0.1"\nport = 1\n')
    config.write_text(config.read_text() + '[[rooms]]\nnetwork = "k"\nname = "#kiln"\n')
    meddle(held / "m" / "minutebot.db")
    result = minutebot("check")
    assert result.exit_code == 1
    (line,) = [line for line in result.output.splitlines() if " store: " in line]
    assert line.startswith("wrong  store: ")
    assert complaint in line


async def test_a_mail_server_that_is_away_is_told(home, embedded):
    mail = '[publishers.mail]\nplugin = "mailing_list"\nhost = "127.0.0.1"\nport = 1\nsecurity = "plain"\n'
    mail += 'from = "a@example.org"\nto = ["b@example.org"]\n'
    code, said = await check(home, embedded.port, "tls = false\n" + mail)
    assert code == 1
    assert "wrong  publishers.mail: " in said
