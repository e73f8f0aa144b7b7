"""`minutebot replay`: what a person who has an old log sees."""

import pytest

LOG = """\
16:00 <ada> hi all
16:01 <bo> see https://kiln.example.org/412
16:02 -!- bo is now known as bo_
what is this
16:03 <ada> Next: glazes
16:04 <bo_> I'll fire the kiln
16:05 <ada> bye"""


@pytest.fixture
def old_log(home):
    path = home / "2026-04-08.log"
    path.write_text(LOG)
    return path


def test_a_log_with_no_commands_is_minutes_with_people_and_links(minutebot, home, old_log) -> None:
    result = minutebot("replay", str(old_log), "-o", str(home / "out"), "--print", "md", "--room", "#kiln")
    assert result.exit_code == 0, result.output
    assert f"{old_log}:4: not read: what is this\n" in result.output
    assert "Attendees:\nada, bo\\_." in result.stdout
    assert "- <https://kiln.example.org/412>" in result.stdout
    assert (home / "out" / "archive" / "kiln" / "2026-04-08.html").exists()
    assert "nothing new" in minutebot("replay", str(old_log), "-o", str(home / "out"), "--room", "#kiln").output


def test_a_log_is_marked_up_corrected_and_replayed(minutebot, home, old_log) -> None:
    out = str(home / "out")
    result = minutebot("replay", str(old_log), "-o", out, "--edit", "--room", "#kiln", "--timezone", "Europe/London")
    assert result.exit_code == 0, result.output
    assert f"{out}/chat.txt: correct it, then say: minutebot replay {out}/chat.txt" in result.output
    assert not (home / "out" / "minutebot.db").exists()
    copy = home / "out" / "chat.txt"
    assert "# 2026-04-08T16:03:00+01:00 <ada> #topic glazes\n" in copy.read_text()
    copy.write_text(copy.read_text().replace("# 2026-04-08T", "2026-04-08T"))
    result = minutebot("replay", str(copy), "-o", out, "-p", "txt")
    assert result.exit_code == 0, result.output
    assert "not read" not in result.output
    assert "1. glazes" in result.stdout
    assert "[A-1] bo_ will fire the kiln." in result.stdout


def test_a_copy_that_somebody_works_on_is_not_overwritten(minutebot, home, old_log) -> None:
    minutebot("replay", str(old_log), "-o", str(home), "--edit")
    (home / "chat.txt").write_text("my work")
    result = minutebot("replay", str(old_log), "-o", str(home), "--edit")
    assert result.exit_code == 1
    assert result.output.endswith("chat.txt is there already; move it away, or say --out ANOTHER\n")
    assert (home / "chat.txt").read_text() == "my work"


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (("--timezone", "Mars"), 2, "there is no time zone 'Mars'; it is written like Europe/London"),
        (("--timezone", "../etc/passwd"), 2, "there is no time zone"),
        (("--format", "weechat"), 1, "no line of it reads as weechat"),
        (("--format", "telex"), 2, "'telex' is not one of 'brackets'"),
        (("--date", "8th April"), 2, "does not match the format"),
    ],
)
def test_what_cannot_be_done_is_said(minutebot, home, old_log, words, code, complaint) -> None:
    result = minutebot("replay", str(old_log), "-o", str(home / "out"), *words)
    assert (result.exit_code, complaint in result.output) == (code, True), result.output


def test_only_the_first_lines_that_were_not_read_are_named(minutebot, home, old_log) -> None:
    old_log.write_text(LOG + "\n" + "noise!\n" * 30)
    result = minutebot("replay", str(old_log), "-o", str(home / "out"))
    assert result.output.count(": not read: ") == 10
    assert "and 21 more lines not read" in result.output
