"""What is said at once is what is said part by part."""

from hypothesis import given

from bot.core.minutes import Kind, Record
from bot.render import escape, markup
from bot.render.said import KEPT, said
from bot.render.sentences import plain, sentence
from tests.render import nasty


@given(nasty.leaves | nasty.subtopics)
def test_a_record_reads_the_same_in_short_and_part_by_part(record):
    told, parts = said(record), sentence(record)
    assert told.text == plain(parts)
    assert told.parts == parts
    assert markup.said(told) == markup.plain(parts)
    assert escape.said(told) == escape.markdown(parts)


def test_a_record_is_told_once_however_many_forms_ask():
    record = Record(Kind.INFO, "a fact", signature="BL")
    assert said(record) is said(record)


def test_what_is_told_of_one_record_is_told_of_no_other():
    for number in range(3 * KEPT):
        assert said(Record(Kind.INFO, f"fact {number}")).text == f"fact {number}"
