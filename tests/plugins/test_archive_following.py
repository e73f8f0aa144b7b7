"""What leads to a new meeting comes with it; the other lists follow, whatever comes between."""

import asyncio
import gc
import threading
from contextlib import contextmanager
from datetime import date
from functools import partial
from types import SimpleNamespace

import pytest

from bot.api import Lock, Receipt, Standing, TemporaryError
from bot.runtime.catching_up import UnfinishedError, catch_up, catch_up_at_start
from bot.testing import FakeAttempt
from bot.web.routes import find
from plugins.archive import plugin, publisher
from plugins.archive.desk import Desk
from plugins.archive.note import MOST, Note, noted
from tests.plugins.wholeness import complaints
from tests.web.held import SMALL, Held

FIRST, LATER = date(2026, 4, 8), date(2026, 5, 6)
FED = [*SMALL[:-1], "fen: hello", "ada: #action fen to buy cobalt", SMALL[-1]]
AT_ONCE = ("index.html", "atom.xml", "weekly/index.html", "weekly/atom.xml")
SIGNPOSTS = ("latest/index.html", "weekly/latest/index.html", "latest/weekly/index.html")
FOLLOWING = ("index.json", "actions.html", "people.html", "2026/index.html", "weekly/2026-04-08.html")


class OnlyAtOnce:
    """The archive as it is when it dies right after each receipt."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def publish(self, edition, attempt) -> Receipt:
        page = self.desk.file(edition)
        self.desk.lead()
        return Receipt(Standing.CONFIRMED, url="" if edition.withdrawn else page)


def desk(root) -> Desk:
    return Desk(root, plugin.settings(directory=root, title="Kiln minutes"))


async def deliver_at_once(held: Held, root) -> None:
    with held.editing() as (editor, _):
        await held.deliver_by(OnlyAtOnce(desk(root)), editor)


@contextmanager
def site_of(held: Held):
    with held.editing() as (_, trees):
        yield partial(trees.tree, "archive")


def holding(root, word: str) -> list[str]:
    files = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))
    return sorted(path.relative_to(root).as_posix() for path in files if word in path.read_text())


def shown(root) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def root(tmp_path):
    return tmp_path / "archive"


@pytest.fixture
async def left(held: Held, root) -> Held:
    """A bot that died after it had told the room of a second meeting."""
    await held.weekly(FIRST).deliver(root)
    held.play(*FED, on=LATER)
    await deliver_at_once(held, root)
    return held


async def test_with_a_meeting_comes_what_leads_to_it_and_the_note_has_what_is_to_follow(left: Held, root) -> None:
    told = holding(root, "2026-05-06.html")
    assert {*AT_ONCE, *SIGNPOSTS} <= set(told)
    assert not {*FOLLOWING} & set(told)
    for page in AT_ONCE[::2]:
        assert (root / page).read_text() == find(left.site(live=False), page).text
    assert noted(root).unlisted == ("weekly-2026-05-06",)
    assert complaints(root) == []


async def test_a_page_that_is_not_there_yet_leads_to_the_meeting(left: Held, root) -> None:
    assert "2026-05-06.html" in (root / "people/fen.html").read_text()
    assert "cobalt" not in (root / "people/fen.html").read_text()
    assert (root / "2026/05/06/index.html").exists()


async def test_a_bot_that_starts_lists_what_was_left(left: Held, root, tmp_path) -> None:
    with left.editing() as (_, trees):
        async with plugin.open(plugin.settings(directory=root, title="Kiln minutes")) as opened:
            await catch_up_at_start({"archive": opened}, trees.tree)
    await _is_whole(left, root, tmp_path)


async def test_the_next_meeting_brings_along_what_was_left(left: Held, root, tmp_path) -> None:
    await left.weekly(date(2026, 5, 13)).deliver(root)
    await _is_whole(left, root, tmp_path)


async def test_a_rehearsal_shows_all_that_follows_and_leaves_it_to_follow(left: Held, root) -> None:
    left.weekly(date(2026, 5, 13))
    before, note = shown(root), noted(root)
    with left.editing() as (editor, _):
        one = editor.delivered("weekly-2026-05-13", 1, "archive")
        async with plugin.open(plugin.settings(directory=root, title="Kiln minutes")) as opened:
            previews = await opened.preview(one, FakeAttempt())
    assert (shown(root), noted(root)) == (before, note)
    await left.deliver(root)
    changed = {name: text for name, text in shown(root).items() if before.get(name) != text}
    assert changed == {preview.name.removeprefix(f"{root}/"): preview.content for preview in previews}


@pytest.mark.parametrize(
    "words",
    [("bo: #retract", "ada: #amend"), ("ada: #reopen", "bo: #retract", "ada: #meetingname Glazes", "ada: #endmeeting")],
)
async def test_what_was_retracted_is_in_no_list_when_the_receipt_is_given(held: Held, root, words) -> None:
    script = [*SMALL[:-1], "bo: #action ada to buy cobalt", SMALL[-1]]
    await held.weekly(FIRST, script=script).deliver(root)
    assert len(holding(root, "cobalt")) > 8
    held.play(*words)
    await deliver_at_once(held, root)
    assert holding(root, "cobalt") == []
    assert noted(root).unlisted == ()


@pytest.mark.parametrize("words", [("ada: #abortmeeting",), ("-!- only by invitation", "ada: #info vanadium")])
async def test_what_is_withdrawn_is_in_no_list_when_the_receipt_is_given(held: Held, root, words) -> None:
    await held.weekly(FIRST).play(*FED[:-1], "ada: #save", on=LATER).deliver(root)
    assert len(holding(root, "cobalt")) > 8
    held.play(*words)
    await deliver_at_once(held, root)
    assert holding(root, "cobalt") == []
    assert noted(root).unlisted == ()


async def test_what_goes_before_it_was_listed_is_never_listed(held: Held, root) -> None:
    await held.weekly(FIRST).deliver(root)
    held.play(*FED[:-1], "ada: #save", on=LATER)
    await deliver_at_once(held, root)
    held.play("ada: #abortmeeting")
    await deliver_at_once(held, root)
    with site_of(held) as site:
        assert desk(root).list_noted(site, lambda: False)
    assert holding(root, "cobalt") == []


async def test_an_edition_goes_before_the_lists_which_are_whole_in_the_end(left: Held, root, tmp_path) -> None:
    asked = iter([*[False] * 4, True])
    with site_of(left) as site:
        assert not desk(root).list_noted(site, lambda: next(asked))
        assert complaints(root) == []
        assert noted(root).unlisted == ("weekly-2026-05-06",)
        assert desk(root).list_noted(site, lambda: False)
    await _is_whole(left, root, tmp_path)


async def test_lists_wait_while_another_process_writes_and_nobody_is_told(left: Held, root) -> None:
    one, other = desk(root), Lock(root / ".lock")
    one.lock.patience = 0.05
    with site_of(left) as site:
        other.take()
        assert not one.list_noted(site, lambda: False)
        with pytest.raises(TemporaryError, match="another process is writing there"):
            one.list_noted(site, lambda: False, patient=True)
        other.release()
        assert one.list_noted(site, lambda: False)


async def test_lists_make_room_for_a_process_that_waits_with_an_edition(left: Held, root) -> None:
    one, other = desk(root), desk(root)
    with site_of(left) as site:
        assert one.lock.take_free()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(asyncio.to_thread(other.lock.take))
            while not one.lock.wanted():
                await asyncio.sleep(0.01)
            assert not desk(root).list_noted(site, lambda: False)
            one.lock.release()
        other.lock.release()


async def test_closed_in_the_middle_of_the_lists_it_goes_on_with_them_when_opened(
    left: Held, root, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(publisher, "PATIENCE", 0.0)
    settings = plugin.settings(directory=root, title="Kiln minutes")
    left.weekly(date(2026, 5, 13))
    with left.editing() as (editor, trees):
        async with plugin.open(settings) as opened:
            await left.deliver_by(opened, editor)
        assert complaints(root) == []
        async with plugin.open(settings) as opened:
            await catch_up({"archive": opened}, trees.tree)
    await _is_whole(left, root, tmp_path)


def idle(lead) -> SimpleNamespace:
    """A desk that does nothing else."""
    nothing = SimpleNamespace(rest=lambda: None)
    return SimpleNamespace(
        renew=lambda _editions: None, file=lambda _edition: "", lead=lead, list_noted=lambda *_: True, together=nothing
    )


async def test_cut_off_while_it_writes_it_complains_to_nobody(held: Held, root) -> None:
    begun, going, heard = threading.Event(), threading.Event(), []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, told: heard.append(told))

    def lead() -> None:
        begun.set()
        going.wait()
        raise TemporaryError("stopped")

    with held.weekly(FIRST).editing() as (editor, _):
        async with plugin.open(plugin.settings(directory=root, title="Kiln minutes")) as opened:
            opened.desk = idle(lead)
            async with asyncio.TaskGroup() as tasks:
                one = editor.delivered("weekly-2026-04-08", 1, "archive")
                cut = tasks.create_task(opened.publish(one, FakeAttempt()))
                await asyncio.to_thread(begun.wait)
                cut.cancel()
            going.set()
    del cut
    gc.collect()
    assert heard == []


async def test_a_command_says_so_when_the_lists_could_not_follow(left: Held, root, monkeypatch) -> None:
    async with plugin.open(plugin.settings(directory=root, title="Kiln minutes")) as opened:
        opened.desk.lock.patience = 0.05
        other = Lock(root / ".lock")
        other.take()
        with left.editing() as (_, trees), pytest.raises(UnfinishedError, match="archive: the minutes are there, but"):
            await catch_up({"archive": opened}, trees.tree)
        other.release()


def test_where_many_meetings_are_to_be_listed_everything_is() -> None:
    note = Note("plain", "kiln.example.org").leaving(map(str, range(MOST)))
    assert note.mark == "plain"
    assert note.leaving(["one more"]).mark == ""
    assert len(note.leaving(["one more"]).unlisted) == MOST


async def _is_whole(held: Held, root, tmp_path) -> None:
    """It is as if it had been written anew."""
    assert noted(root).unlisted == ()
    assert complaints(root) == []
    held.journal.now(lambda connection: connection.exec_driver_sql("UPDATE deliveries SET state = 'pending'"))
    await held.deliver(tmp_path / "anew")
    assert shown(root) == shown(tmp_path / "anew")
