"""The story of a publisher that fails, from the line that ends the meeting to what the room is told."""

import random
from pathlib import Path

from bot.api import PermanentError, TemporaryError
from bot.app.dispatcher import Dispatcher, Outlet
from bot.app.editions import Editor
from bot.core.chat import Say
from bot.core.compose import Composer
from bot.render.renderer import JinjaRenderer
from bot.store.journal import write
from bot.store.queue import Queue
from tests.app.fakes import FakeClock, FakePublisher
from tests.meetings.stage import PEOPLE, read_script, stage

STORY = Path(__file__).parent / "publisher_fails"


async def test_the_room_is_told_once_that_a_publisher_fails(journal, library) -> None:
    script = read_script((STORY / "script.txt").read_text(encoding="utf-8"))
    on = stage()
    on.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
    on.play(*script[:-1])
    clock, queue = FakeClock(on.now), Queue(journal)
    publisher = FakePublisher([TemporaryError("the server is away"), PermanentError("there is no such list")])
    outlet = Outlet(
        lambda room, text: on.replies.append(Say(room, text)),
        lambda deliveries: setattr(on.state, "deliveries", deliveries),
    )
    editor = Editor(library, Composer(PEOPLE), JinjaRenderer())
    dispatcher = Dispatcher(queue, {"archive": publisher}, editor.delivered, clock, outlet, random.Random(8))
    for _ in range(2):
        await dispatcher.deliver(await queue.claim_due("archive", clock.now()))
        clock.passes(minutes=5)
    on.play(script[-1])
    replies = (STORY / "replies.txt").read_text(encoding="utf-8")
    assert "".join(f"{line}\n" for line in on.said) == replies
    assert library.meeting(on.meeting.id).items[0].record.text == "kept"
