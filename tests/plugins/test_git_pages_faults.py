"""What goes wrong with a repository: others push, the bot is killed, the other side is away or says no."""

import asyncio
import base64
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from bot.api import PermanentError, TemporaryError
from bot.testing import an_edition
from plugins.git_pages import plugin
from tests.plugins.committing import many
from tests.plugins.repositories import PAGE, git, make_repository, publish
from tests.waiting import until

ROOT = Path(__file__).parents[2]
LOGIN = f"Basic {base64.b64encode(b'minutebot:open sesame').decode()}"
BACKEND = Path(subprocess.run(["git", "--exec-path"], check=True, capture_output=True, text=True).stdout.strip())


@pytest.fixture
def site(tmp_path):
    return make_repository(tmp_path)


def program(*words):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.plugins.committing", *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, text=True)


def test_two_publishers_and_a_human_who_push_all_the_time_lose_nothing(site, tmp_path):
    human, pushed = site.human(), 0
    bots = [program(site.path, tmp_path / f"{name}.git", name, 2) for name in ("oven", "kiln")]
    while any(bot.poll() is None for bot in bots) and pushed < 12:
        human.write(f"{pushed}.txt", "a human's work\n", f"human {pushed}")
        pushed += 1
        time.sleep(0.3)
    assert [bot.wait(60) for bot in bots] == [0, 0]
    assert pushed > 1
    told = Counter(line for line in site.log(form="%b") if line.startswith(("Minutebot-Path", "Minutebot-Rev")))
    assert (told["Minutebot-Revision: 1"], told["Minutebot-Revision: 2"]) == (4, 4)
    assert sorted(count for line, count in told.items() if "Path" in line) == [2] * 4
    assert sum(line.startswith("human ") for line in site.log()) == pushed
    assert sum(file.endswith(".md") for file in site.files()) == 4
    assert site.branches() == ["main"]
    assert site.is_whole()


def test_killed_before_any_git_command_and_tried_again_it_commits_once(site, tmp_path):
    assert program(site.path, tmp_path / "clone.git").wait(60) == 0
    deaths = int((tmp_path / "deaths").read_text())
    assert deaths > 8, "the clone, a look, a fetch, what is ours, the blob, the tree, the commit, the push"
    assert site.log() == ["Weekly Meeting: 2026-04-08", "begin"]
    assert site.is_whole()
    git(tmp_path / "clone.git", "fsck", "--strict", "--no-progress")


async def test_killed_while_the_push_arrives_it_commits_once(site, tmp_path):
    """The hook kills the bot, and then lets the push in, of which nobody ever hears."""
    site.hook("pre-receive", f"kill -9 $(cat {tmp_path}/pid); sleep 0.2")
    bot = program(site.path, tmp_path / "clone.git", "weekly", 1)
    (tmp_path / "pid").write_text(str(bot.pid))
    assert bot.wait(60) == -signal.SIGKILL
    (site.path / "hooks" / "pre-receive").unlink()
    await until(lambda: len(site.log()) > 1)
    await publish(site.settings(), next(many("weekly", 1)))
    assert site.log() == ["Weekly Meeting: 2026-04-08", "begin"]


async def test_a_repository_that_is_away_is_asked_again_later(site):
    moved = site.path.rename(site.path.with_name("away.git"))
    with pytest.raises(TemporaryError, match=r"there is no such repository; see `repository` \(") as caught:
        await publish(site.settings())
    assert caught.value.retry_after == 3600
    moved.rename(site.path)
    await publish(site.settings())


@pytest.mark.parametrize("port", [1])
async def test_a_server_that_does_not_answer_is_asked_again_soon(site, port):
    with pytest.raises(TemporaryError, match=r"(?i)connection refused|couldn't connect") as caught:
        await publish(site.settings(repository=f"http://127.0.0.1:{port}/www.git"))
    assert caught.value.retry_after is None


async def test_a_server_that_says_nothing_is_not_waited_for_for_ever(site):
    async def never(reader, writer):
        await reader.read()
        writer.close()

    async with await asyncio.start_server(never, "127.0.0.1", 0) as server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/www.git"
        with pytest.raises(TemporaryError, match="git ls-remote took longer than 1 s"):
            await publish(site.settings(repository=address, timeout="1 s"))


async def test_a_hook_that_says_no_is_quoted_and_not_asked_again(site):
    site.hook("pre-receive", 'echo "Commits need a Signed-off-by line." >&2; exit 1')
    with pytest.raises(PermanentError, match="does not take the commit on main: Commits need a Signed-off-by line"):
        await publish(site.settings())
    assert site.log() == ["begin"]


async def test_a_directory_where_a_human_has_a_file_is_not_made(site):
    site.human().write("weekly", "a file\n")
    with pytest.raises(PermanentError, match="a file stands where a directory is needed; see `path`"):
        await publish(site.settings())
    assert site.files() == ["README", "weekly"]


