"""`minutebot login`, and what `minutebot check` says of a Matrix account."""

import asyncio
import json
import shutil

import pytest
from click.testing import CliRunner

from bot.cli.entry import root
from bot.matrix import crypto
from tests.matrix.bots import unique

needs_keys = pytest.mark.skipif(not crypto.installed(), reason="minutebot[e2e] is not installed")
NETWORK = """
[[rooms]]
network = "kiln"
name = "#kiln:kiln.test"
[networks.kiln]
kind = "matrix"
homeserver = "{url}"
user = "{user}"
credentials = "{home}/kiln.login"
"""


@pytest.fixture
def account(synapse, home):
    """The bot's, in the config of `home`."""
    account = synapse.register(unique("bot"))
    _configure(home, synapse.url, account.user_id)
    return account


def _configure(home, url: str, user: str, more: str = "") -> None:
    config = home / "config.toml"
    config.write_text(config.read_text() + NETWORK.format(url=url, user=user, home=home) + more)
    (home / "m").mkdir(exist_ok=True)


async def run(home, *words: str, typed: str = ""):
    config = {"MINUTEBOT_CONFIG": str(home / "config.toml")}
    return await asyncio.to_thread(CliRunner().invoke, root, words, input=typed, env=config)


@pytest.mark.server("synapse")
async def test_a_login_is_kept_for_the_bots_user_alone_and_the_password_nowhere(home, account) -> None:
    done = await run(home, "login", "kiln", typed=f"{account.password}\n")
    assert done.exit_code == 0, done.output
    kept = home / "kiln.login"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert json.loads(kept.read_text())["user_id"] == account.user_id
    assert account.password not in kept.read_text() + done.output
    assert f"ok     networks.kiln: {account.synapse.url} knows {account.user_id}" in (await run(home, "check")).output


@pytest.mark.server("synapse")
async def test_a_wrong_password_is_refused_in_one_line(home, account) -> None:
    done = await run(home, "login", "kiln", typed="guessed\n")
    assert (done.exit_code, (home / "kiln.login").exists()) == (1, False)
    assert f"does not let {account.user_id} in: M_FORBIDDEN" in done.output


@pytest.mark.server("synapse")
async def test_check_says_how_to_log_in_and_when_a_login_is_dead(home, account) -> None:
    assert "run `minutebot login kiln`" in (await run(home, "check")).output
    await run(home, "login", "kiln", typed=f"{account.password}\n")
    token = json.loads((home / "kiln.login").read_text())["access_token"]
    account.synapse.call("POST", "/_matrix/client/v3/logout", {}, token)
    said = await run(home, "check")
    assert said.exit_code == 1
    assert "`minutebot login kiln` logs in anew" in said.output


@pytest.mark.server("synapse")
async def test_check_with_a_password_logs_in_and_out_and_leaves_the_bots_own_device_alone(home, synapse) -> None:
    account = synapse.register(unique("bot"))
    _configure(home, synapse.url, account.user_id, f'password = {{ value = "{account.password}" }}')
    assert f"knows {account.user_id}" in (await run(home, "check")).output
    devices = account.call("GET", "/devices")["devices"]
    assert [device["device_id"] for device in devices] == [account.device_id]


async def test_a_server_that_is_none_is_named(home, embedded) -> None:
    _configure(home, f"http://127.0.0.1:{embedded.port}", "@bot:kiln.test", 'token = { value = "x" }')
    said = await run(home, "check")
    assert "wrong  networks.kiln.homeserver: no Matrix server answers at http://127.0.0.1:" in said.output


async def test_a_network_that_is_no_matrix_network_is_refused(home) -> None:
    done = await run(home, "login", "kiln")
    assert done.exit_code == 1
    assert '"kiln" is no Matrix network of the config; it has none' in done.output


@needs_keys
@pytest.mark.server("synapse")
async def test_a_login_has_keys_and_is_cross_signed_and_check_says_so(home, account) -> None:
    done = await run(home, "login", "kiln", typed=f"{account.password}\n")
    assert f"its keys for encrypted rooms are in {home}/kiln.login.keys, and it is cross-signed" in done.output
    said = await run(home, "check")
    device = json.loads((home / "kiln.login").read_text())["device_id"]
    assert device.startswith("MINUTEBOT-")
    assert f"encrypted rooms can be read, and the device {device} is cross-signed" in said.output
    again = await run(home, "login", "kiln", typed=f"{account.password}\n")
    assert f"as device {device};" in again.output


@needs_keys
@pytest.mark.server("synapse")
async def test_after_its_keys_were_lost_the_bot_logs_in_as_a_new_device(home, account) -> None:
    await run(home, "login", "kiln", typed=f"{account.password}\n")
    lost = json.loads((home / "kiln.login").read_text())["device_id"]
    shutil.rmtree(home / "kiln.login.keys")
    said = await run(home, "check")
    assert said.exit_code == 1
    assert f"the keys of the device {lost} are not in" in said.output
    done = await run(home, "login", "kiln", typed=f"{account.password}\n")
    device = json.loads((home / "kiln.login").read_text())["device_id"]
    assert device != lost
    assert f"as device {device};" in done.output
    assert f"the keys of the device {lost} are lost; any client of the account can remove it" in done.output
    assert f"the device {device} is cross-signed" in (await run(home, "check")).output


@needs_keys
@pytest.mark.server("synapse")
async def test_another_clients_cross_signing_is_left_alone_unless_somebody_logs_in(home, account) -> None:
    await run(home, "login", "kiln", typed=f"{account.password}\n")
    mine = json.loads((home / "kiln.login.keys" / "cross-signing.json").read_text())
    (home / "kiln.login.keys" / "cross-signing.json").unlink()  # now the account's keys are some other client's
    done = await run(home, "login", "kiln", typed=f"{account.password}\n")
    assert "and it is cross-signed" in done.output
    assert json.loads((home / "kiln.login.keys" / "cross-signing.json").read_text())["master"] != mine["master"]


@pytest.mark.server("synapse")
async def test_with_encryption_off_nothing_is_kept_of_keys(home, synapse) -> None:
    account = synapse.register(unique("bot"))
    _configure(home, synapse.url, account.user_id, "encryption = false")
    done = await run(home, "login", "kiln", typed=f"{account.password}\n")
    assert "keys" not in done.output
    assert not (home / "kiln.login.keys").exists()
    assert "encrypted rooms are left alone (encryption = false)" in (await run(home, "check")).output
