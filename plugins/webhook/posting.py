"""One POST, with an end to every wait, and no way to another host."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from bot.api import tls_context
from plugins.webhook.answers import not_reached, redirected
from plugins.webhook.settings import WebhookSettings

READ = 2_000  # bytes of an answer
MOST_REDIRECTS = 3
KEEPING_THE_METHOD = frozenset({307, 308})  # RFC 9110 15.4.8 and 15.4.9; the others make a GET of it
REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    said: str


async def post(settings: WebhookSettings, headers: Mapping[str, str], body: bytes) -> Answer:
    """The answer to the request, redirects on the same host followed.

    Raises:
        TemporaryError: there was none.
        PermanentError: it leads elsewhere.
    """
    seconds = settings.timeout.total_seconds()
    connector = TCPConnector(ssl=tls_context(settings.ca_file))
    url = settings.url
    try:
        async with ClientSession(connector=connector, timeout=ClientTimeout(total=seconds)) as session:
            for _ in range(MOST_REDIRECTS + 1):
                answer = await _once(session, url, headers, body)
                if answer.status not in REDIRECTS:
                    return answer
                url = _followed(settings, url, answer)
    except (ClientError, OSError, TimeoutError) as error:
        raise not_reached(settings.host, error, seconds) from error
    raise redirected(settings.host, answer.status, url)


async def _once(session: ClientSession, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
        said = await response.content.read(READ)
        return Answer(response.status, response.headers, said.decode("utf-8", "replace"))


def _followed(settings: WebhookSettings, url: str, answer: Answer) -> str:
    """Where an answer leads, if that is on the same host, and no less secret."""
    told = answer.headers.get("Location", "")
    try:
        there, old = urljoin(url, told), urlsplit(url)
        new = urlsplit(there)
    except ValueError:
        raise redirected(settings.host, answer.status, told) from None
    same = (old.scheme, old.netloc) == (new.scheme, new.netloc)
    if not same or answer.status not in KEEPING_THE_METHOD:
        raise redirected(settings.host, answer.status, there)
    return there
