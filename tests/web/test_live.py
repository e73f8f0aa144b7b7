"""Following a meeting while it runs: by server-sent events from the real command, and without script."""

import re
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from bot.core.chat import Person
from bot.web.live import BACKLOG
from tests.store.database import execute
from tests.web.held import SMALL, Held
from tests.web.test_serve import fetch, serving

DAY = date(2026, 4, 8)
PAGE = "weekly/2026-04-08"


class Stream:
    """A watcher: the events it was told, one after the other."""

    def __init__(self, address: str, last: str = "") -> None:
        request = urllib.request.Request(address, headers={"Last-Event-ID": last} if last else {})
        self._answer = urllib.request.urlopen(request, timeout=30)

    def next(self) -> tuple[str, str, str]:
        """The next event: its kind, id and text."""
        told: dict[str, list[str]] = {}
        for line in iter(self._answer.readline, b""):
            text = line.decode().rstrip("\n")
            if not text and "event" in told:
                return told["event"][0], told["id"][0], "\n".join(told.get("data", []))
            field, _, value = text.partition(": ")
            told.setdefault(field.rstrip(":") if not value else field, []).append(value)
        return "end", "", ""

    def until(self, event: str) -> tuple[str, str, str]:
        while (found := self.next())[0] not in {event, "end"}:
            pass
        return found

    def close(self) -> None:
        self._answer.close()


@contextmanager
def watching(address: str, last: str = "") -> Iterator[Stream]:
    stream = Stream(address, last)
    try:
        yield stream
    finally:
        stream.close()


@pytest.fixture
def running(held: Held) -> Held:
    return held.play(*SMALL[:-1], on=DAY)


def place(page: str) -> str:
    """Where the page of a meeting says that its events are."""
    return re.search(r'data-live="([^"]*)"', page)[1]


def follow(address: str) -> str:
    """Where the events of the running meeting are, for somebody who has its page."""
    return f"{address}/weekly/{place(fetch(f'{address}/{PAGE}.html'))}"


def test_a_watcher_is_told_each_line_and_the_minutes_when_something_is_recorded(running: Held) -> None:
    with serving(running) as (_, address):
        page = fetch(f"{address}/{PAGE}.html")
        assert '<noscript><meta http-equiv="refresh"' in page
        with watching(f"{address}/weekly/{place(page)}") as stream:
            time.sleep(0.3)
            running.play("bo: <b>no record</b>")
            event, at, text = stream.next()
            assert (event, at.split(".")[0]) == ("line", "5")
            assert "&lt;b&gt;no record&lt;/b&gt;" in text
            running.play("ada: #agreed fire at night")
            assert "fire at night" in stream.until("minutes")[2]


def test_who_comes_back_is_told_what_was_missed_and_nothing_twice(running: Held) -> None:
    with serving(running) as (_, address):
        live = f"{address}/weekly/{place(fetch(f'{address}/{PAGE}.html'))}"
        with watching(live) as stream:
            running.play("bo: one")
            last = stream.until("line")[1]
        running.play("bo: two", "cy: three")
        with watching(live, last) as stream:
            assert ["two" in stream.next()[2], "three" in stream.next()[2]] == [True, True]


def test_each_of_several_is_told_what_they_had_not_yet(running: Held) -> None:
    with serving(running) as (_, address):
        live = follow(address)
        with watching(live) as first:
            running.play("bo: one")
            last = first.until("line")[1]
            running.play("bo: two")
            assert "two" in first.until("line")[2]
            with watching(live) as second, watching(live, last) as third:
                assert ["one" in second.next()[2], "two" in second.next()[2], "two" in third.next()[2]] == [True] * 3
                running.play("bo: three")
                assert ["three" in each.next()[2] for each in (first, second, third)] == [True] * 3


@pytest.mark.parametrize("end", ["ada: #endmeeting", "ada: #abortmeeting", "bo: #retract"])
def test_when_it_ends_or_something_is_taken_back_the_page_is_loaded_anew(running: Held, end: str) -> None:
    with serving(running) as (_, address), watching(follow(address)) as stream:
        time.sleep(0.3)
        running.play(end)
        assert stream.until("again")[0] == "again"


