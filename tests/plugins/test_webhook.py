"""Editions posted to a real server, which answers as it likes."""

import asyncio
import base64
import hmac
import json
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256

import pytest
from aiohttp import web

from bot.api import PermanentError, Standing, TemporaryError
from bot.testing import QUEUED_AT, FakeAttempt, an_edition, check_publisher_contract
from plugins.webhook import plugin

KEY = bytes(range(32))
SECRET = {"value": f"whsec_{base64.b64encode(KEY).decode()}"}


@dataclass
class Hook:
    """What was posted, and what is answered; `answer` may be a coroutine function."""

    url: str = ""
    answer: Callable | web.Response | None = None
    requests: list[tuple[str, dict, bytes]] = field(default_factory=list)

    async def handle(self, request):
        self.requests.append((request.path, dict(request.headers), await request.read()))
        if callable(self.answer):
            return await self.answer(request)
        return self.answer or web.Response(status=204)

    def answers(self, status, text="", **headers):
        async def answer(_request):
            return web.Response(status=status, text=text, headers=headers)

        self.answer = answer

    @property
    def ids(self):
        return {headers["webhook-id"] for _, headers, _ in self.requests}

    @property
    def bodies(self):
        return [json.loads(body) for _, _, body in self.requests]


@asynccontextmanager
async def listening(hook, tls=None):
    application = web.Application(client_max_size=10_000_000)
    application.router.add_post("/{path:.*}", hook.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        host = f"localhost:{runner.addresses[0][1]}"
        hook.url = f"{'https' if tls else 'http'}://{host}/in?for=kiln"
        yield hook
    finally:
        await runner.cleanup()


@pytest.fixture
async def hook():
    async with listening(Hook()) as made:
        yield made


def settings_of(hook, **more):
    return plugin.settings.model_validate({"url": hook.url, "secret": SECRET, "timeout": "2 s"} | more)


async def publish(hook, edition=None, attempt=None, **more):
    async with plugin.open(settings_of(hook, **more)) as publisher:
        return await publisher.publish(edition or an_edition(), attempt or FakeAttempt())


async def test_it_keeps_the_contract(hook):
    settings = settings_of(hook)
    receipt = await check_publisher_contract(lambda: plugin.open(settings), lambda: len(hook.ids), drafts=False)
    assert receipt.standing is Standing.SENT


async def test_an_edition_is_posted_as_json(hook):
    receipt = await publish(hook, pages=["md"])
    ((path, headers, _),) = hook.requests
    (body,) = hook.bodies
    assert (path, headers["Content-Type"], headers["User-Agent"]) == ("/in", "application/json", "minutebot")
    assert body == {
        "type": "minutes.published",
        "timestamp": "2026-04-08T16:26:30+00:00",
        "data": {
            "format": "minutebot-webhook",
            "version": 1,
            "id": "weekly-2026-04-08",
            "permalink": "weekly-2026-04-08",
            "series": "weekly",
            "title": "Weekly Meeting: 2026-04-08",
            "date": "2026-04-08",
            "room": "kiln-net/#kiln",
            "revision": 1,
            "minutes": json.loads(an_edition().pages["json"]),
            "pages": {"md": "# Weekly Meeting: 2026-04-08\n\n3.1 released, hack week and grants.\n"},
        },
    }
    assert (receipt.said, receipt.url) == ("", "")
    assert receipt.detail.endswith("localhost answered 204")


async def test_the_type_says_what_edition_it_is(hook):
    draft = an_edition(revision=0)
    for edition in (draft, replace(draft, withdrawn=True), an_edition(revision=2)):
        await publish(hook, edition)
    assert [body["type"] for body in hook.bodies] == ["minutes.draft", "minutes.withdrawn", "minutes.corrected"]
    assert len(hook.ids) == 3


@pytest.mark.parametrize(("secret", "key"), [(SECRET, KEY), ({"value": "sixteen bytes ok"}, b"sixteen bytes ok")])
async def test_it_is_signed_as_standard_webhooks_are(hook, secret, key):
    await publish(hook, secret=secret)
    ((_, headers, body),) = hook.requests
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    version, _, signature = headers["webhook-signature"].partition(",")
    assert version == "v1"
    assert hmac.compare_digest(base64.b64decode(signature), hmac.new(key, signed, sha256).digest())
    assert headers["webhook-timestamp"] == str(int(QUEUED_AT.timestamp()))


async def test_a_signature_of_the_specification_comes_out():
    """The example of the specification's reference implementations."""
    from plugins.webhook.message import Message, key_of, signed  # noqa: PLC0415 - the only test that looks inside

    message = Message("msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}')
    at = QUEUED_AT.fromtimestamp(1614265330, QUEUED_AT.tzinfo)
    headers = signed(message, key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), at)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_tried_again_it_has_the_same_id_and_the_same_bytes_and_a_new_time(hook):
    hook.answers(503)
    first = FakeAttempt()
    with pytest.raises(TemporaryError):
        await publish(hook, attempt=first)
    hook.answers(200)
    changed = replace(an_edition(), pages={**an_edition().pages, "json": '{"changed": true}\n'})
    await publish(hook, changed, first.next(timedelta(minutes=1)))
    (_, one, body), (_, two, again) = hook.requests
    assert (one["webhook-id"], body) == (two["webhook-id"], again)
    assert int(two["webhook-timestamp"]) - int(one["webhook-timestamp"]) == 60
    assert one["webhook-signature"] != two["webhook-signature"]


async def test_a_draft_saved_anew_is_another_message(hook):
    draft, attempt = an_edition(revision=0), FakeAttempt()
    await publish(hook, draft, attempt)
    later = FakeAttempt(kept=attempt.kept, queued_at=QUEUED_AT + timedelta(minutes=3))
    await publish(hook, replace(draft, pages={**draft.pages, "json": '{"further": 1}\n'}), later)
    assert [body["data"]["minutes"] for body in hook.bodies] == [json.loads(draft.pages["json"]), {"further": 1}]
    assert len(hook.ids) == 2


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (500, {}, None),
        (503, {"Retry-After": "120"}, 120),
        (429, {"Retry-After": "Wed, 08 Apr 2026 16:27:30 GMT"}, 60),
        (429, {"Retry-After": "Wed, 08 Apr 2026 10:00:00 GMT"}, 0),
        (503, {"Retry-After": "soon"}, None),
        (503, {"Retry-After": "99999999"}, 86_400),
        (408, {}, None),
        (425, {}, None),
    ],
)
async def test_later_means_later_and_when_the_server_says(hook, status, headers, seconds):
    hook.answers(status, "busy firing", **headers)
    with pytest.raises(TemporaryError, match=f"^localhost answered {status}: busy firing$") as caught:
        await publish(hook)
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize(
    ("status", "hint"),
    [(400, "see url, secret and token"), (401, "see url"), (404, "see url"), (410, "wants no more of them")],
)
async def test_no_means_no_and_the_reason_is_told(hook, status, hint):
    hook.answers(status, "bad\r\nsignature \x07" + "x" * 5000)
    with pytest.raises(PermanentError, match=f"localhost answered {status}: bad signature x{{50}}.*{hint}") as caught:
        await publish(hook)
    assert len(str(caught.value)) < 400
    assert "for=kiln" not in str(caught.value), "an address may be as good as a password"


