from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from urllib.parse import unquote

import html5lib
import pytest
from hypothesis import given, settings

from bot.core.minutes import Interruption, Kind, Record, Section
from bot.render.language import NO_OWNER
from bot.render.renderer import JinjaRenderer
from bot.render.sentences import Fixed, Link, plain, sentence
from tests.render import nasty

RENDERER = JinjaRenderer()
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def parsed(page):
    """The page's tree; an error for anything the HTML standard does not allow."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def elements(tree, *tags):
    return [node for node in tree.iter() if isinstance(node.tag, str) and (not tags or node.tag in tags)]


def text(node):
    return " ".join("".join(node.itertext()).split())


@pytest.fixture
def page(renderer, kiln):
    return parsed(renderer.pages(kiln)["html"])


def by_id(tree, name):
    return next(node for node in elements(tree) if node.get("id") == name)


def test_the_page_has_its_language_and_landmarks(page):
    assert elements(page, "html")[0].get("lang") == "en"
    landmarks = ["header", "nav", "main", "footer"]
    assert [node.tag for node in elements(page, *landmarks)] == landmarks
    assert elements(page, "a")[0].get("href") == "#main"
    assert text(elements(page, "title")[0]) == "Weekly Meeting: 2026-04-08"


def test_headings_go_down_one_level_at_a_time(page):
    levels = [HEADINGS.index(node.tag) for node in elements(page, *HEADINGS)]
    assert levels.count(0) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_topics_items_and_register_numbers_have_anchors_and_no_two_the_same(page, kiln):
    names = [node.get("id") for node in elements(page) if node.get("id")]
    assert len(names) == len(set(names))
    wanted = {f"item-{record.number}" for record in kiln.records if record.number}
    wanted |= {record.label for record in kiln.records if record.label}
    assert wanted | {"topic-1", "topic-2", "topic-3", "aob"} <= set(names)
    assert text(by_id(page, "topic-2")) == "Hack week in the autumn"
    assert text(by_id(page, "item-5")) == "A-8 CO and GK will review it. 16:06"


def test_every_link_within_the_page_arrives(page):
    names = {node.get("id") for node in elements(page)}
    inner = [node.get("href")[1:] for node in elements(page, "a") if node.get("href").startswith("#")]
    assert set(inner) <= names
    assert {"topic-1", "A-7", "D-3", "aob", "next"} <= set(inner)


def test_records_lead_to_their_lines_and_the_page_to_its_siblings(page):
    links = {node.get("href") for node in elements(page, "a", "link")}
    assert "2026-04-08.log.html#l-12" in links
    siblings = {f"2026-04-08.{suffix}" for suffix in ("md", "txt", "json", "log.html", "log.txt")}
    assert siblings <= links


def test_initials_tell_the_name_behind_them(page):
    assert {node.get("title") for node in elements(page, "abbr")} == {
        "Bo Lindqvist",
        "Cyrus Okafor",
        "Dmitri Vale",
        "Elif Kaya",
        "Gwen Kato",
    }


def test_actions_stand_under_their_owners(page):
    people = [text(node) for node in elements(page, "dt")]
    assert people[-4:] == ["Bo Lindqvist", "Cyrus Okafor", "Gwen Kato", NO_OWNER]


def test_the_policy_allows_the_style_and_nothing_else(page):
    style = elements(page, "style")
    digest = b64encode(sha256(style[0].text.encode()).digest()).decode()
    policy = next(node for node in elements(page, "meta") if node.get("http-equiv"))
    assert len(style) == 1
    assert policy.get("content") == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not elements(page, "script", "img", "iframe", "form")
    assert not [node for node in elements(page) if node.get("style")]


def test_a_bare_meeting_and_one_full_of_everything_are_valid(renderer, bare):
    gap = Interruption(nasty.START, nasty.START)
    nested = Record(None, "Who?", line=3, children=(Record(Kind.ACTION, "<go>", number=1, owners=("&",)),))
    odd = replace(bare, path="a/b c", sections=(Section("<T>", (gap, nested), number=1), Section("Empty", number=2)))
    assert parsed(renderer.pages(bare)["html"])
    tree = parsed(renderer.pages(odd)["html"])
    assert text(by_id(tree, "topic-1")) == "<T>"
    assert text(by_id(tree, "item-1")) == "& will <go>."
    assert "b%20c.md" in {node.get("href") for node in elements(tree, "link")}
    assert [node.get("href") for node in elements(tree, "a") if text(node) == "1"] == ["#item-1"]


@settings(nasty.few)
@given(nasty.meetings())
def test_whatever_is_typed_the_page_is_valid_and_does_no_harm(minutes):
    tree = parsed(RENDERER.pages(minutes)["html"])
    assert not elements(tree, "script", "img", "iframe", "b", "form")
    assert not [name for node in elements(tree) for name in node.attrib if str(name).startswith("on")]
    schemes = {node.get("href").casefold().partition(":")[0] for node in elements(tree, "a") if ":" in node.get("href")}
    assert schemes <= {"http", "https", "mailto", "irc", "ircs", "ftp", "ssh", "matrix", "xmpp"}


@settings(nasty.few)
@given(nasty.meetings())
def test_whatever_is_typed_every_record_is_there(minutes):
    tree = parsed(RENDERER.pages(minutes)["html"])
    page = squeezed("".join(elements(tree, "main")[0].itertext()))
    assert [record for record in minutes.records if squeezed(seen(sentence(record))) not in page] == []


def seen(parts):
    return plain(Fixed(part.text or part.url) if isinstance(part, Link) else part for part in parts)


def squeezed(text):
    """The text but for blanks, and for the backquotes that code loses."""
    return "".join(unquote(text).replace("`", "").split())
