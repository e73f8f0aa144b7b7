"""Front matter from the config: as a site wants it, and sound YAML whatever was typed."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.api import Attendee, Author
from bot.testing import HOSTILE, an_edition
from plugins.git_pages import plugin
from plugins.git_pages.page import page_of

NEEDED = {"repository": "www.git", "directory": "clone.git", "author_email": "minutebot@example.org"}
MIRAGE = {
    "updated": "{date}",
    "author": {"name": "{author}", "uri": "{author_uri}", "email": "{author_email}"},
    "subject": "{title}",
    "permalink": "{permalink}",
    "description": "{short_date}: {digest}",
}
BODY = "### Agenda ###\n\n- Tarballs\n"


def page(front_matter, form="md", text=f"---\nown: true\n---\n\n{BODY}", **changes):
    settings = plugin.settings.model_validate(NEEDED | {"front_matter": front_matter, "page": form})
    edition = an_edition(on=date(2016, 3, 2))
    minutes = replace(edition.minutes, permalink="weekly-2016-03-02", **changes)
    return page_of(replace(edition, minutes=minutes, pages={form: text}), settings).content.decode()


def read(text):
    _, head, body = text.split("---\n", 2)
    return yaml.safe_load(head), body


def test_the_front_matter_of_mirage_www_can_be_said():
    amir = Author("Amir Chaudhry", "http://amirchaudhry.com", "amirmc@example.org")
    text = page(MIRAGE, author=amir, digest="Decision to drop 4.01, 2.7 released, Hackathon and CI.")
    assert text == (
        "---\n"
        "updated: 2016-03-02\n"
        "author:\n"
        '  name: "Amir Chaudhry"\n'
        '  uri: "http://amirchaudhry.com"\n'
        '  email: "amirmc@example.org"\n'
        'subject: "Weekly Meeting: 2016-03-02"\n'
        'permalink: "weekly-2016-03-02"\n'
        'description: "2nd Mar 2016: Decision to drop 4.01, 2.7 released, Hackathon and CI."\n'
        "---\n\n" + BODY
    )


def test_what_a_meeting_has_nothing_for_is_left_out():
    head, _ = read(page(MIRAGE, author=Author("Ada L."), digest=""))
    assert head["author"] == {"name": "Ada L."}
    assert head["description"] == "2nd Mar 2016"
    head, _ = read(page({"a": {"uri": "{author_uri}"}, "tags": ["minutes", "{author_uri}"], "none": "", "title": "x"}))
    assert head == {"tags": ["minutes"], "none": "", "title": "x"}


def test_a_field_alone_stays_what_it_is_and_toml_stays_what_it_is():
    people = (Attendee("Ada L.", "ada"), Attendee("no", "no"))
    head, _ = read(
        page(
            {
                "date": "{date}", "at": "{started_at}", "rev": "{revision}", "who": "{attendees}", "year": "{year}",
                "draft": False, "weight": 3, "since": date(2013, 4, 16), "of": [{"name": "{author}"}], "yes": "no",
            },
            attendees=people,
        )
    )  # fmt: skip
    assert head == {
        "date": date(2016, 3, 2), "at": datetime(2016, 3, 2, 16, tzinfo=UTC), "rev": 1, "who": ["Ada L.", "no"],
        "year": "2016", "draft": False, "weight": 3, "since": date(2013, 4, 16), "of": [{"name": "Ada L."}],
        "yes": "no",
    }  # fmt: skip


@pytest.mark.parametrize("typed", [*HOSTILE, "---", "a: b # c", "'\"\\", "{}", "|js}", "🜁 ünï", "\x85\u2028\ufeff"])
def test_whatever_was_typed_stays_one_value(typed):
    head, body = read(
        page({"title": "t: {digest}", "who": "{attendees}"}, digest=typed, attendees=(Attendee(typed, "x"),))
    )
    assert set(head) <= {"title", "who"}
    assert head["title"].startswith("t")
    assert body == f"\n{BODY}"


@given(st.text())
def test_any_text_comes_back_as_it_is_seen(typed):
    text = page({"title": "{digest}"}, digest=f"x{typed}x")
    head, body = read(text)
    assert (type(head["title"]), body) == (str, f"\n{BODY}")
    assert "|js}" not in text


def test_without_a_table_the_page_keeps_its_own_and_an_empty_one_takes_it_away():
    assert page(None) == f"---\nown: true\n---\n\n{BODY}"
    assert page({}) == BODY


def test_a_text_page_gets_front_matter_and_loses_nothing():
    assert (
        page({"title": "{name}"}, "txt", "---\nnot its own\n")
        == '---\ntitle: "Weekly Meeting"\n---\n\n---\nnot its own\n'
    )


def test_a_field_that_is_not_known_is_refused_where_it_stands():
    with pytest.raises(ValueError, match=r"\{autor\} is not known here; write \{attendees\}, \{author\}"):
        plugin.settings.model_validate(NEEDED | {"front_matter": {"author": {"name": ["{autor}"]}}})


def test_keys_that_yaml_takes_for_something_else_are_quoted():
    text = page({"on": "x", "a b": "y", "- z": {"no": "n"}})
    assert json.dumps(read(text)[0]) == json.dumps({"on": "x", "a b": "y", "- z": {"no": "n"}})
