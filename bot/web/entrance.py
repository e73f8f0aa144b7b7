"""The way in to private minutes: a token typed once becomes a cookie."""

from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.web.access import COOKIE, Door
from bot.web.places import HOME, media
from bot.web.site import Site

FILE = "enter.html"
LONGEST = 4096
YEAR = 365 * 86400


def entrance(site: Site, door: Door) -> Route:
    """The page that asks for the token, and what becomes of the answer."""

    async def answer(request: Request) -> Response:
        if not door.allowed:
            return _asking(site, "This site has no private minutes.", 404)
        if request.method != "POST":
            return _asking(site, "")
        token = await _token(request)
        if not door.opens(token):
            return _asking(site, "That is no token of this site.", 403)
        response = RedirectResponse("./", 303)
        secure = site.look.public_url.startswith("https:")
        response.set_cookie(COOKIE, token, max_age=YEAR, httponly=True, samesite="lax", secure=secure)
        return response

    return Route("/enter", answer, methods=["GET", "HEAD", "POST"])


async def _token(request: Request) -> str:
    """What was typed into the form; nobody's token is longer than a few thousand letters."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST:
            return ""
    return parse_qs(body.decode("utf-8", "replace")).get("token", [""])[0].strip()


def _asking(site: Site, said: str, status: int = 200) -> Response:
    text = site.look.render("enter.html", FILE, site=site, said=said)
    return Response(text, status, {"content-type": media(HOME), "cache-control": "no-store"})
