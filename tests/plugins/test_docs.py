"""What docs/plugins.md shows is installed as a stranger's plugin would be, and works."""

import asyncio
import re
import sys
import tomllib
from contextlib import asynccontextmanager
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from bot import config
from bot.core.chat import Message, Person, Room, Say
from bot.core.commands import Scene
from bot.core.events import Outcome
from bot.core.meeting import Meeting
from bot.core.people import Registry
from bot.core.roll import Participant
from bot.core.rules import Rules
from bot.core.series import Series
from bot.runtime import plugins
from bot.testing import QUEUED_AT, FakeAttempt, an_edition, check_publisher_contract

KILN = Room("kiln-net", "#kiln")
DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "plugins.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


class WebServer:
    """Takes PUT, and keeps what it gets."""

    def __init__(self):
        self.pages = {}
        self.status = 201

    @asynccontextmanager
    async def serving(self):
        async with await asyncio.start_server(self._answer, "127.0.0.1", 0) as server:
            self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            yield self

    async def _answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        body = await reader.readexactly(int(re.search(r"(?i)content-length: (\d+)", head)[1]))
        if self.status < 400:
            self.pages[head.split()[1]] = body
        writer.write(f"HTTP/1.1 {self.status} So\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@pytest.fixture
async def web_server():
    async with WebServer().serving() as server:
        yield server


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """The plugin of the page, installed; gives the config of the page, as text."""
    project, used = (block for block in blocks("toml"))
    publisher, _, commands = blocks("python")
    (tmp_path / "tablets.py").write_text(f"{publisher}\n\n{commands}", encoding="utf-8")
    info = tmp_path / "minutebot_tablets-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: minutebot-tablets\nVersion: 1.0\n")
    groups = tomllib.loads(project)["project"]["entry-points"]
    lines = [f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in points.items()) for group, points in groups.items()]
    (info / "entry_points.txt").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(tmp_path)
    yield used
    sys.modules.pop("tablets", None)


async def test_the_publisher_keeps_the_contract(installed, web_server):
    text = installed.replace("https://tablets.example.org/kiln", web_server.url)
    text = re.sub("token = .*", 'token = { value = "open sesame" }', text)
    configured = plugins.configured_publishers(config.parse(text))["tablets"]
    assert await configured.plugin.check(configured.settings) == []
    await check_publisher_contract(lambda: configured.plugin.open(configured.settings), lambda: len(web_server.pages))
    assert web_server.pages["/weekly/2026-04-08.md"].startswith(b"# Weekly Meeting: 2026-04-08")


@pytest.mark.parametrize(("status", "error"), [(503, "TemporaryError"), (403, "PermanentError")])
async def test_the_publisher_tells_a_server_in_trouble_from_one_that_refuses(installed, web_server, status, error):
    text = re.sub("token = .*", "", installed.replace("https://tablets.example.org/kiln", web_server.url))
    configured = plugins.configured_publishers(config.parse(text))["tablets"]
    web_server.status = status
    async with configured.plugin.open(configured.settings) as publisher:
        with pytest.raises(Exception, match=str(status)) as caught:
            await publisher.publish(an_edition(), FakeAttempt())
    assert type(caught.value).__name__ == error


@pytest.mark.parametrize(
    ("argument", "said"), [("", "2 of 3: no quorum"), ("2", "2 of 2: we have quorum"), ("many", "2 of 3: no quorum")]
)
def test_the_command_joins_the_table_and_answers(installed, argument, said):
    row = plugins.command_table(config.parse(installed))["quorum"]
    assert row.usage == "#quorum [N]"
    assert row.handle(a_meeting_of("ada", "bo"), argument) == Outcome((), (Say(KILN, said),))


def a_meeting_of(*nicks):
    """The scene of a line said by the first of them."""
    people = [Person(f"kiln-net/account/{nick}", nick) for nick in nicks]
    meeting = Meeting(
        "weekly-2026-04-08", "weekly", "Weekly Meeting", KILN, QUEUED_AT.date(), QUEUED_AT, people[0].key,
        people={person.key: Participant(person) for person in people},
    )  # fmt: skip
    message = Message(KILN, "1", QUEUED_AT, people[0], "#quorum")
    return Scene(Rules(KILN, "weekly"), Registry(), message, "quorum", Series("weekly", "Weekly"), {}, meeting)


def test_the_page_names_every_group_and_every_entry_point_of_this_repository():
    for group in (plugins.PUBLISHERS, plugins.COMMANDS):
        assert f"`{group}`" in PAGE
        for point in entry_points(group=group):
            assert f"`{point.name}`" in PAGE


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("mailing-list.md", "mailing_list"),
        ("archive.md", "archive"),
        ("meetbot-files.md", "meetbot_files"),
        ("git-pages.md", "git_pages"),
        ("webhook.md", "webhook"),
    ],
)
def test_every_setting_of_a_publisher_is_documented(page, name):
    page = (DOCS / page).read_text(encoding="utf-8")
    table = page.partition("## Settings")[2].partition("\n## ")[0]
    documented = {key for row in re.findall(r"(?m)^\| (`.*?) \|", table) for key in re.findall(r"`(\w+)`", row)}
    point = next(iter(entry_points(group=plugins.PUBLISHERS, name=name)))
    fields = point.load().settings.model_fields
    assert documented == {field.alias or name for name, field in fields.items()}


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("mailing-list.md", "mailing_list"),
        ("archive.md", "archive"),
        ("meetbot-files.md", "meetbot"),
        ("git-pages.md", "website"),
        ("webhook.md", "tracker"),
    ],
)
def test_the_example_of_a_publisher_is_a_config(page, name):
    (example,) = re.findall(r"```toml\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    assert set(plugins.configured_publishers(config.parse(example))) == {name}
