"""A device's keys on disk, and what its account vouches for."""

import json
import re

import pytest

from bot.app.ports import NetworkError
from bot.matrix import crypto
from bot.matrix.transport import taken_out
from tests.matrix.events import ME

if not crypto.installed():
    pytest.skip("minutebot[e2e] is not installed", allow_module_level=True)

from bot.matrix.crypto.machine import Machine
from bot.matrix.crypto.signing import Signer
from bot.matrix.crypto.vault import open_vault
from bot.matrix.login import Login


async def test_keys_are_kept_before_they_are_given_away(tmp_path) -> None:
    """Or the server would have keys that nobody can open with, when the bot is killed at the wrong moment."""

    class Gone:
        access_token = "t"

        async def send(self, *_request: object) -> None:
            raise ConnectionResetError

    login = Login(ME, "D", "t")
    killed = Machine("kiln", open_vault("kiln", tmp_path, login), Signer(tmp_path, "kiln"), str)
    with pytest.raises(ConnectionResetError):
        await killed._upload(Gone())
    given = killed._olm.account.one_time_keys["curve25519"]
    killed.close()
    again = open_vault("kiln", tmp_path, login)
    assert given
    assert again.olm.account.one_time_keys["curve25519"] == given
    again.close()


def test_keys_that_cant_be_opened_are_told_with_what_to_do(tmp_path) -> None:
    login = Login(ME, "D", "t")
    open_vault("kiln", tmp_path / "keys", login).close()
    (tmp_path / "keys" / "pickle.key").write_text("another")
    with pytest.raises(NetworkError, match=r"the keys can't be read .*`minutebot login kiln` logs in as a new device"):
        open_vault("kiln", tmp_path / "keys", login)


def test_the_last_key_that_is_used_up_is_noticed(machine) -> None:
    machine._olm.account.shared = True
    machine.take_in(taken_out({"device_one_time_keys_count": {"signed_curve25519": 0}}))
    assert machine._olm.should_upload_keys


class FakeServer:
    """Wants something before it takes an account's keys; has nothing of anybody."""

    access_token = "t"

    def __init__(self, *stages: str) -> None:
        self.stages = stages
        self.asked: list[tuple[str, dict]] = []

    async def send(self, _method: str, path: str, data: str, _headers: dict) -> "FakeAnswer":
        body = json.loads(data)
        self.asked.append((path.rpartition("v3")[2], body))
        if path.endswith("device_signing/upload") and "auth" not in body:
            return FakeAnswer(401, {"session": "s", "flows": [{"stages": list(self.stages)}]})
        return FakeAnswer(200, {})


class FakeAnswer:
    def __init__(self, status: int, body: dict) -> None:
        self.status = status
        self._body = body

    async def text(self) -> str:
        return json.dumps(self._body)


async def test_a_server_that_wants_the_password_gets_it_where_we_have_it(machine, tmp_path) -> None:
    server = FakeServer("m.login.password")
    assert await Signer(tmp_path, "kiln", "secret").sign(server, machine._olm) == ""
    paths = [path for path, _ in server.asked]
    assert paths == ["/keys/query", *["/keys/device_signing/upload"] * 2, "/keys/signatures/upload"]
    given = server.asked[2][1]["auth"]
    assert (given["password"], given["session"], given["identifier"]["user"]) == ("secret", "s", ME)


@pytest.mark.parametrize(
    ("stages", "told"),
    [
        (("m.login.password",), "the server wants the password .* `minutebot login kiln`"),
        (("m.login.sso",), "do it from another client"),
        (("m.login.password", "m.login.terms"), "do it from another client"),
    ],
)
async def test_what_keeps_a_device_unsigned_is_told(machine, tmp_path, stages, told) -> None:
    signer = Signer(tmp_path, "kiln", "" if "terms" not in str(stages) else "secret")
    assert re.search(told, await signer.sign(FakeServer(*stages), machine._olm))
    assert signer.done
