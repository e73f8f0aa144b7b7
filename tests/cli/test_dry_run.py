"""`minutebot publish --dry-run`: the very bytes, and nothing else happens."""

import json
from email import message_from_bytes

from tests.cli.test_publish import MEETING, mails, page
from tests.store.database import execute, rows


def everything(home):
    """Every file with its bytes and its time; the database as its rows."""
    found = {
        file: (file.read_bytes(), file.stat().st_mtime_ns)
        for file in home.rglob("*")
        if file.is_file() and "minutebot.db" not in file.name
    }
    database = home / "m" / "minutebot.db"
    return found, {table: rows(database, table) for table in ("meetings", "events", "deliveries", "installation")}


def previews(minutebot, *words):
    result = minutebot("publish", MEETING, "--dry-run", "--json", *words)
    assert result.exit_code == 0, result.output
    return {(each["publisher"], each["name"]): each.get("text") for each in json.loads(result.output) if "name" in each}


def unpublished(held):
    """The meeting of `held`, as if it had never been published."""
    execute(held / "m" / "minutebot.db", "DELETE FROM deliveries")
    for file in (*mails(held), *(held / "m" / "archive").rglob("*")):
        if file.is_file():
            file.unlink()


def test_what_is_shown_is_what_is_then_written_to_the_byte(minutebot, held):
    unpublished(held)
    before = everything(held)
    shown = previews(minutebot)
    assert everything(held) == before
    assert minutebot("publish", MEETING).exit_code == 0
    there = {file: file.read_bytes().decode() for file in (held / "m" / "archive").rglob("[!.]*") if file.is_file()}
    assert {name: text for (publisher, name), text in shown.items() if publisher == "archive"} == {
        str(file): text for file, text in there.items()
    }
    (mail,) = mails(held)
    (text,) = (text for (publisher, _), text in shown.items() if publisher == "list")
    (shown_mail, sent) = (message_from_bytes(each) for each in (text.encode(), mail.read_bytes()))
    del shown_mail["Date"], sent["Date"]  # when the mail was queued, which it was not yet
    assert shown_mail.as_bytes() == sent.as_bytes()


def test_a_mail_that_waits_is_shown_as_it_will_go_its_date_too(minutebot, held):
    unpublished(held)
    assert minutebot("publish", MEETING, "--to", "list").exit_code == 0
    sent = mails(held)[0].read_bytes()
    execute(held / "m" / "minutebot.db", "UPDATE deliveries SET state = 'pending'")
    shown = previews(minutebot, "--to", "list")
    assert [text.encode() for text in shown.values()] == [sent]


def test_people_read_the_bytes_under_a_line_that_says_where_they_go(minutebot, held):
    unpublished(held)
    assert minutebot("publish", MEETING, "--to", "list").exit_code == 0
    result = minutebot("publish", MEETING, "--dry-run", "--to", "list", "--again")
    size = len(mails(held)[0].read_bytes())
    assert result.output.startswith(f"==> {MEETING}: list: {mails(held)[0]} ({size} bytes) <==\nFrom: ")
    assert mails(held)[0].read_bytes().decode() in result.stdout_bytes.decode()


def test_what_would_be_let_be_is_told_and_not_shown(minutebot, held):
    result = minutebot("publish", MEETING, "--dry-run")
    assert f"{MEETING}: list: sent already (--again sends once more)\n" in result.output
    assert f"{MEETING}: archive: nothing would change\n" in result.output


def test_only_the_file_that_differs_is_shown(minutebot, held):
    page(held).write_text("mended by hand")
    before = everything(held)
    ((_, name), text) = next(iter(previews(minutebot, "--to", "archive").items()))
    assert (name, text.startswith("<!")) == (str(page(held)), True)
    assert everything(held) == before


def test_what_would_fail_says_why_and_exits_with_1(minutebot, held):
    unpublished(held)
    page(held).write_text("somebody else's page")
    result = minutebot("publish", MEETING, "--dry-run", "--to", "archive")
    assert result.exit_code == 1
    assert f"would fail: {page(held)} is there and not the archive's own; move it away" in result.output


def test_of_a_running_meeting_the_draft_is_shown_to_who_takes_drafts(minutebot, held):
    unpublished(held)
    database = held / "m" / "minutebot.db"
    execute(database, "DELETE FROM events WHERE kind = 'meeting_ended'")
    execute(database, "UPDATE meetings SET state = 'running', revision = 0, ended_at = NULL")
    result = minutebot("publish", MEETING, "--dry-run")
    assert result.exit_code == 0, result.output
    assert f"==> {MEETING} (draft): archive: {page(held)} (" in result.output
    assert f"{MEETING} (draft): list: no draft for it, and the meeting has not ended" in result.output
    assert minutebot("publish", MEETING).exit_code == 1
    execute(database, "UPDATE events SET payload = json_set(payload, '$.private', json('true')) WHERE seq = 1")
    withdrawn = minutebot("publish", MEETING, "--dry-run", "--json", "--to", "archive")
    assert "cone 6" not in withdrawn.output


def test_an_older_database_is_not_upgraded_for_a_look(minutebot, held):
    execute(held / "m" / "minutebot.db", "UPDATE alembic_version SET version_num = '0001'")
    result = minutebot("publish", MEETING, "--dry-run")
    assert (result.exit_code, "its schema is 0001, and" in result.output) == (1, True)
    assert rows(held / "m" / "minutebot.db", "alembic_version") == [("0001",)]


def happens(held, kind):
    """Ada does something more with the meeting, after its end."""
    add = """
        INSERT INTO events (series, meeting_id, kind, seq, at, line, payload)
        SELECT series, meeting_id, ?, max(seq) + 1, max(at), 0, '{"by": "ada"}' FROM events WHERE meeting_id = ?
    """
    execute(held / "m" / "minutebot.db", add, (kind, MEETING))


def test_of_a_meeting_that_was_reopened_what_would_be_published_is_shown(minutebot, held):
    unpublished(held)
    happens(held, "meeting_reopened")
    execute(held / "m" / "minutebot.db", "UPDATE meetings SET state = 'running', ended_at = NULL")
    shown = previews(minutebot, "--to", "archive")
    assert minutebot("publish", MEETING).exit_code == 0
    there = {str(file): file.read_bytes() for file in (held / "m" / "archive").rglob("[!.]*") if file.is_file()}
    assert {name: text.encode() for (_, name), text in shown.items()} == there


def test_what_is_left_out_is_called_by_its_revision(minutebot, held):
    happens(held, "minutes_amended")
    execute(held / "m" / "minutebot.db", "UPDATE meetings SET revision = 2, private = 1")
    result = minutebot("publish", MEETING, "--dry-run")
    assert f"{MEETING} (revision 2): archive: private (" in result.output


def test_a_publisher_of_drafts_alone_gets_the_draft_of_a_meeting_that_runs(minutebot, held):
    config = held / "config.toml"
    config.write_text(config.read_text().replace("[publishers.list]", "finals = false\n[publishers.list]"))
    database = held / "m" / "minutebot.db"
    assert "archive" not in minutebot("publish", MEETING, "--dry-run").output
    execute(database, "DELETE FROM events WHERE kind = 'meeting_ended'")
    execute(database, "UPDATE meetings SET state = 'running', revision = 0, ended_at = NULL")
    assert f"{MEETING} (draft): archive: " in minutebot("publish", MEETING, "--dry-run").output
