from hypothesis import given
from hypothesis import strategies as st

from bot.irc.framing import LONGEST_LINE, Framer

LINES = st.lists(st.binary(max_size=50).map(lambda raw: raw.replace(b"\n", b"").rstrip(b"\r")), max_size=20)


@given(LINES, st.lists(st.integers(1, 40), min_size=1))
def test_lines_come_whole_however_the_bytes_are_cut(lines, sizes):
    stream, framer, at = b"".join(line + b"\r\n" for line in lines), Framer(), 0
    while at < len(stream):
        size = sizes[at % len(sizes)]
        framer.feed(stream[at : at + size])
        at += size
    assert list(framer) == lines
    assert framer.size == 0


def test_a_monstrous_line_is_dropped_and_the_next_one_read():
    framer = Framer()
    for _ in range(3):
        framer.feed(b"x" * LONGEST_LINE)
    framer.feed(b"the end of it\r\nnext\r\n")
    assert list(framer) == [b"next"]
    assert framer.dropped == 1


def test_a_monstrous_line_in_one_chunk_is_dropped_too():
    framer = Framer()
    framer.feed(b"before\n" + b"x" * (LONGEST_LINE + 1) + b"\nafter\n")
    assert list(framer) == [b"before", b"after"]
    assert framer.dropped == 1
