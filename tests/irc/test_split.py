import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.irc.split import clean, cut, shorten

CLUSTERS = ["a", " ", "é", "e\u0301", "漢", "👩\u200d🚀", "👍🏽", "🇩🇪", "❤\ufe0f", "한"]


def pieces(text, limit):
    found = []
    while text:
        head, text = cut(text, limit)
        found.append(head)
    return found


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.integers(4, 100))
def test_every_piece_fits_and_nothing_is_lost_but_blanks_at_the_breaks(text, limit):
    found = pieces(text, limit)
    assert all(len(piece.encode()) <= limit for piece in found)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")


@given(st.lists(st.sampled_from(CLUSTERS), max_size=200), st.integers(40, 90))
def test_no_character_is_cut_in_two(clusters, limit):
    for piece in pieces("".join(clusters), limit)[1:]:
        first = piece[:1]
        assert not first or (unicodedata.combining(first) == 0 and first not in "\u200d\ufe0f🏽🚀")


def test_words_stay_whole_where_they_can():
    assert pieces("the glaze cracked in the second kiln", 20) == ["the glaze cracked in", "the second kiln"]


def test_two_flags_are_parted_between_them():
    assert pieces("🇩🇪🇫🇷🇮🇹", 20) == ["🇩🇪🇫🇷", "🇮🇹"]


def test_a_character_longer_than_the_limit_is_cut_all_the_same():
    assert "".join(pieces("a" + "\u0301" * 30, 10)) == "a" + "\u0301" * 30


def test_a_reply_becomes_clean_lines():
    assert clean("one\r\ntwo\n\n\x01three\0\x02\tfour\x1b ") == ["one", "two", "three four"]


def test_what_utf8_cannot_say_becomes_a_question_mark():
    assert clean("a\ud800b") == ["a?b"]


def test_a_topic_is_shortened_to_whole_characters():
    assert shorten("ééé", 5) == "éé"
    assert shorten("short", 5) == "short"
