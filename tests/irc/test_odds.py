"""The small parts: CTCP, netsplits, names of lines, batches, and how long to wait."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.app.backoff import Backoff
from bot.irc import ctcp
from bot.irc.batches import Batches
from bot.irc.line import parse
from bot.irc.naming import Naming
from bot.irc.netsplit import is_netsplit

NOW = datetime(2026, 4, 8, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("plain", None),
        ("\x01ACTION waves\x01", ("ACTION", "waves")),
        ("\x01action waves", ("ACTION", "waves")),
        ("\x01VERSION\x01", ("VERSION", "")),
        ("\x01\x01", ("", "")),
        ("in the \x01middle\x01", None),
    ],
)
def test_ctcp_is_unwrapped(text, wanted):
    assert ctcp.unwrap(text) == wanted


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (("VERSION", ""), "\x01VERSION minutebot 1\x01"),
        (("PING", "123"), "\x01PING 123\x01"),
        (("TIME", ""), "\x01TIME 2026-04-08T16:00:00+00:00\x01"),
        (("PING", ""), None),
        (("DCC", "SEND x"), None),
        (("FINGER", ""), None),
    ],
)
def test_three_questions_are_answered(question, answer):
    assert ctcp.answer(*question, "minutebot 1", NOW) == answer


@pytest.mark.parametrize(
    ("reason", "split"),
    [
        ("hub.libera.chat leaf.libera.chat", True),
        ("one.test two.test", True),
        ("Quit: one.test two.test", False),
        ("one two", False),
        ("one.test", False),
        ("http://a.b see.you", False),
        ("", False),
    ],
)
def test_a_netsplit_is_two_servers_and_nothing_else(reason, split):
    assert is_netsplit(parse(f":ada!a@h QUIT :{reason}")) is split


def test_a_line_is_named_by_its_id_else_by_what_it_is_else_by_a_count():
    naming, again = Naming("c1"), Naming("c2")
    with_id = parse("@msgid=abc :ada!a@h PRIVMSG #kiln :x")
    timed = parse("@time=2026-04-08T16:00:00.000Z :ada!a@h PRIVMSG #kiln :x")
    later = parse("@time=2026-04-08T16:00:01.000Z :ada!a@h PRIVMSG #kiln :x")
    bare = parse(":ada!a@h PRIVMSG #kiln :x")
    assert naming.name(with_id) == "abc"
    names = [naming.name(line) for line in (timed, timed, later)]
    assert len(set(names)) == 3
    assert [again.name(line) for line in (timed, timed, later)] == names
    assert (naming.name(bare), naming.name(bare), again.name(bare)) == ("c1-1", "c1-2", "c2-1")


def test_history_within_other_batches_and_other_batches_within_history_are_told_apart():
    batches = Batches()
    batches.feed(parse(":srv BATCH +outer labeled-response"))
    batches.feed(parse("@batch=outer :srv BATCH +h chathistory #kiln"))
    batches.feed(parse("@batch=h :srv BATCH +m draft/multiline #kiln"))
    assert batches.absorb(parse("@batch=h :ada!a@h PRIVMSG #kiln :one"))
    assert batches.absorb(parse("@batch=m :ada!a@h PRIVMSG #kiln :two"))
    assert not batches.absorb(parse("@batch=outer :ada!a@h PRIVMSG #kiln :live"))
    assert not batches.absorb(parse("@batch=gone :ada!a@h PRIVMSG #kiln :live"))
    assert batches.feed(parse(":srv BATCH -m")) is None
    assert [line.param(1) for line in batches.feed(parse(":srv BATCH -h")).lines] == ["one", "two"]
    assert batches.feed(parse(":srv BATCH -outer")) is None


def test_a_batch_that_claims_to_lie_in_itself_is_no_history():
    batches = Batches()
    batches.feed(parse("@batch=a :srv BATCH +a netsplit"))
    assert not batches.absorb(parse("@batch=a :ada!a@h QUIT :x.y z.w"))


def test_waits_grow_to_the_longest_and_shrink_after_a_good_connection():
    backoff = Backoff(timedelta(seconds=5), timedelta(seconds=60), Random(1))
    waits = [backoff.wait(up_for=0, lasting=False) for _ in range(200)]
    assert all(wait <= ceiling for wait, ceiling in zip(waits, (5, 10, 20, 40, 60, 60), strict=False))
    assert 50 < max(waits) <= 60
    assert min(waits[5:]) < 10
    assert backoff.wait(up_for=61, lasting=False) <= 5


def test_what_a_person_must_mend_is_tried_slowly_from_the_start():
    backoff = Backoff(timedelta(seconds=5), timedelta(seconds=60), Random(1))
    assert all(30 <= backoff.wait(up_for=0, lasting=True) <= 60 for _ in range(50))
