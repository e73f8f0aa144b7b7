"""What servers and networks do wrong: the bot backs off, comes back, and says nothing twice."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web

from bot.app.ports import NetworkError
from bot.core.chat import Say
from tests.matrix.bots import PATIENCE

JSON = {"Content-Type": "application/json"}


class FaultyProxy:
    """Passes requests on to a homeserver, but for those that `fault` answers itself. `syncs` counts the syncs."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.fault = None
        self.where = "/sync"
        self.syncs = 0
        self.sends = 0
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.syncs += "/sync" in request.path
        self.sends += "/send/" in request.path
        if self.fault is not None and self.where in request.path:
            return await self.fault(request)
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        url = self.upstream + str(request.rel_url)
        async with (
            ClientSession() as session,
            session.request(request.method, url, data=await request.read(), headers=headers) as answer,
        ):
            return web.Response(status=answer.status, body=await answer.read(), headers=JSON)


@asynccontextmanager
async def proxy_for(upstream: str):
    proxy = FaultyProxy(upstream)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", proxy.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    proxy.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield proxy
    finally:
        await runner.cleanup()


def answers(status: int, body: str, kind: str = "application/json"):
    async def answer(_request):
        return web.Response(status=status, text=body, content_type=kind)

    return answer


async def truncated(request):
    response = web.StreamResponse(headers={**JSON, "Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"next_batch": "s')
    request.transport.close()
    return response


async def reset(request):
    request.transport.abort()
    return web.Response()


FAULTS = {
    "502 in HTML": answers(502, "<html>bad gateway</html>", "text/html"),
    "503 in JSON": answers(503, json.dumps({"errcode": "M_UNKNOWN", "error": "down"})),
    "a captive portal": answers(200, "<html>log in to the wireless</html>", "text/html"),
    "no JSON": answers(200, "{"),
    "another JSON": answers(200, "[1, 2]"),
    "no rooms": answers(200, json.dumps({"next_batch": 3, "rooms": 5})),
    "429 with a hint": answers(429, json.dumps({"errcode": "M_LIMIT_EXCEEDED", "error": "!", "retry_after_ms": 50})),
    "429 without": answers(429, "", "text/plain"),
    "cut short": truncated,
    "reset": reset,
}


@pytest.mark.server("synapse")
@pytest.mark.parametrize("fault", FAULTS)
async def test_the_bot_backs_off_and_comes_back(synapse, bot_in, people, fault) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    async with proxy_for(synapse.url) as proxy:
        bot = await bot_in(synapse, room, url=proxy.url)
        proxy.fault = FAULTS[fault]
        ada.say(room, "during")
        await bot.until(lambda: bot.client.health().startswith("reconnecting"))
        before = proxy.syncs
        await asyncio.sleep(0.6)
        assert proxy.syncs - before < 20, "it hammers the server"
        proxy.fault = None
        ada.say(room, "after")
        await bot.message("after")
        assert bot.texts == ["during", "after"]
        await bot.stop()


@pytest.mark.server("synapse")
async def test_a_server_that_says_when_to_come_back_is_not_asked_before(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    async with proxy_for(synapse.url) as proxy:
        bot = await bot_in(synapse, room, url=proxy.url)
        late = {"errcode": "M_LIMIT_EXCEEDED", "error": "later", "retry_after_ms": 60_000}
        proxy.fault = answers(429, json.dumps(late))
        ada.say(room, "during")
        await bot.until(lambda: bot.client.health().startswith("reconnecting"))
        before = proxy.syncs
        await asyncio.sleep(0.6)
        assert proxy.syncs == before
        await bot.stop()


@pytest.mark.server("synapse")
@pytest.mark.parametrize("fault", ["502 in HTML", "429 with a hint", "cut short", "reset"])
async def test_a_reply_whose_answer_was_lost_is_said_once(synapse, bot_in, people, fault) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    async with proxy_for(synapse.url) as proxy:
        bot = await bot_in(synapse, room, url=proxy.url)

        async def said_and_lost(request):
            await FaultyProxy.handle(passing, request)
            return await FAULTS[fault](request)

        passing = FaultyProxy(synapse.url)
        proxy.where, proxy.fault = "/send/", said_and_lost
        bot.post(Say(bot.room, "one"), Say(bot.room, "two"))
        await bot.until(lambda: proxy.sends >= 2)
        proxy.fault = None
        await bot.until(lambda: not bot.postbox.waiting[bot.room])
        assert ada.notices(room) == ["one", "two"]
        await bot.stop()


@pytest.mark.server("synapse")
async def test_the_servers_own_limits_are_obeyed(synapse_limited, bot_in) -> None:
    ada = synapse_limited.register("ada")
    room = ada.create()
    bot = await bot_in(synapse_limited, room)
    bot.post(*(Say(bot.room, f"{number}") for number in range(11)))
    await bot.until(lambda: not bot.postbox.waiting[bot.room], 40)
    assert ada.notices(room) == [f"{number}" for number in range(11)]
    assert bot.postbox.failures == []


@pytest.mark.server("synapse")
async def test_what_can_never_be_said_is_marked_and_the_rest_is_said(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create(room_version="11", power_level_content_override={"events": {"m.room.message": 50}})
    bot = await bot_in(synapse, room)
    bot.post(Say(bot.room, "not allowed"))
    await bot.until(lambda: bot.postbox.failures)
    assert "M_FORBIDDEN" in bot.postbox.failures[0]
    assert not bot.postbox.waiting[bot.room]


@pytest.mark.server("synapse")
async def test_a_server_that_is_killed_and_comes_back_is_heard_again(own_synapse, bot_in) -> None:
    ada = own_synapse.register("ada")
    room = ada.create()
    bot = await bot_in(own_synapse, room)
    ada.say(room, "before")
    await bot.message("before")
    own_synapse.server.kill()
    bot.post(Say(bot.room, "said later"))
    await bot.until(lambda: bot.client.health().startswith("reconnecting"))
    await asyncio.to_thread(own_synapse.start)
    ada.say(room, "after")
    await bot.message("after")
    await bot.until(lambda: "said later" in ada.notices(room), PATIENCE)
    assert bot.texts == ["before", "after"]


@pytest.mark.server("synapse")
async def test_logged_out_by_the_server_the_bot_logs_in_again_as_the_same_device(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    bot = await bot_in(synapse, room)
    login = bot.settings.credentials
    before = json.loads(login.read_text())
    assert login.stat().st_mode & 0o777 == 0o600
    synapse.call("POST", "/_matrix/client/v3/logout", {}, before["access_token"])
    ada.say(room, "after")
    await bot.message("after")
    kept = json.loads(login.read_text())
    assert kept["device_id"] == before["device_id"]
    assert kept["access_token"] != before["access_token"]


@pytest.mark.server("synapse")
async def test_two_bots_of_one_account_are_two_devices_that_both_hear(synapse, bot_in, people, tmp_path) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    bots = [await bot_in(synapse, room)]
    bots.append(await bot_in(synapse, room, account=bots[0].account, credentials=tmp_path / "other.login"))
    logins = [bot.settings.credentials.read_text() for bot in bots]
    ada.say(room, "for both")
    for bot in bots:
        await bot.message("for both")
    assert [bot.settings.credentials.read_text() for bot in bots] == logins
    assert len({json.loads(login)["device_id"] for login in logins}) == 2


@pytest.mark.server("synapse")
@pytest.mark.parametrize("soft", [False, True])
async def test_logged_out_at_once_again_the_bot_gives_up(synapse, bot_in, people, soft) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    async with proxy_for(synapse.url) as proxy:
        bot = await bot_in(synapse, room, url=proxy.url)
        gone = {"errcode": "M_UNKNOWN_TOKEN", "error": "gone", "soft_logout": soft}
        proxy.fault = answers(401, json.dumps(gone))
        ada.say(room, "wake up")
        await asyncio.wait([bot.task], timeout=PATIENCE)
        with pytest.raises(NetworkError, match="out at once"):
            bot.task.result()


@pytest.mark.server("synapse")
async def test_a_token_that_is_taken_back_ends_the_bot_and_the_message_says_what_to_do(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    account = synapse.register("tokened")
    bot = await bot_in(synapse, ada.create(), account=account, token={"value": account.token})
    synapse.call("POST", "/_matrix/client/v3/logout", {}, account.token)
    await asyncio.wait([bot.task], timeout=PATIENCE)
    with pytest.raises(NetworkError, match="give a new one"):
        bot.task.result()


@pytest.mark.server("synapse")
async def test_a_wrong_password_ends_the_bot(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    bot = await bot_in(synapse, ada.create(), joined=False, password={"value": "guessed"})
    await asyncio.wait([bot.task], timeout=PATIENCE)
    with pytest.raises(NetworkError, match=r"does not let .* in: M_FORBIDDEN"):
        bot.task.result()
