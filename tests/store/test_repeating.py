"""Lines shown in other rooms: gathered while they wait, and followed when they are edited or taken away."""

from dataclasses import replace

from bot.app.batch import Batch, KeptMessage, KeptReply, Quoted
from bot.app.ports import Shown
from bot.core.chat import Message, Person, Room, Say
from bot.core.replies import Change, Repeat
from bot.core.text import RETRACTED
from bot.store.journal import write
from bot.store.postbox import Postbox
from tests.app.fakes import NOON
from tests.store.database import execute

CHANNEL, ROOM = Room("libera", "#kiln"), Room("matrix", "#kiln:example.org")


def said(number: int, text: str, **more: object) -> Repeat:
    return Repeat(ROOM, CHANNEL, f"m{number}", "ada", text, **more)


def edited(number: int, text: str, **more: object) -> Repeat:
    return said(number, text, change=Change.EDITED, **more)


def erased(number: int | str) -> Repeat:
    return Repeat(ROOM, CHANNEL, f"m{number}", change=Change.ERASED)


def post(journal, *replies) -> None:
    batch = Batch(outbox=[KeptReply(reply, NOON) for reply in replies])
    journal.now(lambda connection: write(connection, batch))


async def everything(box: Postbox, events: str = "$1 $2 $3 $4 $5") -> list[object]:
    """All that waits is said, under these ids, and told as it was asked for."""
    ids, told = iter(events.split()), []
    while posted := await box.next(ROOM):
        told.append(_told(posted.reply))
        await box.said(posted, next(ids))
    return told


def _told(reply: object) -> object:
    match reply:
        case Shown(erases=erases) if erases:
            return ("gone", *erases)
        case Shown(lines=lines, replaces=replaces):
            texts = [line.text for line in lines]
            return (replaces, *texts) if replaces else texts
        case Say(text=text):
            return text


async def test_lines_that_wait_become_one_message_and_bot_answers_keep_their_place(journal, path) -> None:
    post(journal, said(1, "one"))
    post(journal, said(2, "two", emote=True))
    post(journal, Say(ROOM, "Topic: Clay"), said(3, "three"))
    assert await everything(Postbox(journal)) == [["one", "two"], "Topic: Clay", ["three"]]
    assert execute(path, "SELECT native_id, event_id FROM relays ORDER BY id") == [
        ("m1", "$1"),
        ("m2", "$1"),
        ("m3", "$3"),
    ]
    assert execute(path, "SELECT count(*) FROM outbox") == [(0,)]


async def test_a_message_that_was_tried_takes_in_nothing_more(journal) -> None:
    box = Postbox(journal)
    post(journal, said(1, "one"))
    tried = await box.next(ROOM)
    post(journal, said(2, "two"))
    again = await box.next(ROOM)
    assert (again.transaction, again.reply) == (tried.transaction, tried.reply)
    assert await everything(box) == [["one"], ["two"]]


async def test_a_flood_is_as_many_messages_as_it_takes(journal) -> None:
    post(journal, *(said(number, "x") for number in range(65)), said(99, "y" * 7990), said(100, "z" * 20))
    sizes = [len(texts) for texts in await everything(Postbox(journal))]
    assert sizes == [30, 30, 6, 1]


async def test_an_edit_is_carried_on_with_the_rest_of_its_message(journal) -> None:
    box = Postbox(journal)
    post(journal, said(1, "one"), said(2, "two"))
    assert await everything(box, "$1") == [["one", "two"]]
    post(journal, edited(2, "2"))
    post(journal, edited(7, "never shown"))
    assert await everything(box, "$2") == [("$1", "one", "2")]


async def test_an_edit_of_what_still_waits_needs_no_message(journal) -> None:
    post(journal, said(1, "one"), edited(1, "1"))
    assert await everything(Postbox(journal)) == [["1"]]


async def test_an_edit_while_the_line_is_on_its_way_comes_behind_it(journal) -> None:
    box = Postbox(journal)
    post(journal, said(1, "one"))
    await box.next(ROOM)
    post(journal, edited(1, "1"))
    assert await everything(box, "$1 $2") == [["1"], ("$1", "1")]


async def test_what_is_taken_away_goes_with_all_its_versions_and_the_others_lines_are_said_again(journal, path) -> None:
    box = Postbox(journal)
    post(journal, said(1, "one"), said(2, "my number is 555"), said(3, "three"))
    post(journal, *(said(number, "later") for number in (4,)))
    await everything(box, "$1 $2")
    post(journal, edited(2, "my number was 555"))
    await everything(box, "$3")
    post(journal, erased(2))
    assert execute(path, "SELECT count(*) FROM relays WHERE text LIKE '%555%'") == [(0,)], "it is gone at once"
    assert await everything(box, "$x $4") == [("gone", "$1", "$3"), ["one", "three", "later"]]
    post(journal, edited(3, "3"))
    assert await everything(box, "$5") == [("$4", "one", "3", "later")]