def test_strangers_hear_nothing_more_of_a_meeting_that_became_private(running: Held) -> None:
    with serving(running) as (_, address), watching(follow(address)) as stream:
        time.sleep(0.3)
        running.play("-!- only by invitation", "bo: a secret", "ada: #info a second secret")
        assert [stream.until("again")[0], stream.next()[0]] == ["again", "end"]
        with urllib.request.urlopen(f"{address}/{PAGE}.live", timeout=30) as answer:
            assert answer.status == 204


def test_a_meeting_that_can_not_be_read_ends_its_stream_and_not_the_site(running: Held) -> None:
    with serving(running) as (process, address):
        with watching(follow(address)) as stream:
            time.sleep(0.3)
            execute(running.home / "minutebot.db", "UPDATE events SET kind = 'of_tomorrow' WHERE seq = 2")
            running.play("bo: hello again", "ada: #info more")
            assert stream.until("end")[0] == "end"
        assert "Kiln" in fetch(f"{address}/people.html")
        assert process.poll() is None


def test_two_people_of_one_name_are_told_apart_in_lines_that_come_live_as_on_the_page(running: Held) -> None:
    running.stage.people |= {who: Person(f"matrix/account/@{who}:example.org", "Zed") for who in ("zara", "zoltan")}
    running.play("zara: hello")
    with serving(running) as (_, address):
        with watching(follow(address)) as stream:
            time.sleep(0.3)
            running.play("zoltan: hello")
            assert stream.until("again")[0] == "again"
        page = fetch(f"{address}/{PAGE}.html")
        assert re.findall(r"<b[^>]*>(Zed[^<]*)</b>", page) == ["Zed (@zara:example.org)", "Zed (@zoltan:example.org)"]
        with watching(f"{address}/weekly/{place(page)}") as stream:
            time.sleep(0.3)
            running.play("zoltan: it is me, https://kiln.example.org")
            told = paragraph(stream.until("line")[2])
        assert "Zed (@zoltan:example.org)" in told
        assert told == paragraph(fetch(f"{address}/{PAGE}.html"))


def paragraph(page: str) -> str:
    """The last line of talk."""
    return re.findall(r'<p id="l-.*</p>', page)[-1]


def test_a_gap_is_not_told_again_with_every_line(running: Held) -> None:
    running.play("-!- gap 16:04 16:06")
    with serving(running) as (_, address), watching(follow(address)) as stream:
        time.sleep(0.3)
        running.play("bo: hello again")
        text = stream.until("line")[2]
        assert "hello again" in text
        assert text.count("<p") == 1


def test_who_lost_the_connection_before_the_minutes_came_is_told_them(running: Held) -> None:
    with serving(running) as (_, address):
        with watching(follow(address)) as stream:
            time.sleep(0.3)
            running.play("ada: #agreed fire at night")
            last = stream.until("line")[1]
        with watching(f"{address}/{PAGE}.live", last) as stream:
            assert "fire at night" in stream.until("minutes")[2]


def test_more_than_is_told_at_once_is_loaded_and_not_cut_short(running: Held) -> None:
    with serving(running) as (_, address), watching(follow(address)) as stream:
        time.sleep(0.3)
        running.stage.batch = BACKLOG + 1
        running.play(*[f"bo: line {number}" for number in range(BACKLOG + 1)])
        assert [stream.next()[0], stream.next()[0]] == ["again", "end"]


def test_who_is_told_to_load_the_page_anew_is_told_nothing_beside(running: Held) -> None:
    with serving(running) as (_, address):
        live = follow(address)
        running.play("bo: one", "bo: #retract")
        with watching(live) as stream:
            assert [stream.next()[0], stream.next()[0]] == ["again", "end"]


def test_meetings_that_do_not_run_or_are_private_are_not_followed(held: Held) -> None:
    held.weekly(DAY).play("-!- only by invitation", *SMALL[:-1], on=date(2026, 4, 15))
    with serving(held) as (_, address):
        for path in (PAGE, "weekly/2026-04-15", "weekly/2026-04-16", "x/y"):
            with urllib.request.urlopen(f"{address}/{path}.live", timeout=30) as answer:
                assert answer.status == 204


def test_watchers_do_not_keep_the_site_up(running: Held) -> None:
    with serving(running) as (process, address), watching(follow(address)):
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_the_page_of_a_meeting_that_ended_follows_nothing(held: Held) -> None:
    page = held.weekly(DAY).page(f"/{PAGE}.html")
    assert "data-live" not in page
    assert "noscript" not in page