async def test_a_branch_that_is_not_there_is_a_matter_for_the_operator(site):
    with pytest.raises(TemporaryError, match=r"has no branch pages; make it, or see `branch` \(main\)") as caught:
        await publish(site.settings(branch="pages"))
    assert caught.value.retry_after == 3600


async def test_ssh_that_does_not_know_us_is_a_matter_for_the_operator(site, tmp_path, monkeypatch):
    stub = tmp_path / "bin" / "ssh"
    stub.parent.mkdir()
    stub.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/said\necho "git@x: Permission denied (publickey)." >&2; exit 255\n'
    )
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stub.parent}:{os.environ['PATH']}")
    key = tmp_path / "a key"
    with pytest.raises(TemporaryError, match="may not write there; see ssh_key") as caught:
        await publish(site.settings(repository="git@git.example.org:www.git", ssh_key=key))
    assert caught.value.retry_after == 3600
    assert f"-o BatchMode=yes -o ConnectTimeout=30 -o IdentitiesOnly=yes -i {key}" in (tmp_path / "said").read_text()


@asynccontextmanager
async def hosting(root, tls):
    """A web server in front of the repositories under `root`, which lets in nobody but the bot."""

    async def answer(request):
        if request.headers.get("Authorization") != LOGIN:
            return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="git"'})
        variables = {
            "GIT_PROJECT_ROOT": str(root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": request.path,
            "QUERY_STRING": request.query_string,
            "REQUEST_METHOD": request.method,
            "CONTENT_TYPE": request.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
            "REMOTE_USER": "minutebot",
        }
        backend = await asyncio.create_subprocess_exec(
            BACKEND / "git-http-backend", env=os.environ | variables, stdin=-1, stdout=-1
        )
        head, _, body = (await backend.communicate(await request.read()))[0].partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        return web.Response(status=int(headers.pop("Status", "200")[:3]), headers=headers, body=body)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application, auto_decompress=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls.context()).start()
        yield f"https://localhost:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_over_https_with_a_password_that_nobody_else_sees(site, tls_files):
    login = {"username": "minutebot", "password": {"value": "open sesame"}, "ca_file": tls_files.ca}
    async with hosting(site.path.parent, tls_files) as address:
        settings = site.settings(repository=f"{address}/www.git", **login)
        assert await plugin.check(settings) == []
        await publish(settings)
        assert PAGE in site.files()
        wrong = settings.model_copy(update={"password": type(settings.password)(value="wrong")})
        with pytest.raises(
            TemporaryError, match="may not write there; see ssh_key, or username and password"
        ) as caught:
            await publish(wrong, an_edition(revision=2))
        assert "wrong" not in str(caught.value)
        assert caught.value.retry_after == 3600
        (complaint,) = await plugin.check(wrong)
        assert "may not write there" in complaint
        (complaint,) = await plugin.check(settings.model_copy(update={"ca_file": None}))
        assert "its certificate is not trusted; see ca_file" in complaint


async def test_a_check_pushes_nothing_and_says_what_is_wrong(site, tmp_path):
    assert await plugin.check(site.settings()) == []
    assert (site.branches(), site.settings().directory.exists()) == (["main"], False)
    assert await plugin.check(site.settings(branch="pages")) == [
        f"{site.path} has no branch pages; make it, or see `branch`"
    ]
    assert "no such repository" in (await plugin.check(site.settings(repository=str(tmp_path / "none.git"))))[0]
    (complaint,) = await plugin.check(site.settings(ssh_key=tmp_path / "key"))
    assert complaint == f"ssh_key: there is no file {tmp_path / 'key'}"


async def test_a_git_that_is_too_old_is_told(site, tmp_path, monkeypatch):
    stub = tmp_path / "bin" / "git"
    stub.parent.mkdir()
    stub.write_text("#!/bin/sh\necho git version 2.30.2\n")
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stub.parent}:{os.environ['PATH']}")
    assert await plugin.check(site.settings()) == ["git is 2.30, and 2.31 or newer is needed"]


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"repository": "https://ada:secret@example.org/www.git"}, "use username and password"),
        ({"repository": "ext::sh -c true"}, "must be an address"),
        ({"repository": "--upload-pack=true"}, "must be an address"),
        ({"branch": "-f"}, "no name for a branch"),
        ({"username": "ada"}, "go together"),
        ({"username": "ada", "password": {"value": "x"}}, "only for https"),
        ({"author_email": "nobody"}, "author_email"),
        ({"page": "json", "front_matter": {}}, "a JSON page has no front matter"),
    ],
)
def test_settings_that_can_not_be_meant_are_refused(site, more, complaint):
    with pytest.raises(ValueError, match=complaint):
        site.settings(**more)
