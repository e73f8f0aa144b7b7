"""An invented archive that has every kind of page, for those who look at all of them."""

from datetime import date
from pathlib import Path

from tests.meetings.stage import read_script
from tests.web.held import SMALL, Held

TOKEN = "for the board"
EXAMPLE = Path(__file__).parents[1] / "meetings" / "example" / "chat.txt"

LONG_URL = "https://kiln.example.org/" + "a-very-long-path-without-any-break/" * 6 + "?query=" + "x" * 120
LONG_NAME = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungskomitee"
VOTES = (
    "ada: #startmeeting",
    "bo: good evening",
    "cy: hello",
    "gwen: hi",
    "fen: #regrets elif, dmitri",
    "ada: #topic Release 3.2",
    "ada: #vote Ship 3.2 on Friday?",
    "bo: +1",
    "cy: -1 the tests are red",
    "gwen: +1",
    "ada: #endvote",
    "ada: #subtopic Colours",
    "ada: #vote Which colour for the door? green, dark blue, red",
    "bo: #vote green",
    "cy: #vote dark blue",
    "fen: #vote dark blue",
    "ada: #endvote",
    "ada: #agreed Releases are cut on Tuesdays from now on",
    "bo: #done A-1 it was the cache",
    "ada: #action bo, gwen to write the announcement by 2026-04-20",
    "ada: #action cy to mend the red tests by 2030-01-31",
    "ada: #supersede D-1 with to fire by day",
    "ada: #rejected to drop Python 3.11",
    "ada: #supersede D-1 with fire at dawn",
    "gwen: #idea a photo of the kiln on the front page",
    "ada: #nextmeeting 2026-04-22",
    "ada: #summary 3.2 ships on Friday, and releases are cut on Tuesdays.",
    "ada: #endmeeting",
)
ODD = (
    f"ada: #startmeeting {LONG_NAME}",
    "漢字太郎: こんにちは、今日の会議は窯の釉薬について話し合います。",
    "a_rather_long_nick_with_a_tail[away]|lunch: hi",
    "ada: #topic 釉薬の温度と焼成時間についての長い議題、改行できる場所がほとんどない題名",
    "漢字太郎: #info 釉薬は1240度で溶ける。窯の奥と手前では三十度ほど違う。",
    f"bo: #link {LONG_URL} the traces",
    f"bo: #info see {LONG_URL} for " + "x" * 300,
    f"ada: #action 漢字太郎, a_rather_long_nick_with_a_tail[away]|lunch to ask {LONG_NAME} by 2026-05-01",
    "ada: #topic " + "A topic whose title goes on for longer than anybody would want to read it aloud " * 2,
    "ada: #agreed <b>no markup</b> & `code_with_underscores` *stays* as it was typed",
    "ada: #help somebody with " + "patience, " * 20,
    f"ada: #summary {LONG_NAME} met, and there was a great deal to be said of glazes 釉薬, {LONG_URL}",
    "ada: #endmeeting",
)
RUNNING = (
    "ada: #startmeeting",
    "bo: hello all",
    "ada: #topic Glazes",
    "bo: #info the blue one runs at 1240 degrees",
    "ada: #action bo to fire it again by 2030-02-01",
    "cy: I'd rather see it first",
)

LONG = "/donaudampfschifffahrtsgesellschaftskapit%C3%A4nsm%C3%BCtzenabzeichenve/2026-04-18"
PAGES = {
    "the front page": "/",
    "a series": "/weekly/",
    "a year of a series": "/weekly/2026/",
    "a year": "/2026/",
    "a month": "/2026/04/",
    "a day": "/2026/04/08/",
    "minutes": "/weekly/2026-04-08.html",
    "minutes with votes": "/weekly/2026-04-15.html",
    "minutes at a record": "/weekly/2026-04-15.html#A-4",
    "a transcript": "/weekly/2026-04-08.log.html",
    "a transcript at a line": "/weekly/2026-04-08.log.html#l-10",
    "who was there": "/weekly/2026-04-15.attendance.html",
    "votes": "/weekly/2026-04-15.votes.html",
    "long and foreign names": f"{LONG}.attendance.html",
    "an earlier revision": "/weekly/2026-04-15.r1.html",
    "what changed": "/weekly/2026-04-15.r1-r2.html",
    "long and foreign words": f"{LONG}.html",
    "a long and foreign transcript": f"{LONG}.log.html",
    "people": "/people.html",
    "a person": "/people/bo.html",
    "actions": "/actions.html",
    "closed actions": "/actions.closed.html",
    "actions of a year": "/actions.2026.html",
    "decisions": "/decisions.html",
    "actions of a month": "/actions.2026-04.html",
    "decisions of a year": "/decisions.2025.html",
    "decisions of a month": "/decisions.2025-12.html",
    "a search with hits": "/search?q=glaz*",
    "a search without hits": "/search?q=porcelain",
    "an empty search": "/search",
    "the way in": "/enter",
    "a page that is missing": "/nothing",
    "an aborted meeting": "/weekly/2026-04-16.html",
    "a running meeting": "/weekly/2026-04-29.html",
    "the transcript of a running meeting": "/weekly/2026-04-29.log.html",
    "a meeting of many lines": "/weekly/2026-04-01.html",
    "a transcript of many lines": "/weekly/2026-04-01.log.html",
}
"""Each kind of page, and where one of it is."""


def show(held: Held) -> Held:
    """Hold all the meetings; the last one goes on."""
    here = held.stage
    here.batch = 100
    held.weekly(date(2025, 12, 17), script=[*SMALL[:-1], "ada: #agreed fire at night", SMALL[-1]])
    held.play(*many(40), on=date(2026, 4, 1))
    held.play(*_example(), on=date(2026, 4, 8))
    held.play(*VOTES, on=date(2026, 4, 15)).play(
        "ada: #edit 3 Releases are cut on Wednesdays from now on", "ada: #amend"
    )
    held.play(*SMALL[:-1], "ada: #abortmeeting", on=date(2026, 4, 16))
    held.play(*SMALL[:-1], "ada: #meetingname Glaze Clinic", SMALL[-1], on=date(2026, 4, 17))
    held.play(*ODD, on=date(2026, 4, 18))
    held.play(*RUNNING, on=date(2026, 4, 29))
    held.stage = held._stage("#board")
    held.play("-!- only by invitation", *SMALL, on=date(2026, 4, 20))
    held.stage = here
    here.batch = 1
    return held


def many(count: int = 300) -> list[str]:
    """A meeting of so many lines."""
    return ["ada: #startmeeting", *(_said(number) for number in range(count)), "ada: #endmeeting"]


def _said(number: int) -> str:
    nick = ("bo", "cy", "gwen", "fen")[number % 4]
    if number % 25 == 0:
        return f"ada: #topic Shelf {number // 25 + 1}"
    if number % 7 == 0:
        return f"{nick}: #info pot {number} came out with a crack along the foot, and the glaze ran a finger's breadth"
    return (
        f"{nick}: I think so too",
        f"{nick}: what about number {number}?",
        f"{nick}: it was the draught from the door, as it was last week",
    )[number % 3]


def _example() -> list[str]:
    """The documented example, which adds to the agenda before it begins."""
    return [line for line in read_script(EXAMPLE.read_text("utf-8")) if not line.startswith("#")]


def settings(held: Held) -> str:
    """Of the site: it has readers, so that there is a way in."""
    token = held.home / "token"
    token.write_text(TOKEN)
    return f'[[web.readers]]\ntoken = {{ file = "{token}" }}\n'