async def test_two_lines_of_one_message_taken_away_at_once(journal) -> None:
    box = Postbox(journal)
    post(journal, said(1, "one"), said(2, "two"))
    await everything(box, "$1")
    post(journal, erased(1), erased(2))
    assert await everything(box, "$x $y") == [("gone", "$1")]


async def test_what_still_waits_is_simply_not_said(journal, path) -> None:
    post(journal, said(1, "one"), said(2, "two"))
    post(journal, erased(1))
    box = Postbox(journal)
    assert await everything(box, "$1") == [["two"]]
    post(journal, said(3, "three"), erased(3))
    assert await everything(box) == []
    assert execute(path, "SELECT count(*) FROM outbox") == [(0,)]


async def test_what_is_on_its_way_is_taken_away_when_it_is_there(journal) -> None:
    box = Postbox(journal)
    post(journal, said(1, "one"))
    await box.next(ROOM)
    post(journal, erased(1))
    assert await everything(box, "$1 $x") == [[RETRACTED], ("gone", "$1")]


async def test_a_message_of_several_lines_goes_as_a_whole(journal) -> None:
    box = Postbox(journal)
    post(journal, *(replace(said(0, text), native_id=f"$m/{number}") for number, text in enumerate("abc", 1)))
    await everything(box, "$1")
    post(journal, Repeat(ROOM, CHANNEL, "$m", change=Change.ERASED))
    assert await everything(box, "$x") == [("gone", "$1")]


async def test_what_is_off_the_record_leaves_its_name_only_and_can_be_taken_away(journal, path) -> None:
    box = Postbox(journal)
    await box.shown(Shown(ROOM, (said(1, "between us", kept=False),)), "$1")
    assert execute(path, "SELECT nick, text, native_id, event_id FROM relays") == [("", "", "m1", "$1")]
    post(journal, erased(1))
    assert await everything(box, "$x") == [("gone", "$1")]
    assert execute(path, "SELECT count(*) FROM relays") == [(0,)]


async def test_what_can_never_be_shown_is_forgotten(journal, path) -> None:
    box = Postbox(journal)
    post(journal, said(1, "one"))
    await box.failed(await box.next(ROOM), "M_FORBIDDEN")
    post(journal, edited(1, "1"), erased(1))
    assert await everything(box) == []
    assert execute(path, "SELECT count(*) FROM relays") == [(0,)]


async def test_an_edit_that_is_taken_back_goes_and_the_line_is_shown_as_it_was(journal, path) -> None:
    box = Postbox(journal)
    message = Message(CHANNEL, "m1", NOON, Person("libera/session/1", "ada"), "one")
    journal.now(lambda connection: write(connection, Batch(messages=[KeptMessage(message, command="agenda")])))
    post(journal, said(1, "one"), said(2, "two"))
    await everything(box, "$1")
    post(journal, edited(1, "my number is 555", edit="e1"))
    await everything(box, "$2")
    post(journal, replace(erased(1), native_id="e1"))
    assert execute(path, "SELECT count(*) FROM relays WHERE text LIKE '%555%'") == [(0,)]
    assert await everything(box, "$x $3") == [("gone", "$1", "$2"), ["one", "two"]]


async def test_an_edit_that_leaves_lines_out_takes_those_away_alone(journal) -> None:
    box = Postbox(journal)
    post(journal, *(replace(said(0, text), native_id=f"$m/{number}") for number, text in enumerate("abc", 1)))
    await everything(box, "$1")
    post(journal, Repeat(ROOM, CHANNEL, "$m", change=Change.ERASED, beyond=1))
    assert await everything(box, "$x $2") == [("gone", "$1"), ["a"]]


async def test_what_follows_a_line_is_not_mistaken_for_what_was_said(journal, path) -> None:
    box = Postbox(journal)
    execute(
        path,
        "INSERT INTO relays (id, network, room, origin, native_id, nick, text, emote, edits, edit) "
        "VALUES (12344, 'matrix', '#kiln:example.org', 'libera/#kiln', 'm0', 'ada', 'zero', 0, '[]', '')",
    )
    post(journal, said(1, "one"))
    await everything(box)
    post(journal, edited(1, "1234"))
    gone = Batch()
    gone.erasures.quoted.append(Quoted(frozenset({"1234"}), frozenset()))
    journal.now(lambda connection: write(connection, gone))
    assert await everything(box, "$2") == [("$1", "1234")]
