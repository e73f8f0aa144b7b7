"""Minutes full of what people should not type, for the property tests."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from bot.core.minutes import (
    AgendaItem,
    Attendance,
    Attendee,
    Author,
    Closed,
    Interruption,
    Kind,
    Minutes,
    NextMeeting,
    Outcome,
    Poll,
    Record,
    Section,
    Undecrypted,
    Unrecorded,
    Voter,
)
from bot.core.transcript import TranscriptLine

START = datetime(2026, 4, 8, 16, 0, tzinfo=UTC)
FRAGMENTS = (
    "- ", "* ", "+ ", "-", "--", "-- ", "---", "- - -", "___", "***", "=", "===", "#", "## ", "#### x ####", "C#",
    "1.", "2) ", "1234567890. ", "> ", ">", ">>", "```", "~~~", "~~~ x", "`", "``", "`a`", "`` a`b ``", "` `",
    "`*x*`", "` -x`", "\\", "\\`", "\\\\", "\\*", "*", "**", "*a*", "**b**", "_", "__", "_a_", "a_b_c", "\u00e9_x",
    "<", ">", "<b>", "</b>", "<!--", "-->", "<?", "<![CDATA[", "<a href=x>", "<script>alert(1)</script>",
    "<https://x.example>", "<x@y.example>", "[", "]", "[a](b)", "[a]", "[a]:", "[a]: https://x.example",
    "[call-agenda]", "![i](u)", "[x](javascript:alert(1))", "&", "&amp;", "&#42;", "&#x3c;", "&copy", "&#", "|",
    "| a | b |", "|---|---|", "--|--", ":-:", "|js}", "{js|", "\t", "\n", "\r\n", "\n\n- x\n", "\n# x\n", "\x00",
    "\x02bold\x02", "\x0304,05red\x03", "\x04ff0000x", "\x1d\x1f", "\x7f", "\u0085", "\u2028", "\u00a0", "\u202e",
    "\u200b", "\u200d", "\u2066", "\ufeff", "\ufffe", "\ud800", "\U0001f469\u200d\U0001f4bb", "\u0645\u06cc\u200c",
    "https://x.example/a_b_c?d=1&copy;=2#e", "http://x.example/(a)", "(https://x.example)", "https://x.example/*a*",
    "https://x.example/`a`", "https://x.example/<a>", "HTTPS://X.EXAMPLE", "https://", "mailto:a@b.example",
    "mailto:", "matrix:r/kiln:example.org", "xmpp:a@b.example?join", "irc://irc.example.org/#kiln",
    "javascript:alert(1)", "data:x,y", "www.example.org", "a@b.example", "word", "words of a sentence.", "x" * 80,
    "`" + "x" * 90 + "`", "`x y z`", "\u4e2d\u6587", "From me", "From ", ".", "..", "to", "about", "that", "AoB",
    "Other", "next call will be **1st May**", "on", "nan", "# Attendees", "Attendees:", "### Notes ###",
    "--\n\n#### AoB ####", "{{ x }}", "{% raw %}", "'", "''", '"', "%", "!",
)  # fmt: skip

EMPTY = Minutes(
    meeting_id="weekly-2026-04-08",
    series="weekly",
    name="Weekly Meeting",
    path="weekly/2026-04-08",
    room="kiln-net/#kiln",
    date=date(2026, 4, 8),
    started_at=START,
    ended_at=None,
    author=Author("Ada Kern"),
)
few = settings(max_examples=30, deadline=None)  # whole meetings are slow to make up

texts = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=6)), max_size=12).flatmap(
    lambda parts: st.sampled_from(("", " ")).map(lambda blank: blank.join(parts))
)
names = st.one_of(texts, st.sampled_from(("BL", "zz", "bob[m]", "bob`", "|bob|", "on", "_x_", "-", "Jr.")))
urls = st.one_of(texts, st.sampled_from(("https://x.example/a_(b)?c=1&amp;d", "javascript:alert(1)", "https://x/|js}")))
times = st.integers(-2000, 3000).map(lambda minutes: START + timedelta(minutes=minutes))
numbers = st.integers(0, 40)


def _record(kind, text, **more):
    """What is not given stays as it is by itself; of a tuple, hypothesis would make up every field."""
    return Record(kind, text, **more)


polls = st.builds(
    Poll,
    options=st.lists(texts, min_size=2, max_size=3, unique=True).map(tuple),
    voters=st.lists(
        st.builds(Voter, names, names, texts, st.lists(texts, max_size=2).map(tuple), texts), max_size=3
    ).map(tuple),
    outcome=st.sampled_from(Outcome),
    chosen=texts,
    required=numbers,
    needed=numbers,
    present=numbers,
)
leaves = st.builds(
    _record,
    kind=st.sampled_from(Kind),
    text=texts,
    number=numbers,
    label=st.sampled_from(("", "A-7", "D-3")),
    signature=names,
    author=names,
    speaker=names,
    owners=st.lists(names, max_size=3).map(tuple),
    owner_names=st.lists(names, max_size=3).map(tuple),
    due=st.none() | st.dates(),
    url=urls,
    line=numbers,
    at=st.none() | times,
    seconder=st.just("") | names,
    seconder_name=names,
    settles=numbers,
    poll=st.none() | st.none() | polls,
)
subtopics = st.builds(
    _record, kind=st.none(), text=texts, line=numbers, children=st.lists(leaves, max_size=3).map(tuple)
)
gaps = (
    st.builds(Interruption, times, times)
    | st.builds(Unrecorded, times, times)
    | st.builds(Undecrypted, times, times, st.integers(1, 9))
)
records = st.lists(st.one_of(leaves, subtopics, gaps), max_size=4).map(tuple)
sections = st.builds(
    Section,
    st.one_of(texts, st.sampled_from(("AoB", "Other things", "any other business", "Notes", "C #"))),
    records,
    numbers,
    numbers,
)
agenda = st.lists(st.builds(AgendaItem, texts, names, st.none() | st.dates(), numbers, numbers), max_size=3).map(tuple)
owner_lists = st.lists(names, max_size=3).map(tuple)
task = st.builds(
    _record,
    st.just(Kind.ACTION),
    texts,
    label=numbers.map("A-{}".format),
    owners=owner_lists,
    owner_names=owner_lists,
    due=st.none() | st.dates(),
)
tasks = st.lists(task, max_size=3).map(tuple)
attendees = st.lists(st.builds(Attendee, names, names, st.booleans(), st.booleans()), max_size=4).map(tuple)

lines = st.builds(
    TranscriptLine,
    number=numbers,
    at=times,
    nick=names,
    kind=st.sampled_from(("text", "emote", "notice")),
    text=texts,
    command=st.sampled_from(("", "info")),
)


def meetings():
    """Any minutes at all."""
    return st.builds(
        Minutes,
        meeting_id=texts,
        series=st.just("weekly"),
        name=texts,
        path=texts.map("weekly/{}".format),
        room=texts,
        date=st.just(date(2026, 4, 8)),
        started_at=st.just(START),
        ended_at=st.none() | times,
        author=st.builds(Author, names, urls, names),
        digest=texts,
        agenda=agenda,
        carried_over=agenda,
        open_before=tasks,
        closed=st.lists(
            st.builds(Closed, task, st.sampled_from(("done", "dropped")), st.dates(), names, texts), max_size=3
        ).map(tuple),
        attendees=attendees,
        regrets=st.lists(names, max_size=3).map(tuple),
        quorum=st.none() | st.builds(Attendance, numbers, st.sampled_from(("1/2", "4")), numbers, numbers),
        sections=st.lists(sections, max_size=3).map(tuple),
        aob=st.builds(Section, st.just("AoB"), records, numbers, numbers),
        next_meeting=st.none() | st.builds(NextMeeting, st.dates(), names, names),
        links=st.fixed_dictionaries({"call-agenda": urls, "mir-mail": urls}),
        lines=numbers,
        ended_by=st.sampled_from(("", "command", "timeout")),
    )
