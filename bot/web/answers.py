"""Answers: what the headers say of a page, and that it need not be sent again."""

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from bot.app.reading import Scope
from bot.web.places import media


def sent(request: Request, body: bytes, headers: dict[str, str]) -> Response:
    """The page, or that it is the one the reader has (RFC 9110 13.1.2)."""
    tag = f'"{sha256(body).hexdigest()[:20]}"'
    headers = {**headers, "etag": tag}
    if tag in [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]:
        del headers["content-type"]
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers)


def headers(scope: Scope, file: str) -> dict[str, str]:
    return {"cache-control": caching(scope), "vary": "authorization, cookie", "content-type": media(file)}


def caching(scope: Scope) -> str:
    """Any cache may keep a public page, and must ask whether it is still so; what is private is for one reader."""
    return "private, no-store" if scope.rooms else "no-cache"
