"""Somebody who says one thing after another in a room, as fast as the server takes it and whatever becomes of it."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.servers.synapse import MatrixPerson, quote

PATIENCE = 90.0  # seconds that a server may be away
OK, SERVER_ERROR = 200, 500
INFO_EVERY, TOPIC_EVERY, EDITED_EVERY = 7, 11, 21


def line(number: int) -> str:
    """Mostly talk; some of it is answered by a reaction, some by a notice."""
    if number % TOPIC_EVERY == 0:
        return f"#topic {number}"
    return f"#info {number}" if number % INFO_EVERY == 0 else f"talk {number}"


@dataclass
class Writer:
    """A thread of its own. `said` holds what the server took, as event id and text, in order. Some facts are edited.

    `moments` has for each line when it was about to be said, by the monotonic clock.
    """

    person: MatrixPerson
    room: str
    said: dict[str, str] = field(default_factory=dict)
    moments: list[float] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _failure: Exception | None = None
    _connection: http.client.HTTPConnection | None = None

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._write)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """After the line that is being said."""
        self._stop.set()
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """Stop, and leave the server."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._connection is not None:
            self._connection.close()

    def _write(self) -> None:
        try:
            while not self._stop.is_set():
                number = len(self.said) + 1
                event_id = self.say(line(number))
                if number % EDITED_EVERY == 0 and number % TOPIC_EVERY:
                    self._edit(event_id, f"{self.said[event_id]}, corrected")
        except Exception as error:  # noqa: BLE001 - it is raised again by stop()
            self._failure = error

    def say(self, text: str) -> str:
        """Its event id."""
        self.moments.append(time.monotonic())
        event_id = self._send(f"said{len(self.said)}", {"msgtype": "m.text", "body": text})
        self.said[event_id] = text
        return event_id

    def _edit(self, event_id: str, text: str) -> None:
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": event_id}
        self._send(f"edit{event_id}", {**new, "body": f"* {text}", "m.new_content": new, "m.relates_to": relation})

    def _send(self, transaction: str, content: dict[str, Any]) -> str:
        """Until the server has it: one transaction id, so that it has it once."""
        path = f"/_matrix/client/v3/rooms/{quote(self.room)}/send/m.room.message/{quote(transaction)}"
        limit = time.monotonic() + PATIENCE
        while (event_id := self._put(path, json.dumps(content))) is None:
            assert time.monotonic() < limit, f"the server does not take {content}"
            time.sleep(0.02)
        return event_id

    def _put(self, path: str, body: str) -> str | None:
        headers = {"Authorization": f"Bearer {self.person.token}", "Content-Type": "application/json"}
        if self._connection is None:
            self._connection = http.client.HTTPConnection(urlsplit(self.person.synapse.url).netloc, timeout=30)
        try:
            self._connection.request("PUT", path, body, headers)
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return None
        assert answer.status == OK or answer.status >= SERVER_ERROR, content
        return str(json.loads(content)["event_id"]) if answer.status == OK else None
