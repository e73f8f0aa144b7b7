"""A device's keys on disk, and what its account vouches for."""

import json
import re

import pytest

from bot.app.ports import NetworkError
from bot.matrix import crypto
from bot.matrix.faults import Fault
from bot.matrix.transport import taken_out
from tests.matrix.events import ADA, BO, ME

if not crypto.installed():
    pytest.skip("minutebot[e2e] is not installed", allow_module_level=True)

from bot.matrix.crypto.machine import Machine
from bot.matrix.crypto.signing import Signer
from bot.matrix.crypto.vault import UNWRITABLE, open_vault
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


class Meanwhile(FakeServer):
    """Something happens while it answers."""

    def __init__(self, happens, devices: dict | None = None) -> None:
        super().__init__()
        self.happens = happens
        self.devices = devices or {}

    async def send(self, method: str, path: str, data: str, headers: dict) -> FakeAnswer:
        await super().send(method, path, data, headers)
        if len(self.asked) == 1:
            self.happens()
        asked = json.loads(data).get("device_keys", {})
        return FakeAnswer(200, {"device_keys": {user: self.devices.get(user, {}) for user in asked}})


@pytest.mark.parametrize("known", [False, True])
async def test_who_has_another_device_while_we_ask_is_asked_for_again(machine, known) -> None:
    if known:
        machine._olm.tracked_users.add(ADA)
    machine._olm.users_for_key_query.add(ADA)
    server = Meanwhile(lambda: machine.take_in(taken_out({"device_lists": {"changed": [ADA, BO]}})))
    await machine._query(server)
    assert machine._olm.users_for_key_query == {ADA}
    await machine._query(server)
    assert machine._olm.users_for_key_query == set()
    assert [sorted(body["device_keys"]) for _, body in server.asked] == [[ADA], [ADA]]


async def test_who_was_asked_for_in_vain_is_asked_for_again(machine) -> None:
    def gone() -> None:
        raise ConnectionResetError

    machine._look_for({ADA})
    with pytest.raises(ConnectionResetError):
        await machine._query(Meanwhile(gone))
    assert machine._olm.users_for_key_query == {ADA}


async def test_whose_devices_cant_be_kept_is_asked_for_again(machine, tmp_path) -> None:
    ada = open_vault("kiln", tmp_path / "ada", Login(ADA, "A", "t"))
    machine._look_for({ADA})
    machine._olm.store.database.execute_sql("PRAGMA query_only = 1")
    with pytest.raises(UNWRITABLE, match="readonly"):
        await machine._query(Meanwhile(lambda: None, {ADA: {"A": ada.olm.share_keys()["device_keys"]}}))
    assert machine._olm.users_for_key_query == {ADA}
    ada.close()


async def test_a_key_store_that_cant_be_written_while_something_is_said_is_a_fault(machine) -> None:
    machine._olm.store.database.execute_sql("PRAGMA query_only = 1")
    machine._olm.account.shared = True
    with pytest.raises(Fault, match="readonly"):
        await machine.seal(Meanwhile(lambda: None), "!r:kiln.test", {ADA}, "m.room.message", {"body": "a secret"})


async def test_what_went_wrong_with_the_server_is_not_told_of_the_keys_and_the_other_way_round(
    machine, tmp_path
) -> None:
    def gone() -> None:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await machine.chores(Meanwhile(gone), {ADA})
    (tmp_path / "cross-signing.json.new").mkdir()
    with pytest.raises(Fault, match=r"cross-signing\.json: can't keep the account's keys"):
        await Signer(tmp_path, "kiln").sign(FakeServer(), machine._olm)
