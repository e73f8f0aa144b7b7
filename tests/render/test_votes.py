"""Votes, proposals, regrets and the quorum in every form of the minutes."""

import json
from datetime import UTC

from bot.core.quorum import Quorum
from bot.core.rules import SeriesRules
from bot.render.renderer import JinjaRenderer
from tests.meetings.stage import rules, stage

SCRIPT = (
    "ada: #startmeeting",
    "bo: #proposed to ship 3.1",
    "cy: #second",
    "fen: #regrets elif",
    "ada: #vote Ship <b>3.1</b> on *Friday*?",
    "bo: -1",
    "bo: +1",
    "cy: -1 the [tests](x) are red",
    "ada: #endvote",
    "ada: #agreed",
    "ada: #endmeeting",
)


def _pages() -> dict[str, str]:
    series = SeriesRules("weekly", "Weekly Meeting", UTC, Quorum("1/2", ("ada", "bo", "elif")))
    return dict(JinjaRenderer().pages(stage(rules(known_series=(series,))).play(*SCRIPT).minutes()))


def test_the_page_and_the_text_say_who_voted_what() -> None:
    pages = _pages()
    vote = "A tie, so not carried: 1 yes (BL), 1 no (CO), 0 abstain."
    text = " ".join(pages["txt"].split())
    assert f"* Vote: Ship <b>3.1</b> on *Friday*? {vote} BL changed from no to yes. CO: the [tests](x) are red." in text
    page = " ".join(pages["md"].split())
    assert r"- Vote: Ship \<b>3.1\</b> on \*Friday\*? " + vote in page
    assert "- BL: Proposal to ship 3.1 (seconded by CO)." in page
    assert "- Regrets: Elif Kaya. " in page
    assert "- The roster has 3 people; a quorum is 1/2 of them, which is 2. 2 attended: quorate." in page
    assert "Regrets: Elif Kaya" in text
    assert "Quorum: The roster has 3 people;" in text


def test_the_html_page_has_an_anchor_for_a_vote_and_a_way_to_the_proposal() -> None:
    html = _pages()["html"]
    assert '<li class="record vote" id="item-2">' in html
    assert '<abbr title="Bo Lindqvist">BL</abbr>' in html
    assert "<b>3.1</b>" not in html
    assert '<a class="aside" href="#item-1">(the proposal)</a>' in html
    assert "<dt>Regrets</dt><dd>Elif Kaya</dd>" in html


def test_the_json_has_the_whole_vote() -> None:
    tree = json.loads(_pages()["json"])
    proposal, vote, decision = tree["aob"]["records"]
    assert (proposal["kind"], proposal["seconder_name"]) == ("proposed", "Cyrus Okafor")
    assert (decision["settles"], decision["text"]) == (proposal["number"], "to ship 3.1")
    assert (vote["text"], vote["vote"]["outcome"]) == ("Ship <b>3.1</b> on *Friday*?", "tie")
    assert dict(zip(vote["vote"]["options"], vote["vote"]["counts"], strict=True)) == {"yes": 1, "no": 1, "abstain": 0}
    assert vote["vote"]["voters"][0] == {
        "signature": "BL",
        "name": "Bo Lindqvist",
        "choice": "yes",
        "before": ["no"],
        "reason": "",
    }
    assert tree["regrets"] == ["Elif Kaya"]
    assert tree["quorum"] == {"members": 3, "share": "1/2", "needed": 2, "present": 2, "quorate": True}