@pytest.mark.parametrize("status", [307, 308])
async def test_a_redirect_on_the_same_host_is_followed(hook, status):
    async def answer(request):
        return (
            web.Response(status=204)
            if request.path == "/there"
            else web.Response(status=status, headers={"Location": "/there"})
        )

    hook.answer = answer
    await publish(hook)
    assert [path for path, _, _ in hook.requests] == ["/in", "/there"]
    assert hook.requests[0][2] == hook.requests[1][2]


@pytest.mark.parametrize(
    ("status", "where"),
    [
        (307, "http://127.0.0.1:1/elsewhere"),
        (301, "/there"),
        (302, "/there"),
        (303, "/there"),
        (304, ""),
        (307, "//[::1/x"),
    ],
)
async def test_a_redirect_to_elsewhere_is_not_followed_and_told(hook, status, where):
    hook.answers(status, **({"Location": where} if where else {}))
    with pytest.raises(PermanentError, match=rf"localhost answered {status} and leads to .*; see url"):
        await publish(hook)
    assert len(hook.requests) == 1


async def test_a_host_that_leads_in_circles_is_left(hook):
    hook.answers(307, Location="/in")
    with pytest.raises(PermanentError, match="leads to"):
        await publish(hook)
    assert len(hook.requests) == 4


async def test_no_answer_is_not_waited_for_for_ever(hook):
    async def never(_request):
        await asyncio.sleep(10)

    hook.answer = never
    with pytest.raises(TemporaryError, match=r"localhost: no answer in 0\.3 s|no answer in 0 s"):
        await publish(hook, timeout=0.3)


