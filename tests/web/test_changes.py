"""Who remembers how often a series met sees each change of that, and counts nothing anew for a mere line."""

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot.app.reading import PUBLIC, Scope
from bot.store.site import SiteReader
from tests.web.held import SMALL, Held

APRIL, MAY = date(2026, 4, 8), date(2026, 5, 6)
ARCHIVE = Scope("archive")
CHANGES = [
    SMALL[:1],
    ["ada: #meetingname Glazes"],
    ["ada: #endmeeting"],
    ["ada: #meetingname Weekly"],
    SMALL[:2],
    ["ada: #abortmeeting"],
]


def _told(reader: SiteReader, scope: Scope) -> list[object]:
    return [reader.series(scope), reader.years(scope), reader.people(scope)]


def _fresh(held: Held, scope: Scope) -> list[object]:
    with closing(SiteReader(held.url)) as reader:
        return _told(reader, scope)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_reader_that_stays_sees_what_one_that_comes_sees(held: Held, tmp_path: Path) -> None:
    held.weekly(APRIL)
    with closing(SiteReader(held.url)) as reader:
        seen = [_told(reader, scope) for scope in (PUBLIC, ARCHIVE)]
        for script in CHANGES:
            held.play(*script, on=MAY)
            assert _told(reader, PUBLIC) == _fresh(held, PUBLIC), script
            _told(reader, ARCHIVE)
            await held.deliver(tmp_path / "archive")
            assert _told(reader, ARCHIVE) == _fresh(held, ARCHIVE), script
            seen.append(_told(reader, PUBLIC))
        assert len({repr(each) for each in seen}) > len(CHANGES) // 2


def test_a_mere_line_changes_no_count(held: Held) -> None:
    held.weekly(APRIL).play(*SMALL[:2], on=MAY)
    with closing(SiteReader(held.url)) as reader:
        watch, line = reader._watch, reader.changed()
        counted = watch.counted()
        held.play("bo: the kiln is cold", "ada: #info buy wood")
        assert reader.changed() != line
        assert watch.counted() == counted
        held.play("ada: #endmeeting")
        assert watch.counted() != counted
