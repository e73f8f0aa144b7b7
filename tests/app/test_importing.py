"""Old logs: what is read of them, and that they become meetings once."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.app.importing import LogError, LogNetwork, Survey, replay, survey
from bot.app.recorder import Recorder
from bot.app.setting import Setting
from bot.core.chat import LogBegun, MessageKind, Person, Room, Say
from bot.core.commands import BUILT_IN, join_tables
from bot.core.compose import Composer
from bot.core.events import Ending
from bot.core.logs import LogLine, Unreadable, read_lines, to_messages
from bot.core.rules import Rules
from bot.store.queue import Queue
from tests.app.fakes import FakeClock
from tests.meetings.stage import PEOPLE
from tests.store.database import execute, rows

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
        rules = Rules(found.room, "Weekly Meeting", publishers=("archive",))
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


def _read(*lines: str) -> list:
    return list(read_lines(lines))


@pytest.mark.parametrize(
    ("line", "nick", "text", "kind"),
    [
        ("[16:04] <ada> hello", "ada", "hello", MessageKind.TEXT),
        ("[6:04:09] <@ada> hello", "ada", "hello", MessageKind.TEXT),
        ("[16:04] < ada> hello", "ada", "hello", MessageKind.TEXT),
        ("[16:04] <x> * y z", "x", "* y z", MessageKind.TEXT),
        ("[16:04] <ada>", "ada", "", MessageKind.TEXT),
        ("[16:04] <ada> ", "ada", "", MessageKind.TEXT),
        ("[16:04] <ada> a <b> c", "ada", "a <b> c", MessageKind.TEXT),
        ("[16:04] <ada>   indented", "ada", "  indented", MessageKind.TEXT),
        ("[16:04] <bob[m]> hi\r\n", "bob[m]", "hi", MessageKind.TEXT),
        ("[16:04] * ada waves", "ada", "waves", MessageKind.EMOTE),
        ("[16:04] <ada> /me waves", "ada", "waves", MessageKind.EMOTE),
    ],
)
def test_a_line_of_chat(line, nick, text, kind) -> None:
    (read,) = _read(line)
    assert isinstance(read, LogLine)
    assert (read.nick, read.text, read.kind) == (nick, text, kind)


@pytest.mark.parametrize(
    "line",
    ["", "   ", "# 2026-04-08 #kiln", "## Log", "```", "```irc", "---", "[16:04] -!- ada joined", "[16:04] == bo quit"],
)
def test_what_decorates_a_log_is_passed_over(line) -> None:
    assert _read("[16:00] <a> x", line)[1:] == []


@pytest.mark.parametrize("line", ["hello", "16:04 <ada> hello", "[25:04] <ada> hello", "[16:04] ada hello", "[16:04]"])
def test_what_cannot_be_read_is_said_with_its_number(line) -> None:
    assert _read("[16:00] <a> x", line)[1:] == [Unreadable(2, line)]


def test_front_matter_is_passed_over_and_a_mere_ruler_hides_nothing() -> None:
    read = _read("---", "title: [16:00] <a> no chat", "---", "[16:00] <a> chat")
    assert [line.text for line in read] == ["chat"]
    assert [line.text for line in _read("---", "[16:00] <a> chat", "[16:01] <a> more")] == ["chat", "more"]


def test_midnight_passes_when_the_clock_leaps_back_by_half_a_day() -> None:
    read = _read("[23:58] <a> x", "[23:57] <a> late", "[00:01] <a> y", "[13:00] <a> z", "[00:30] <a> next")
    messages = to_messages(read, Room("log", "#kiln"), date(2026, 4, 8), "id", frozenset())
    assert [f"{message.sent_at:%d %H:%M}" for message in messages] == [
        *("08 23:58", "08 23:57", "09 00:01", "09 13:00", "10 00:30"),
    ]


def test_lines_become_messages_of_people_and_bots() -> None:
    read = _read("[16:00] <Ada> x", "[16:00] <ADA> y", "[16:00] <LogBot> z")
    first, second, bot = to_messages(read, Room("log", "#kiln"), date(2026, 4, 8), "id", frozenset({"logbot"}))
    assert first.sender == Person("log/nick/ada", "Ada")
    assert second.sender.key == first.sender.key
    assert (first.native_id, first.replayed, first.from_bot) == ("id:1", True, False)
    assert bot.from_bot
    assert first.sent_at == datetime(2026, 4, 8, 16, tzinfo=UTC)


def test_a_survey_finds_day_room_people_and_a_start(log) -> None:
    found = survey(log("# Log of #kiln\n[16:00] <ada> #startmeeting\n[16:01] <Bo> hi\nwhat?\n"))
    assert (found.day, found.room, found.nicks) == (date(2026, 4, 8), Room("log", "#kiln"), ("ada", "Bo"))
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
    found = survey(log("# 2026-04-08 #kiln\n[16:00] <a> x\n"), date(2020, 1, 1), "#oven")
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


TABLES = ("meetings", "messages", "events", "deliveries", "items", "attendance", "series", "actions")


@pytest.mark.parametrize("start", ["#startmeeting", "hello"])
async def test_the_same_log_again_changes_nothing(log, importer, path, start) -> None:
    found = survey(log(f"[16:00] <ada> {start}\n[16:01] <bo> #action bo to go\n[16:02] <ada> bye\n"))
    await importer(found)
    before = {table: rows(path, table) for table in TABLES}
    await importer(found)
    assert {table: rows(path, table) for table in TABLES} == before


@pytest.mark.parametrize("start", ["#startmeeting", "hello"])
async def test_an_import_that_was_cut_short_goes_on_where_it_was(log, importer, path, start, library) -> None:
    lines = [f"[16:00] <ada> {start}", *(f"[16:{n // 60:02}:{n % 60:02}] <bo> line {n}" for n in range(1, 2600))]
    whole = survey(log("\n".join(lines)))

    class PowerOff(BaseException):
        pass

    def cut(_count: int) -> None:
        raise PowerOff

    rules = Rules(whole.room, "Weekly Meeting", publishers=("archive",))
    first = Recorder(Setting({whole.room: rules}, TABLE, PEOPLE), library.state(()), importer.journal, FakeClock())
    with pytest.raises(PowerOff):
        await replay(whole, first, frozenset(), cut)
    assert execute(path, "SELECT state FROM meetings") == [("running",)]
    await importer(whole)
    assert importer.ids == ["weekly-2026-04-08"]
    assert importer.library.lines("weekly-2026-04-08") == 2600
    assert [line.text for line in library.transcript("weekly-2026-04-08")][1:] == [f"line {n}" for n in range(1, 2600)]
    assert importer.meeting().ending is Ending.END_OF_LOG
    due = await Queue(importer.journal).claim_due("archive", datetime(2027, 1, 1, tzinfo=UTC))
    assert due
    assert due.meeting_id == "weekly-2026-04-08"


async def test_another_log_of_the_room_ends_what_a_cut_import_left_running(log, importer, journal, library) -> None:
    found = survey(log("[16:00] <ada> hello\n"))
    rules = Rules(found.room, "Weekly Meeting")
    recorder = Recorder(Setting({found.room: rules}, TABLE, PEOPLE), library.state(()), journal, FakeClock())
    recorder.put(_begun(found))
    await recorder.catch_up()
    await importer(survey(log("[16:00] <ada> another day\n", "x-2026-04-09.log"), room=found.room.name))
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
