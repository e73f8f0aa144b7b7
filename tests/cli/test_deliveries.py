import json

import pytest

from bot.cli.delivering import WIDTH
from tests.store.database import execute


def set_state(home, delivery_id, state, error=""):
    execute(
        home / "m" / "minutebot.db",
        "UPDATE deliveries SET state = ?, last_error = ?, uncertain_since = queued_at WHERE id = ?",
        (state, error, delivery_id),
    )


def test_the_list_says_where_everything_went(minutebot, held):
    lines = minutebot("deliveries").output.splitlines()
    assert lines[0].split()[:4] == ["2", "weekly-2026-04-08", "list", "sent"]
    assert lines[2].split()[:4] == ["1", "weekly-2026-04-08", "archive", "confirmed"]
    assert lines[3].strip().endswith("/m/archive/weekly/2026-04-08.html")


def test_the_list_fits_a_hundred_columns_and_says_what_failed(minutebot, held):
    set_state(held, 2, "failed", "the mail server said no: " + "550 who are you " * 30)
    lines = minutebot("deliveries", "--state", "failed").output.splitlines()
    assert "failed" in lines[0]
    assert max(map(len, lines)) <= WIDTH
    assert " ".join(line.strip() for line in lines).count("who are you") == 30


def test_a_waiting_delivery_says_when_it_is_tried_next(minutebot, held):
    set_state(held, 2, "pending")
    assert ", next now" in minutebot("deliveries").output


def test_scripts_get_json_without_the_mail_itself(minutebot, held):
    rows = json.loads(minutebot("deliveries", "--json", "--meeting", "weekly-2026-04-08").output)
    assert [row["publisher"] for row in rows] == ["list", "archive"]
    assert "payload" not in rows[0]
    assert minutebot("deliveries", "--json", "--meeting", "nope").output == "[]\n"


@pytest.mark.parametrize("state", ["failed", "uncertain", "pending"])
def test_a_delivery_is_put_back(minutebot, held, state):
    set_state(held, 2, state, "no")
    result = minutebot("deliveries", "retry", "2")
    assert result.exit_code == 0, result.output
    row = json.loads(minutebot("deliveries", "--json").output)[0]
    assert (row["state"], row["uncertain_since"]) == ("pending", None)
    assert row["next_at"] > "2026-04-09"


@pytest.mark.parametrize(
    ("state", "complaint"),
    [
        ("sent", "is sent already; --again sends it once more"),
        ("confirmed", "is confirmed already; --again"),
        ("sending", "is being sent right now"),
    ],
)
def test_what_needs_no_retry_is_refused(minutebot, held, state, complaint):
    set_state(held, 2, state)
    result = minutebot("deliveries", "retry", "2")
    assert result.exit_code == 1
    assert complaint in result.output
    assert json.loads(minutebot("deliveries", "--json").output)[0]["state"] == state


def test_what_was_sent_is_sent_again_when_told_so(minutebot, held):
    assert minutebot("deliveries", "retry", "2", "--again").exit_code == 0
    assert json.loads(minutebot("deliveries", "--json").output)[0]["state"] == "pending"


def test_an_unknown_delivery_is_one_line_and_code_1(minutebot, held):
    result = minutebot("deliveries", "retry", "77")
    assert (result.exit_code, result.output) == (
        1,
        "minutebot: there is no delivery 77; `minutebot deliveries` lists them\n",
    )


def test_without_a_database_nothing_is_made(minutebot, home):
    result = minutebot("deliveries")
    assert result.exit_code == 1
    assert "there is no database yet; `minutebot run` makes it" in result.output
    assert not (home / "m").exists()


def gone(home):
    """The list is gone from the config, and mail waits for it."""
    config = home / "config.toml"
    config.write_text(config.read_text().partition("[publishers.list]")[0])
    set_state(home, 2, "pending")


