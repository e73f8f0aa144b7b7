"""What is open from earlier meetings, and what was closed since last time, in every form."""

import json
from dataclasses import replace
from datetime import date

from bot.core.minutes import Closed, Kind, Record
from bot.render.earlier import earlier
from bot.render.sentences import plain


def _action(number: int, text: str, *owners: str, due: date | None = None) -> Record:
    names = tuple(f"{owner} Kern" for owner in owners)
    return Record(Kind.ACTION, text, label=f"A-{number}", owners=owners, owner_names=names, due=due)


OPEN = (_action(7, "to sweep", "BL", due=date(2026, 4, 17)), _action(8, "who feeds the cat?"))
CLOSED = (
    Closed(_action(3, "glaze", "BL", "GK"), "done", date(2026, 4, 7), "Bo Lindqvist", "at cone 6"),
    Closed(_action(4, "fire it.", "cy"), "dropped", date(2026, 4, 7), "Ada Kern"),
)
SAID = {
    "Closed since last time": ["A-3, done by BL and GK: glaze (at cone 6).", "A-4, dropped: fire it."],
    "Open from earlier meetings": ["A-7: BL will sweep (due 17th Apr 2026).", "A-8, no owner yet: who feeds the cat?"],
}


def test_each_action_is_a_sentence(bare):
    minutes = replace(bare, open_before=OPEN, closed=CLOSED)
    assert {title: [plain(each) for each in group] for title, group in earlier(minutes)} == SAID
    assert earlier(bare) == ()


def test_text_and_html_have_a_section_each_and_the_page_bullets(renderer, bare):
    pages = renderer.pages(replace(bare, open_before=OPEN, closed=CLOSED))
    for title, group in SAID.items():
        assert f"{title}\n{'-' * len(title)}\n\n" + "".join(f"* {each}\n" for each in group) in pages["txt"]
        assert f">{title}</h2>" in pages["html"]
        assert f"- {title}:\n" + "".join(f"   - {each}\n" for each in group) in pages["md"]
    assert "earlier meetings" not in "".join(renderer.pages(bare).values())


def test_json_has_them_whole(renderer, bare):
    tree = json.loads(renderer.pages(replace(bare, open_before=OPEN, closed=CLOSED))["json"])
    assert tree["open_before"][0] == {
        "label": "A-7",
        "text": "to sweep",
        "owners": ["BL"],
        "owner_names": ["BL Kern"],
        "due": "2026-04-17",
    }
    closed = {key: tree["closed"][0][key] for key in ("label", "state", "on", "by", "note")}
    assert closed == {"label": "A-3", "state": "done", "on": "2026-04-07", "by": "Bo Lindqvist", "note": "at cone 6"}
