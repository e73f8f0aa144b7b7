"""What is asked in a thread is answered there; what is refused is a reply to who asked."""

import pytest

from bot.core.chat import Message, MessageEdited, Say
from tests.matrix.events import ADA, hearing, said, told


def in_thread(root: str, body: str, **more: object) -> dict:
    relation = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True, "m.in_reply_to": {"event_id": root}}
    return said(ADA, body, **more) | {"content": {"msgtype": "m.text", "body": body, "m.relates_to": relation}}


def test_a_line_carries_the_thread_it_was_said_in_and_nothing_of_it_is_taken_for_a_quote() -> None:
    known = hearing()
    lines = told(known, said(ADA, "root"), in_thread("$root", "> as cy said\n#status"))
    assert [(line.text, line.thread) for line in lines] == [
        ("root", ""),
        ("> as cy said", "$root"),
        ("#status", "$root"),
    ]


def test_an_edit_in_a_thread_is_of_that_thread() -> None:
    old = in_thread("$root", "#info bleu")
    new = {"msgtype": "m.text", "body": "#info blue"}
    relation = {"rel_type": "m.replace", "event_id": old["event_id"]}
    edit = said(ADA, "* #info blue") | {"content": {**new, "m.new_content": new, "m.relates_to": relation}}
    (seen,) = told(hearing(), edit, originals={old["event_id"]: old})
    assert isinstance(seen, MessageEdited)
    assert (seen.text, seen.thread, seen.edit) == ("#info blue", "$root", edit["event_id"])


@pytest.mark.parametrize("relation", [{"rel_type": "m.thread"}, {"rel_type": "m.thread", "event_id": []}, "m.thread"])
def test_a_thread_that_is_none_is_none(relation) -> None:
    (line,) = told(hearing(), said(ADA, "hi", **{"m.relates_to": relation}))
    assert isinstance(line, Message)
    assert line.thread == ""


@pytest.mark.server("synapse")
async def test_an_answer_stands_in_its_thread_and_a_refusal_is_a_reply(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    bot = await bot_in(synapse, room)
    root = ada.say(room, "let us talk of glazes here")
    asked = ada.say(room, "#status", **{"m.relates_to": {"rel_type": "m.thread", "event_id": root}})
    heard = await bot.message("#status")
    assert heard.thread == root
    bot.post(Say(bot.room, "in thread", answers=asked, thread=root), Say(bot.room, "reply", answers=asked))
    bot.post(Say(bot.room, "plain"))
    await bot.until(lambda: len(ada.notices(room)) == 3)
    said = [e["content"] for e in ada.events(room) if e["content"].get("msgtype") == "m.notice"]
    answered = {"m.in_reply_to": {"event_id": asked}}
    thread = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True}
    assert [content.get("m.relates_to") for content in said] == [{**thread, **answered}, answered, None]
    told = await bot.message("in thread")
    assert (told.thread, told.from_bot) == (root, True)