def test_what_waits_for_a_publisher_that_is_gone_is_told_and_can_be_forgotten(minutebot, held):
    gone(held)
    told = '1 delivery waits for "list", which is not in [publishers]; put it back, or forget them: '
    assert minutebot("deliveries").output.splitlines()[-1] == f"{told}`minutebot deliveries drop --to list`"
    assert minutebot("deliveries", "drop", "--to", "list").output == "weekly-2026-04-08 to list: forgotten\n"
    assert [row["publisher"] for row in json.loads(minutebot("deliveries", "--json").output)] == ["archive"]
    assert minutebot("deliveries", "drop", "--to", "list").output == "nothing waits for list\n"
    assert "waits for" not in minutebot("deliveries").output


def test_a_check_tells_of_it_too(minutebot, held):
    gone(held)
    result = minutebot("check", str(held / "config.toml"))
    assert result.exit_code == 2, "there is no room"
    config = held / "config.toml"
    room = '[networks.k]\nhost = "127.0.0.1"\nport = 1\ntls = false\n[[rooms]]\nnetwork = "k"\nname = "#kiln"\n'
    config.write_text(config.read_text() + room)
    said = minutebot("check", str(config)).output
    assert 'wrong  publishers: 1 delivery waits for "list", which is not in [publishers]' in said
    execute(held / "m" / "minutebot.db", "UPDATE alembic_version SET version_num = '0001'")
    assert "waits for" not in minutebot("check", str(config)).output


def test_a_delivery_that_failed_can_be_forgotten_and_made_again(minutebot, held):
    set_state(held, 2, "failed", "no")
    assert minutebot("deliveries", "drop", "2").exit_code == 0
    assert minutebot("publish", "weekly-2026-04-08", "--to", "list").exit_code == 0


@pytest.mark.parametrize(
    ("state", "complaint"),
    [("sending", "is being sent right now"), ("sent", "is sent already; that can't be taken back")],
)
def test_what_went_out_or_is_going_is_not_forgotten(minutebot, held, state, complaint):
    set_state(held, 2, state)
    result = minutebot("deliveries", "drop", "2")
    assert (result.exit_code, complaint in result.output) == (1, True)
    assert minutebot("deliveries", "drop").exit_code == 2
    assert len(json.loads(minutebot("deliveries", "--json").output)) == 2


def test_nothing_at_all_is_dropped_when_one_of_them_cant_be(minutebot, held):
    set_state(held, 2, "pending")
    assert minutebot("deliveries", "drop", "2", "1").exit_code == 1
    assert len(json.loads(minutebot("deliveries", "--json").output)) == 2


@pytest.fixture
def announced(held):
    """`held`, and an announcement that failed."""
    database, at = held / "m" / "minutebot.db", "2026-04-14T16:00:00.000000+00:00"
    called = (
        "INSERT INTO announcements (id, series, kind, day, wall, zone, moves, made_at) VALUES (7, 'weekly', 'call', "
    )
    execute(database, f"{called} '2026-04-15', '', 'UTC', 0, '{at}')")
    columns = "id, announcement_id, revision, publisher, state, attempts, queued_at, next_at, updated_at"
    execute(
        database, f"INSERT INTO deliveries ({columns}) VALUES (3, 7, 1, 'list', 'failed', 1, '{at}', '{at}', '{at}')"
    )
    return held


@pytest.mark.parametrize("words", [("retry", "3"), ("drop", "3"), ("drop", "--to", "list")])
def test_an_announcement_is_called_by_its_number(minutebot, announced, words):
    assert "announcement 7 " in minutebot("deliveries").output
    assert minutebot("deliveries", *words).output.startswith("announcement 7 to list: ")


def test_an_announcement_that_was_sent_is_called_by_its_number(minutebot, announced):
    set_state(announced, 3, "sent")
    assert "delivery 3 (announcement 7 to list) is sent already" in minutebot("deliveries", "retry", "3").output
