"""Requests of our own, where nio has no method, or reads so strictly that one stranger's data spoils it for all."""

import json
from collections.abc import Mapping
from typing import Any

import nio

from bot.matrix.faults import Fault
from bot.matrix.raw import table, text

API = "/_matrix/client/v3"
OK = range(200, 300)


async def ask(client: nio.AsyncClient, method: str, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the server answers.

    Raises:
        Fault: it is an error.
    """
    status, answer = await answered(client, method, path, body)
    if status not in OK:
        raise refusal(status, answer)
    return answer


async def answered(
    client: nio.AsyncClient, method: str, path: str, body: Mapping[str, Any]
) -> tuple[int, Mapping[str, Any]]:
    """The HTTP status and the JSON of an answer; an empty table for what is none."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {client.access_token}"}
    response = await client.send(method, API + path, json.dumps(body), headers)
    try:
        return response.status, table(json.loads(await response.text()))
    except ValueError:
        return response.status, {}


def refusal(status: int, answer: Mapping[str, Any]) -> Fault:
    code, wait = text(answer.get("errcode")), answer.get("retry_after_ms")
    message = " ".join(filter(None, (code, text(answer.get("error")), f"(HTTP {status})")))
    return Fault(message, code, status, wait / 1000 if isinstance(wait, int) else 0.0)
