"""Old logs: what is read of them, and that they become meetings once."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.importing import SMALL_LINES, LogError, LogNetwork, Survey, Told, edited, observations, replay, survey
from bot.app.recorder import Recorder
from bot.app.setting import Setting
from bot.core.chat import LogBegun, Person, Room, Say
from bot.core.commands import BUILT_IN, join_tables
from bot.core.compose import Composer
from bot.core.destinations import Destination, Destinations
from bot.core.events import Ending
from bot.core.logs import Unreadable
from bot.core.rules import Rules
from bot.store.queue import Queue
from tests.app.fakes import FakeClock
from tests.meetings.stage import PEOPLE
from tests.store.database import execute, rows

ARCHIVE = Destinations((Destination("archive"),))
TABLE = join_tables(BUILT_IN)


@pytest.fixture
def log(tmp_path: Path):
    def make(text: str | bytes, name: str = "2026-04-08.log") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make


class Importer:
    """Imports logs into one database, each time by a process of its own."""

    def __init__(self, journal, library) -> None:
        self.journal, self.library = journal, library

    async def __call__(self, found: Survey) -> None:
        rules = Rules(found.room, "Weekly Meeting", destinations=ARCHIVE, links_in_talk=not found.has_start)
        state = self.library.state((found.room,))
        recorder = Recorder(Setting({found.room: rules}, TABLE, PEOPLE), state, self.journal, FakeClock())
        recorder.networks = {"log": LogNetwork(found)}
        await replay(found, recorder, frozenset({"logbot"}), lambda _count: None)

    def meeting(self, meeting_id: str = "weekly-2026-04-08"):
        found = self.library.meeting(meeting_id)
        assert found, meeting_id
        return found

    @property
    def ids(self) -> list[str]:
        return sorted(row.id for row in self.library.meetings())


@pytest.fixture
def importer(journal, library) -> Importer:
    return Importer(journal, library)


def test_a_survey_finds_day_room_people_and_a_start(log) -> None:
    found = survey(log("# Log of #kiln\n[16:00] <ada> #startmeeting\n[16:01] <Bo> hi\nwhat?\n"))
    assert (found.day, found.room) == (date(2026, 4, 8), Room("log", "#kiln"))
    assert [person.nick for person in found.people] == ["ada", "Bo"]
    assert (found.lines, found.has_start, found.skipped) == (2, True, 1)
    assert found.unreadable == (Unreadable(4, "what?"),)


@pytest.mark.parametrize(
    ("text", "name", "day"),
    [
        ("[16:00] <a> x\n", "irc-2026-04-08.txt", date(2026, 4, 8)),
        ("# 08-04-2026\n[16:00] <a> x\n", "log", date(2026, 4, 8)),
        ("date: 2026-99-99\n# 2026-04-09\n[16:00] <a> x\n", "2020-01-01", date(2026, 4, 9)),
    ],
)
def test_the_day_is_in_the_first_lines_or_in_the_name(log, text, name, day) -> None:
    assert survey(log(text, name)).day == day


def test_what_is_told_wins_over_what_is_found(log) -> None:
    found = survey(log("# 2026-04-08 #kiln\n[16:00] <a> x\n"), Told(date(2020, 1, 1), "#oven"))
    assert (found.day, found.room.name) == (date(2020, 1, 1), "#oven")
    assert survey(log("[16:00] <a> x\n", "design-2026-04-08.log.txt")).room.name == "#design-2026-04-08"


@pytest.mark.parametrize(
    ("text", "name", "complaint"),
    [
        ("", "2026-04-08.log", "no line of it reads as chat"),
        ("hello\nworld\n", "2026-04-08.log", "no line of it reads as chat; lines look like [16:00] <nick> text"),
        ("[16:00] <a> x\n", "my.log", "no date in its name or first lines; give --date 2026-04-08"),
        (b"\xff\xfe[\x001\x00", "2026-04-08.log", "no line of it reads as chat"),
    ],
)
def test_a_log_that_cannot_be_used_is_refused_with_what_to_do(log, text, name, complaint) -> None:
    with pytest.raises(LogError) as caught:
        survey(log(text, name))
    assert complaint in str(caught.value)
    assert name in str(caught.value)


@pytest.mark.parametrize("name", ["missing.log", ""])
def test_a_log_that_cannot_be_opened_says_why(tmp_path, name) -> None:
    with pytest.raises(LogError, match=r"can't read it: (No such file|Is a directory)"):
        survey(tmp_path / name)


@pytest.mark.parametrize(
    ("line", "starts"),
    [
        *(("#startmeeting", True), ("#StartMeeting: Weekly", True), (" #startmeeting x", True)),
        *(("\x02#startmeeting\x02 x", True), ("say #startmeeting to begin", False), ("#startmeetingfoo", False)),
        *(("startmeeting", False), ("/me #startmeeting", False)),
    ],
)
def test_a_log_that_only_speaks_of_starting_has_no_start(log, line, starts) -> None:
    assert survey(log(f"[16:00] <ada> {line}\n")).has_start is starts


async def test_a_log_without_a_start_is_one_meeting_without_a_chair(log, importer) -> None:
    await importer(survey(log("[16:00] <logbot> logging\n[16:01] <bo> hi\n[16:05] <ada> #info x\n[16:09] <bo> bye")))
    meeting = importer.meeting()
    assert (meeting.ending, meeting.ended_at) == (Ending.END_OF_LOG, datetime(2026, 4, 8, 16, 9, tzinfo=UTC))
    minutes = Composer(PEOPLE).compose(meeting, importer.library.lines(meeting.id))
    assert [(one.name, one.chair) for one in minutes.attendees] == [("Bo Lindqvist", False), ("Ada Kern", False)]
    assert [record.signature for record in minutes.records] == ["AK"]
    texts = [line.text for line in importer.library.transcript(meeting.id)]
    assert texts == ["logging", "hi", "#info x", "bye"], "the last line too, which has no newline"


async def test_a_log_with_a_start_and_no_end_ends_with_its_last_line(log, importer) -> None:
    await importer(survey(log("[15:00] <bo> before\n[16:00] <ada> #startmeeting Design\n[16:05] <bo> hi\n")))
    meeting = importer.meeting("design-2026-04-08")
    assert (meeting.ending, meeting.ended_at) == (Ending.END_OF_LOG, datetime(2026, 4, 8, 16, 5, tzinfo=UTC))
    assert importer.library.lines(meeting.id) == 2


async def test_a_log_may_hold_several_meetings(log, importer) -> None:
    meeting = "[{0}:00] <ada> #startmeeting\n[{0}:05] <ada> #endmeeting\n[{0}:06] <bo> talk\n"
    await importer(survey(log(meeting.format(10) + meeting.format(12))))
    assert importer.ids == ["weekly-2026-04-08", "weekly-2026-04-08-2"]


async def test_a_person_of_a_log_has_the_nick_they_wrote_last(log, importer) -> None:
    await importer(survey(log("[16:00] <Zed> hi\n[16:01] <ZED> hi\n")))
    assert [one.person.nick for one in importer.meeting().people.values()] == ["ZED"]


async def test_odd_bytes_are_read_as_old_clients_wrote_them(log, importer) -> None:
    text = b"\xef\xbb\xbf[16:00] <ada> caf\xc3\xa9\n[16:01] <bo> caf\xe9 \x93quoted\x94\n[16:02] <bo> \x81\x00\n"
    await importer(survey(log(text)))
    texts = [line.text for line in importer.library.transcript("weekly-2026-04-08")]
    assert texts == ["café", "café “quoted”", "\ufffd\0"]


CAFE = "[16:00] <ada> café ☕\n[16:01] <bo> \U0001f600\n[16:02] <ada> last"


@pytest.mark.parametrize(
    "raw",
    [
        CAFE.encode(),
        CAFE.encode("utf-8-sig"),
        CAFE.encode("utf-16"),
        CAFE.encode("utf-16-le"),
        CAFE.encode("utf-16-be"),
        b"\xfe\xff" + CAFE.encode("utf-16-be"),
        CAFE.replace("\n", "\r\n").encode(),
        CAFE.replace("\n", "\r\n").encode("utf-16"),
        CAFE.replace("\n", "\r").encode(),
    ],
)
def test_a_log_may_be_in_any_encoding_with_any_line_ends(log, raw) -> None:
    told = list(observations(survey(log(raw)), frozenset()))
    assert [(each.native_id[-2:], each.text) for each in told] == [
        (":1", "café ☕"),
        (":2", "\U0001f600"),
        (":3", "last"),
    ]


def test_a_line_without_end_is_reported_and_the_next_has_its_number(log) -> None:
    found = survey(log(b"[16:00] <ada> hi\n[16:01] <bo> " + b"\xc3\xa9" * 3_000_000 + b"\n[16:02] <ada> on\n"))
    assert (found.lines, found.skipped, [line.number for line in found.unreadable]) == (2, 1, [2])
    assert [each.native_id[-2:] for each in observations(found, frozenset())] == [":1", ":3"]


@pytest.mark.parametrize(("lines", "kept"), [(SMALL_LINES, True), (SMALL_LINES + 1, False)])
def test_a_small_log_is_read_once_and_a_large_one_is_not_kept_in_memory(log, lines, kept) -> None:
    found = survey(log("<ada> x\n" * lines))
    assert (found.lines, found.read is not None) == (lines, kept)
    assert sum(1 for _ in observations(found, frozenset())) == lines


@given(st.binary(max_size=300))
def test_whatever_bytes_a_log_has_it_is_read_or_refused(tmp_path_factory, raw) -> None:
    path = tmp_path_factory.mktemp("log") / "2026-04-08.log"
    for text in (raw, b"[16:00] <ada> hi\n" + raw, raw + b"\n16:00 <ada> hi"):
        path.write_bytes(text)
        try:
            found = survey(path)
        except LogError:
            continue
        assert found.lines <= len(list(observations(found, frozenset())))
        assert list(edited(found, frozenset()))


def test_a_format_may_be_forced(log) -> None:
    path = log("16:00 <ada> hi\n16:01 bo: hi\n16:02 <cy> hi\n")
    assert (survey(path).format.name, survey(path).skipped) == ("irssi", 1)
    assert [person.nick for person in survey(path, Told(format="columns")).people] == ["bo"]
    with pytest.raises(LogError, match=r"no line of it reads as element, which looks like .*; try without --format"):
        survey(path, Told(format="element"))


def test_the_times_of_a_log_are_those_of_the_zone_it_is_said_to_be_of(log) -> None:
    found = survey(log("[16:00] <ada> hi\n"), Told(zone=ZoneInfo("Europe/London")))
    assert [each.sent_at.hour for each in observations(found, frozenset())] == [15]


def test_people_are_known_under_their_last_nick(log) -> None:
    found = survey(log("[16:00] <Ada> x\n[16:01] *** Ada is now known as kern\n[16:02] <kern> y\n[16:03] <ada> z\n"))
    assert [(person.key, person.nick) for person in found.people] == [
        ("log/nick/ada", "kern"),
        ("log/nick/ada~2", "ada"),
    ]


async def test_a_chair_stays_chair_under_another_nick_and_a_stranger_does_not_become_one(log, importer) -> None:
    lines = (
        "16:00 <ada> #startmeeting\n16:01 -!- ada is now known as kern\n16:02 <ada> #topic Mine\n"
        "16:03 <kern> #topic Glazes\n16:04 <ada> #endmeeting\n16:05 <kern> #endmeeting\n"
    )
    await importer(survey(log(lines)))
    meeting = importer.meeting()
    assert [topic.title for topic in meeting.topics] == ["Glazes"]
    assert (meeting.ending, meeting.ended_at.minute) == (Ending.COMMAND, 5)
    assert [one.person.nick for one in meeting.people.values()] == ["kern", "ada"]


TABLES = ("meetings", "messages", "events", "deliveries", "items", "attendance", "series", "actions")


@pytest.mark.parametrize("start", ["#startmeeting", "hello"])
async def test_the_same_log_again_changes_nothing(log, importer, path, start) -> None:
    found = survey(log(f"[16:00] <ada> {start}\n[16:01] <bo> #action bo to go\n[16:02] <ada> bye\n"))
    await importer(found)
    before = {table: rows(path, table) for table in TABLES}
    await importer(found)
    assert {table: rows(path, table) for table in TABLES} == before


def _nothing(_connection) -> None:
    """A dead process writes no more; ours has begun to, and this waits for it."""


@pytest.mark.parametrize("start", ["#startmeeting", "hello"])
async def test_an_import_that_was_cut_short_goes_on_where_it_was(log, importer, path, start, library) -> None:
    lines = [f"[16:00] <ada> {start}", *(f"[16:{n // 60:02}:{n % 60:02}] <bo> line {n}" for n in range(1, 2600))]
    whole = survey(log("\n".join(lines)))

    class PowerOff(BaseException):
        pass

    told = []

    def cut(count: int) -> None:
        told.append(count)
        if len(told) == 2:  # the first piece is kept, the second being written
            raise PowerOff

    rules = Rules(whole.room, "Weekly Meeting", destinations=ARCHIVE)
    first = Recorder(Setting({whole.room: rules}, TABLE, PEOPLE), library.state(()), importer.journal, FakeClock())
    with pytest.raises(PowerOff):
        await replay(whole, first, frozenset(), cut)
    await importer.journal.run(_nothing)
    assert execute(path, "SELECT state FROM meetings") == [("running",)]
    await importer(whole)
    assert importer.ids == ["weekly-2026-04-08"]
    assert importer.library.lines("weekly-2026-04-08") == 2600
    assert [line.text for line in library.transcript("weekly-2026-04-08")][1:] == [f"line {n}" for n in range(1, 2600)]
    assert importer.meeting().ending is Ending.END_OF_LOG
    due = await Queue(importer.journal).claim_due("archive", datetime(2027, 1, 1, tzinfo=UTC))
    assert due
    assert due.meeting_id == "weekly-2026-04-08"


@pytest.mark.parametrize("cut_after", [1, 2])
async def test_an_import_cut_among_changes_of_nick_ends_as_one_that_was_not(
    log, importer, path, journal, library, cut_after
) -> None:
    """Talk before the meeting is not kept, so that nothing of it may be taken for new when the import goes on."""
    talk = [f"16:00 <bo> before {n}" for n in range(300)]
    lines = [*talk, "16:01 <ada> #startmeeting"]
    for n in range(500):
        lines += [f"16:02 <ada> line {n}", "16:03 -!- ada is now known as kern", f"16:04 <kern> #info {n}"]
        lines += ["16:05 -!- kern is now known as ada"]
    whole = survey(log("\n".join(lines)))

    class PowerOff(BaseException):
        pass

    left = iter(range(cut_after))

    def cut(_count: int) -> None:
        if next(left, None) == cut_after - 1:
            raise PowerOff

    rules = Rules(whole.room, "Weekly Meeting", destinations=ARCHIVE)
    first = Recorder(Setting({whole.room: rules}, TABLE, PEOPLE), library.state(()), journal, FakeClock())
    with pytest.raises(PowerOff):
        await replay(whole, first, frozenset(), cut)
    await importer.journal.run(_nothing)
    await importer(whole)
    assert importer.library.lines("weekly-2026-04-08") == 1001
    renamed = "SELECT count(*) FROM events WHERE meeting_id = 'weekly-2026-04-08' AND kind = 'person_renamed'"
    assert execute(path, renamed) == [(1000,)]
    said = [(line.number, line.text) for line in importer.library.transcript("weekly-2026-04-08")]
    assert said[:3] == [(1, "#startmeeting"), (2, "line 0"), (3, "#info 0")]
    assert said[-1] == (1001, "#info 499")
    assert [one.person.nick for one in importer.meeting().people.values()] == ["ada"]


async def test_a_log_with_no_commands_yields_people_links_and_a_transcript(log, importer) -> None:
    await importer(survey(log("16:00 <ada> see https://a.example/, bo\n16:01 <bo> https://a.example/ ok\n")))
    minutes = Composer(PEOPLE).compose(importer.meeting(), 2)
    assert [one.name for one in minutes.attendees] == ["Ada Kern", "Bo Lindqvist"]
    assert [record.url for record in minutes.records] == ["https://a.example/"]
    assert [line.text for line in importer.library.transcript("weekly-2026-04-08")] == [
        *("see https://a.example/, bo", "https://a.example/ ok"),
    ]


def test_an_edited_copy_is_read_again_with_its_day_and_room(log, tmp_path) -> None:
    found = survey(log("# Log of #kiln\n[16:00] <ada> hi\n[16:01] <ada> Next: glazes\n[16:02] <bo> bye\n"))
    copy = log("".join(f"{line}\n" for line in edited(found, frozenset())), "chat.txt")
    again = survey(copy)
    assert (again.day, again.room, again.lines, again.people) == (found.day, found.room, 3, found.people)
    assert again.skipped == 0
    corrected = copy.read_text().replace("# 2026-04-08T", "2026-04-08T")
    assert survey(log(corrected, "chat.txt")).has_start


async def test_another_log_of_the_room_ends_what_a_cut_import_left_running(log, importer, journal, library) -> None:
    found = survey(log("[16:00] <ada> hello\n"))
    rules = Rules(found.room, "Weekly Meeting")
    recorder = Recorder(Setting({found.room: rules}, TABLE, PEOPLE), library.state(()), journal, FakeClock())
    recorder.put(_begun(found))
    await recorder.catch_up()
    await importer(survey(log("[16:00] <ada> another day\n", "x-2026-04-09.log"), Told(room=found.room.name)))
    assert [(row.id, row.state) for row in library.meetings()] == [
        ("weekly-2026-04-09", "ended"),
        ("weekly-2026-04-08", "ended"),
    ]


def _begun(found: Survey):
    at = datetime(2026, 4, 8, 16, tzinfo=UTC)
    return LogBegun(found.room, at, Person("log/nick/ada", "ada"))


def test_the_people_of_a_log_are_all_there_and_hear_nothing(log) -> None:
    found = survey(log("[16:00] <Ada> hello\n[16:01] <bo> hi\n"))
    network = LogNetwork(found)
    assert [(person.key, person.nick) for person in network.view(found.room).people] == [
        ("log/nick/ada", "Ada"),
        ("log/nick/bo", "bo"),
    ]
    network.send(Say(found.room, "hello?"))
