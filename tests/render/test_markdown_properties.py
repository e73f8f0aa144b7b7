"""What holds of the Markdown page whatever is typed."""

from dataclasses import replace

import yaml
from hypothesis import given, settings

from bot.core.minutes import Kind, Record, Section
from bot.core.text import one_line
from bot.render import language
from bot.render.earlier import earlier
from bot.render.escape import encoded, split_literal
from bot.render.inline import spans
from bot.render.page import carried_over, is_closing
from bot.render.renderer import JinjaRenderer
from bot.render.sentences import Fixed, Link, Name, Typed, sentence
from tests.render import judge, nasty, profile

RENDERER = JinjaRenderer()
SCHEMES = ("http://", "https://", "mailto:", "irc://", "ircs://", "ftp://", "ssh://", "matrix:", "xmpp:")


def shown(text):
    """A typed line as a reader sees it."""
    return "".join(span.text for span in spans(split_literal(text)))


def said(parts):
    """A sentence as a reader sees it."""
    texts = []
    for part in parts:
        match part:
            case Fixed(text) | Name(text):
                texts.append(split_literal(text))
            case Typed(text):
                texts.append(shown(text))
            case Link(text, url):
                texts.append(shown(text) if text else encoded(url, keep="()"))
    return "".join(texts)


def bullet(record, day):
    if not isinstance(record, Record):
        return judge.Bullet(language.missing(record, day))
    return judge.Bullet(said(sentence(record)), [judge.Bullet(said(sentence(child))) for child in record.children])


def _who_came(minutes):
    regrets = [f"Regrets: {split_literal(language.regrets(minutes.regrets))}."] if minutes.regrets else []
    return [judge.Bullet(text) for text in (*regrets, *([language.quorum(minutes.quorum)] if minutes.quorum else []))]


@nasty.few
@given(nasty.meetings())
def test_each_record_is_one_bullet_that_says_it(minutes):
    reading = judge.read(RENDERER.pages(minutes)["md"])
    topics = [section for section in minutes.sections if not is_closing(section)]
    written = [[bullet(record, minutes.date) for record in topic.records] for topic in topics if topic.records]
    closing = [section for section in minutes.sections if is_closing(section)]
    last = [bullet(record, minutes.date) for section in (*closing, minutes.aob) for record in section.records]
    last += [
        judge.Bullet(f"{title}:", [judge.Bullet(said(each)) for each in group]) for title, group in earlier(minutes)
    ]
    last += [judge.Bullet(said(carried_over(minutes.carried_over)))] if minutes.carried_over else []
    last += _who_came(minutes)
    last += [judge.Bullet(said) for said in [language.ended_by_itself(minutes)] if said]
    assert reading.lists[1:-1] == (written if topics else [[judge.Bullet(language.NO_TOPIC_OPENED)]])
    assert reading.lists[-1][:-1] == last


@nasty.few
@given(nasty.meetings())
def test_the_page_has_its_blocks_and_no_other_and_links_known_schemes_only(minutes):
    reading = judge.read(RENDERER.pages(minutes)["md"])
    assert reading.strange == []
    titles = [shown(language.titled(section.title)) for section in minutes.sections if not is_closing(section)]
    assert reading.headings == ["Agenda", "Notes", *(titles or [language.NO_TOPICS]), "AoB"]
    assert reading.paragraphs[0].startswith("Attendees: ")
    assert reading.paragraphs[1:] == ["--"]
    assert [link for link in reading.links if not link.casefold().startswith(SCHEMES)] == []


@nasty.few
@given(nasty.meetings())
def test_the_page_keeps_to_the_grammar(minutes):
    page = RENDERER.pages(minutes)["md"]
    assert profile.holds(page), page
    assert "|js}" not in page
    assert not set(page) & {chr(code) for code in (*range(10), *range(11, 32), *range(127, 160))}
    assert page.encode()


@nasty.few
@given(nasty.meetings())
def test_the_front_matter_is_five_keys_and_all_strings(minutes):
    head = RENDERER.pages(minutes)["md"].removeprefix("---\n").partition("---\n")[0]
    read = yaml.load(head, Loader=yaml.BaseLoader)
    assert list(read) == ["updated", "author", "subject", "permalink", "description"]
    assert {"name"} <= set(read["author"]) <= {"name", "uri", "email"}
    assert read["subject"] == split_literal(one_line(minutes.title))
    assert read["description"].startswith("8th Apr 2026: ")
    values = [line.partition(": ")[2] for line in head.splitlines() if line not in {"author:", "updated: 2026-04-08"}]
    assert all(isinstance(yaml.safe_load(value), str) for value in values)


@settings(deadline=None)
@given(nasty.texts)
def test_a_bullet_says_the_very_line(text):
    minutes = replace(nasty.EMPTY, sections=(Section("Topic", (Record(Kind.INFO, text),)),))
    reading = judge.read(RENDERER.pages(minutes)["md"])
    line = split_literal(one_line(text)) or language.NO_TEXT
    assert letters(reading.lists[1][0].text) == letters(line)


def letters(text):
    """The text but for backquotes and blanks, which code loses."""
    return text.replace("`", "").replace(" ", "")
