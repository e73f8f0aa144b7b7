"""Editions for the archive's tests: any series, day and text, with pages a browser and the archive itself can read."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.api import Author, Edition, Kind, Minutes, Record, Section, SiteFrame
from bot.testing import A_WEDNESDAY, FakeTree, an_edition


def meeting(
    path: str = "weekly/2026-04-08",
    *,
    on: date = A_WEDNESDAY,
    at: time = time(16),
    series: str | None = None,
    **values,
) -> Minutes:
    """Minutes to be filed under `path`; the series is the first part of it unless one is given."""
    began = datetime.combine(on, at, UTC)
    made = replace(
        an_edition().minutes,
        path=path,
        meeting_id=path.replace("/", "-"),
        series=path.partition("/")[0] if series is None else series,
        date=on,
        started_at=began,
        ended_at=began + timedelta(minutes=26),
        author=Author("Ada L.", "https://ada.example.org"),
        sections=(
            Section(
                "Release",
                (
                    Record(Kind.AGREED, "ship 3.1", 1),
                    Record(None, "after that", children=(Record(Kind.ACTION, "tag it", 2),)),
                ),
            ),
        ),
    )
    return replace(made, **values)


def edition(
    path: str = "weekly/2026-04-08",
    *,
    revision: int = 1,
    text: str = "",
    before: str = "",
    lines: int = 2,
    beside: tuple[Edition, ...] = (),
    **values,
) -> Edition:
    """An edition of `meeting(path, ...)`; `lines` is the transcript's length.

    `text` is put into its pages, `before` into those of the revisions before it. `beside` are others on its site.
    """
    minutes = meeting(path, revision=revision, **values)
    name = path.rpartition("/")[2]
    html = f'<!doctype html><html lang="en"><title>m</title><p>{revision} {text}</p><a href="{name}.log.html">log</a>'
    pages = {"md": f"# {text}\n", "txt": f"{text}\n", "html": html, "json": as_json(minutes)}

    def transcript(form: str) -> Iterator[str]:
        yield from (f"{form} {number} {text}\n" for number in range(lines))

    def site(frame: SiteFrame) -> FakeTree:
        numbers = range(1, revision or len(minutes.revisions) + 1)
        earlier = (edition(path, revision=old, text=before or text, lines=lines, **values) for old in numbers)
        return FakeTree((made, *beside), frame, tuple(earlier))

    made = Edition(minutes, revision, pages, transcript, "5eed", site=site)
    return made


def many(count: int, series: str = "weekly", first: date = date(2010, 1, 6)) -> Iterator[Edition]:
    """A series' meetings, a week apart, the oldest first; the site of each has those before it."""
    made: tuple[Edition, ...] = ()
    for number in range(count):
        on = first + timedelta(weeks=number)
        yield (latest := edition(f"{series}/{on.isoformat()}", on=on, beside=made))
        made = (*made, latest)


def as_json(minutes: Minutes) -> str:
    """What the archive reads of the .json page."""
    return json.dumps({"id": minutes.meeting_id, "started_at": minutes.started_at.isoformat()})