async def test_an_answer_without_an_end_is_not_read_to_the_end(hook):
    async def endless(request):
        response = web.StreamResponse(status=500)
        await response.prepare(request)
        while True:
            await response.write(b"x" * 1000)
            await asyncio.sleep(0.001)

    hook.answer = endless
    with pytest.raises(TemporaryError, match="answered 500: xxx"):
        await publish(hook)


async def test_nobody_there_and_a_connection_that_breaks_are_for_later(hook):
    async def hang_up(request):
        request.transport.abort()
        return web.Response()

    hook.answer = hang_up
    with pytest.raises(TemporaryError, match="localhost: "):
        await publish(hook)
    with pytest.raises(TemporaryError, match="localhost: Cannot connect"):
        await publish(Hook("http://localhost:1/"))


async def test_what_is_too_long_loses_its_pages_and_is_else_refused(hook):
    long = replace(an_edition(), pages={**an_edition().pages, "md": "x" * 5000})
    await publish(hook, long, pages=["md"], max_size=2000)
    assert hook.bodies[0]["data"]["pages"] == {}
    longer = replace(long, pages={**long.pages, "json": json.dumps({"text": "x" * 5000})})
    with pytest.raises(PermanentError, match="bytes as JSON, and max_size is 2000; raise it"):
        await publish(hook, longer, max_size=2000)


async def test_https_with_a_certificate_of_an_authority_of_our_own(tls_files):
    async with listening(Hook(), tls_files.context()) as hook:
        await publish(hook, ca_file=tls_files.ca)
        assert await plugin.check(settings_of(hook, ca_file=tls_files.ca)) == []
        with pytest.raises(TemporaryError, match="its certificate is not trusted; set ca_file") as caught:
            await publish(hook)
        assert caught.value.retry_after == 3600
        assert "not trusted" in (await plugin.check(settings_of(hook)))[0]


async def test_a_preview_is_the_request_that_goes_but_for_the_token(hook):
    token = {"value": "open-sesame"}
    async with plugin.open(settings_of(hook, token=token)) as publisher:
        (shown,) = await publisher.preview(an_edition(), FakeAttempt())
    assert hook.requests == []
    await publish(hook, token=token)
    ((_, headers, body),) = hook.requests
    assert headers.pop("Authorization") == "Bearer open-sesame"
    head, _, sent = shown.content.partition(b"\r\n\r\n")
    line, *lines = head.decode().split("\r\n")
    assert line == "POST /in?for=kiln HTTP/1.1"
    assert dict(each.split(": ", 1) for each in lines) == headers | {"Authorization": "(hidden)"}
    assert sent == body
    assert shown.name == "POST to localhost"


async def test_a_check_posts_nothing_and_says_what_is_wrong(hook, tmp_path):
    assert await plugin.check(settings_of(hook)) == []
    assert hook.requests == []
    wrong = await plugin.check(settings_of(hook, secret={"value": "short"}, token={"value": "a b"}))
    assert [complaint.partition(":")[0] for complaint in wrong] == ["secret", "token"]
    assert "it has 5 bytes; take at least 16" in wrong[0]
    (complaint,) = await plugin.check(settings_of(hook, secret={"file": tmp_path / "none"}))
    assert "can't read the secret" in complaint
    (complaint,) = await plugin.check(settings_of(Hook("http://localhost:1/")))
    assert complaint.startswith("localhost: ")


async def test_a_secret_that_can_not_be_read_waits_for_the_operator(hook, tmp_path):
    for secret in ({"file": tmp_path / "none"}, {"value": "whsec_no base64"}):
        with pytest.raises(TemporaryError, match=r"^secret: ") as caught:
            await publish(hook, secret=secret)
        assert caught.value.retry_after == 3600


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"url": "http://hooks.example.org/"}, "readable by everybody on the way to hooks.example.org"),
        ({"url": "https://ada:secret@example.org/"}, "use token"),
        ({"url": "ftp://example.org/"}, "must be an address"),
        ({"url": "https://example.org/\r\nx: y"}, "must be an address|blank in the address"),
        ({"pages": ["json"]}, "pages"),
    ],
)
def test_settings_that_can_not_be_meant_are_refused(more, complaint):
    with pytest.raises(ValueError, match=complaint):
        settings_of(Hook("http://localhost/"), **more)


def test_the_room_is_told_the_host_and_nothing_that_may_be_secret():
    assert plugin.describe(settings_of(Hook("http://localhost/T0/B1/secret"))) == "a webhook at localhost"
