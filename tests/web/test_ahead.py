"""What pages of meetings ask of the record, read in one go: the same as when each is asked for by itself."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, event

from bot.api import SiteFrame
from bot.app.reading import PUBLIC, Scope
from bot.store.site import SiteReader
from bot.store.sqlite import open_reader
from bot.web.tree import tree
from tests.web.held import SMALL, Held

RENAMED = [*SMALL[:2], "ada: #meetingname Board", *SMALL[2:]]
DAYS = [date(2026, 4, day) for day in (1, 8, 15)]


@pytest.fixture
def engine(held: Held) -> Engine:
    """To read meetings of two series, one of them renamed to the other's after that had met, and one that runs."""
    held.weekly(*DAYS).weekly(DAYS[1], script=["ada: #startmeeting Board", *SMALL[1:]])
    held.weekly(date(2026, 4, 22), script=RENAMED).weekly(date(2026, 4, 29), script=SMALL[:-1])
    return open_reader(held.url)


@pytest.fixture
def reader(engine: Engine) -> Iterator[SiteReader]:
    with closing(SiteReader(engine)) as reader:
        yield reader


def statements(engine: Engine) -> list[str]:
    """What is asked from now on."""
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _connection, _cursor, text, *_more: asked.append(text))
    return asked


def test_what_was_read_ahead_is_what_is_there(reader: SiteReader) -> None:
    ids = reader.ids(PUBLIC)
    ahead = reader.ahead(PUBLIC, ids)
    assert len(ids) == 6
    assert ahead.named(PUBLIC, ids) == reader.named(PUBLIC, ids)
    assert ahead.addresses(ids) == reader.addresses(ids)
    for entry in reader.named(PUBLIC, ids):
        assert ahead.named(PUBLIC, [entry.id]) == [entry]
        assert ahead.neighbours(PUBLIC, entry) == reader.neighbours(PUBLIC, entry)
        for path in reader.addresses([entry.id]):
            assert ahead.meeting(PUBLIC, path) == reader.meeting(PUBLIC, path)


def test_what_was_not_read_ahead_is_read_when_it_is_asked_for(reader: SiteReader) -> None:
    first, *others = reader.ids(PUBLIC)
    ahead, nobody = reader.ahead(PUBLIC, [first]), Scope("nobody's")
    assert ahead.named(PUBLIC, others) == reader.named(PUBLIC, others)
    assert ahead.addresses([first, *others]) == reader.addresses([first, *others])
    (entry,) = reader.named(PUBLIC, [first])
    assert ahead.meeting(PUBLIC, entry.path) == entry
    assert ahead.meeting(nobody, entry.path) is None
    assert ahead.named(nobody, [first]) == []
    assert ahead.neighbours(nobody, entry) == (None, None)


def test_pages_of_meetings_that_were_read_ahead_ask_no_reader(held: Held, engine: Engine, reader: SiteReader) -> None:
    held.journal.now(lambda connection: connection.exec_driver_sql("UPDATE deliveries SET url = 'there'"))
    site = held.site(live=False)
    site.reader.close()
    made = tree(replace(site, reader=reader), "archive", SiteFrame("Kiln"))
    ids = made.meetings()[:3]
    asked = statements(engine)
    ahead = made.ahead(ids)
    read, pages = len(asked), [file.make() for each in ids for file in ahead.meeting(each)]
    assert len(pages) > 3 * 9
    assert asked[read:] == []
    assert read == 5
