import json
import os
import pty
import shutil
import subprocess
import sys
from email import message_from_bytes

import pytest

from bot.store.locks import only_bot
from tests.cli.conftest import hold_meetings
from tests.store.database import execute, rows

MEETING = "weekly-2026-04-08"


def mails(home):
    return sorted((home / "m" / "mail").glob("*.eml"))


def page(home, name="2026-04-08.html"):
    return home / "m" / "archive" / "weekly" / name


def test_a_lost_archive_is_rebuilt_and_nothing_is_mailed(minutebot, held):
    as_it_was = page(held).read_bytes()
    page(held).unlink()
    for mail in mails(held):
        mail.unlink()
    result = minutebot("publish", MEETING)
    assert result.exit_code == 0, result.output
    assert page(held).read_bytes() == as_it_was
    assert mails(held) == []
    assert "list: 1 sent already (--again sends once more)" in result.output


def test_again_mails_again_under_the_same_message_id(minutebot, held):
    for mail in mails(held):
        mail.unlink()
    assert minutebot("publish", MEETING, "--to", "list", "--again").exit_code == 0
    (mail,) = mails(held)
    assert message_from_bytes(mail.read_bytes())["Message-ID"].startswith(f"<{MEETING}.r1.")


def test_a_new_publisher_gets_every_meeting_there_was(minutebot, held):
    hold_meetings(held, "2026-04-15", "2026-04-22")
    config = held / "config.toml"
    config.write_text(config.read_text() + f'[publishers.mirror]\nplugin = "archive"\ndirectory = "{held}/mirror"\n')
    result = minutebot("publish", "--all", "--to", "mirror", "--json")
    assert json.loads(result.output)["published"] == {"mirror": 3}
    assert len([*(held / "mirror" / "weekly").glob("2026-04-??.html")]) == 3
    listed = json.loads(minutebot("deliveries", "--json", "--state", "confirmed").output)
    assert sum(row["publisher"] == "mirror" for row in listed) == 3


def test_on_a_terminal_a_bar_shows_how_much_of_a_new_archive_is_there(held):
    hold_meetings(held, "2026-04-15", "2026-04-22")
    shutil.rmtree(held / "m" / "archive")
    terminal, end = pty.openpty()
    asked = [sys.executable, "-m", "bot", "publish", MEETING, "--to", "archive", "-c", str(held / "config.toml")]
    subprocess.run(asked, stderr=end, stdout=subprocess.DEVNULL, check=True, timeout=60)
    os.close(end)
    said = os.read(terminal, 1 << 16).decode()
    os.close(terminal)
    assert "publishing  [####" in said
    assert "100%" in said


def test_all_mails_nothing_unless_the_list_is_named(minutebot, held):
    execute(held / "m" / "minutebot.db", "DELETE FROM deliveries WHERE publisher = 'list'")
    mails(held)[0].unlink()
    assert "list: 1 left out of --all" in minutebot("publish", "--all").output
    assert mails(held) == []
    assert minutebot("publish", "--all", "--to", "list").exit_code == 0
    assert len(mails(held)) == 1


def test_a_failure_is_told_by_name_and_the_rest_goes_on(minutebot, held):
    (held / "m" / "mail").rename(held / "m" / "mails")
    (held / "m" / "mail").write_text("in the way")
    page(held).unlink()
    result = minutebot("publish", MEETING, "--again")
    assert result.exit_code == 1
    assert page(held).exists()
    assert f"{MEETING}: list: failed: drop: can't write" in result.output
    assert "Traceback" not in result.output
    assert result.output.endswith("1 could not be published; `minutebot deliveries` has more\n")


def test_a_meeting_that_cannot_be_rendered_does_not_hold_the_others_up(minutebot, held):
    hold_meetings(held, "2026-04-15", "2026-04-22")
    execute(
        held / "m" / "minutebot.db",
        "UPDATE events SET kind = 'gone' WHERE meeting_id = 'weekly-2026-04-15' AND seq = 3",
    )
    shutil.rmtree(held / "m" / "archive")
    result = minutebot("publish", "--all")
    assert result.exit_code == 1
    assert "weekly-2026-04-15: archive: failed: bug: ValueError" in result.output
    assert sorted(path.name for path in page(held).parent.glob("2026-04-??.html")) == [
        "2026-04-08.html",
        "2026-04-22.html",
    ]
    assert "2026-04-22.html" in (held / "m" / "archive" / "index.html").read_text()


def test_an_old_meeting_is_not_given_up_at_the_first_failure(minutebot, held):
    (held / "m" / "mail").rename(held / "m" / "mails")
    (held / "m" / "mail").write_text("in the way")
    assert minutebot("publish", MEETING, "--again").exit_code == 1
    assert json.loads(minutebot("deliveries", "--json").output)[0]["state"] == "pending"


def test_what_another_process_sends_is_left_to_it(minutebot, held):
    database = held / "m" / "minutebot.db"
    execute(database, "UPDATE deliveries SET state = 'sending'")
    with only_bot(f"sqlite:///{database}"):
        result = minutebot("publish", MEETING, "--again")
    assert result.output.count("1 being delivered by another process") == 2


def test_what_a_killed_job_left_behind_is_taken_up(minutebot, held):
    database = held / "m" / "minutebot.db"
    execute(database, "UPDATE deliveries SET state = 'sending' WHERE publisher = 'list'")
    assert "Minutes written as a mail" in minutebot("publish", MEETING, "--to", "list").output


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("nope",), "there is no meeting nope; `minutebot meetings` lists them"),
        ((MEETING, "--to", "wiki"), 'there is no publisher "wiki"; the config has archive, list'),
    ],
)
def test_what_is_not_there_is_one_line_and_code_1(minutebot, held, words, complaint):
    result = minutebot("publish", *words)
    assert (result.exit_code, result.output) == (1, f"minutebot: {complaint}\n")


def test_a_meeting_that_runs_or_was_aborted_is_not_published(minutebot, held):
    execute(held / "m" / "minutebot.db", "UPDATE meetings SET state = 'aborted'")
    before = rows(held / "m" / "minutebot.db", "deliveries")
    result = minutebot("publish", MEETING)
    assert (result.exit_code, "only meetings that ended" in result.output) == (1, True)
    assert minutebot("publish", "--all").output == "nothing to publish\n"
    assert rows(held / "m" / "minutebot.db", "deliveries") == before


@pytest.mark.parametrize("words", [(), (MEETING, "--all")])
def test_it_wants_either_meetings_or_all(minutebot, held, words):
    result = minutebot("publish", *words)
    assert result.exit_code == 2
    assert "name meetings" in result.output
