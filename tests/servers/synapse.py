"""Synapse: a real Matrix homeserver, on loopback alone and federated with nobody."""

import hashlib
import hmac
import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.demo.synapse import UNLIMITED, lay_out
from tests.servers.presence import path_of
from tests.servers.process import RealServer, free_ports

NAME = "kiln.test"
SECRET = "only for tests"
_MORE = f"""\
registration_shared_secret: "{SECRET}"
caches: {{sync_response_cache_duration: 0s}}
"""


class RefusedError(Exception):
    """Synapse said no; `code` is its word."""

    def __init__(self, status: int, answer: dict[str, Any]) -> None:
        super().__init__(f"{status} {answer}")
        self.code = answer.get("errcode", "")


@dataclass(eq=False, slots=True)
class Synapse:
    """The server, and its people. Names of people are made different in every test by `people`."""

    server: RealServer

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    @property
    def running(self) -> bool:
        return self.server.running

    def start(self) -> None:
        self.server.start()

    def end(self) -> None:
        self.server.end()

    def call(self, method: str, path: str, body: Any = None, token: str = "") -> dict[str, Any]:
        """One request.

        Raises:
            RefusedError: the answer is an error.
        """
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            raise RefusedError(error.code, json.loads(error.read() or b"{}")) from None

    def register(self, name: str, displayname: str = "") -> "MatrixPerson":
        nonce = self.call("GET", "/_synapse/admin/v1/register")["nonce"]
        password = secrets.token_hex(8)
        mac = hmac.new(SECRET.encode(), f"{nonce}\0{name}\0{password}\0notadmin".encode(), hashlib.sha1)
        body = {"nonce": nonce, "username": name, "password": password, "admin": False, "mac": mac.hexdigest()}
        made = self.call("POST", "/_synapse/admin/v1/register", {**body, "displayname": displayname or name})
        return MatrixPerson(self, made["user_id"], made["access_token"], made["device_id"], password)


@dataclass(eq=False, slots=True)
class MatrixPerson:
    """Somebody with an account, and a plain client of theirs."""

    synapse: Synapse
    user_id: str
    token: str
    device_id: str
    password: str
    since: str = ""
    heard: list[dict[str, Any]] = field(default_factory=list)

    def call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        return self.synapse.call(method, f"/_matrix/client/v3{path}", body, self.token)

    def create(self, alias: str = "", **more: Any) -> str:
        """A room anybody may join; its id."""
        body = {"preset": "public_chat", **({"room_alias_name": alias} if alias else {}), **more}
        return str(self.call("POST", "/createRoom", body)["room_id"])

    def join(self, room: str) -> None:
        self.call("POST", f"/join/{quote(room)}", {})

    def say(self, room: str, body: str, msgtype: str = "m.text", **more: Any) -> str:
        """Its event id."""
        return self.send(room, "m.room.message", {"msgtype": msgtype, "body": body, **more})

    def send(self, room: str, kind: str, content: Any) -> str:
        path = f"/rooms/{quote(room)}/send/{kind}/{secrets.token_hex(8)}"
        return str(self.call("PUT", path, content)["event_id"])

    def edit(self, room: str, event_id: str, body: str) -> str:
        relation = {"rel_type": "m.replace", "event_id": event_id}
        new = {"msgtype": "m.text", "body": body}
        return self.say(room, f"* {body}", **{"m.new_content": new, "m.relates_to": relation})

    def redact(self, room: str, event_id: str) -> None:
        self.call("PUT", f"/rooms/{quote(room)}/redact/{quote(event_id)}/{secrets.token_hex(8)}", {})

    def state(self, room: str, kind: str, content: Any = None, key: str = "") -> dict[str, Any]:
        """Read a piece of a room's state, or write it."""
        path = f"/rooms/{quote(room)}/state/{kind}/{quote(key)}"
        return self.call("GET" if content is None else "PUT", path, content)

    def rename(self, name: str) -> None:
        self.call("PUT", f"/profile/{quote(self.user_id)}/displayname", {"displayname": name})

    def act(self, room: str, what: str, whom: "MatrixPerson") -> None:
        """Invite, kick or ban somebody."""
        self.call("POST", f"/rooms/{quote(room)}/{what}", {"user_id": whom.user_id})

    def events(self, room: str) -> list[dict[str, Any]]:
        """All of the room that this person may see, oldest first."""
        found: list[dict[str, Any]] = []
        start = ""
        while True:
            more = f"&from={quote(start)}" if start else ""
            page = self.call("GET", f"/rooms/{quote(room)}/messages?dir=b&limit=500{more}")
            found += page["chunk"]
            if not page["chunk"] or not page.get("end"):
                return found[::-1]
            start = page["end"]

    def notices(self, room: str) -> list[str]:
        """What was said by m.notice."""
        contents = (event["content"] for event in self.events(room) if event["type"] == "m.room.message")
        return [content["body"] for content in contents if content.get("msgtype") == "m.notice"]

    def reactions(self, room: str) -> list[str]:
        """The events that were reacted to."""
        found = (event["content"] for event in self.events(room) if event["type"] == "m.reaction")
        return [content["m.relates_to"]["event_id"] for content in found if content]


def quote(part: str) -> str:
    return urllib.parse.quote(part, safe="")


def make_synapse(home: Path, *, limited: bool = False, appservice: Path | None = None) -> Synapse:
    """Not started yet; `limited` has Synapse's own limits on how much may be said. `appservice`: a registration."""
    (port,) = free_ports(1)
    bridges = f'app_service_config_files: ["{appservice}"]\n' if appservice else ""
    lay_out(home, NAME, port, _MORE, "" if limited else UNLIMITED, bridges)
    command = [path_of("synapse"), "-m", "synapse.app.homeserver", "-c", str(home / "homeserver.yaml")]
    server = RealServer(command, home, port, lambda: _serves(port), environment={"SYNAPSE_CACHE_FACTOR": "0.5"})
    return Synapse(server)


def _serves(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
