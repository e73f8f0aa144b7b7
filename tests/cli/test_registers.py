import json

import pytest

from bot.render.wrapping import columns

LOGS = {
    "2026-04-08": """\
[16:00] <ada> #startmeeting Weekly
[16:01] <bo> hello
[16:02] <ada> #action bo to fire the kiln by 2020-01-01
[16:03] <bo> #action sweep the floor of the yard behind the workshop, and the stairs that lead down to it from the road
[16:04] <ada> #action bo and ada to buy clay by 2999-12-31
[16:05] <ada> #action ada to forget it
[16:06] <ada> #agreed we buy the small kiln
[16:07] <ada> #rejected buying two of them, with neither the money nor the room, nor anybody who would fire them
[16:08] <ada> #action ada to be taken back
[16:09] <ada> #undo
[16:10] <bo> #drop A-4
[16:11] <ada> #drop A-4 nobody minds
[16:12] <ada> #endmeeting
""",
    "2026-04-09": """\
[16:00] <gwen> #startmeeting Glaze Review
[16:01] <gwen> #action gwen to test 釉薬と粘土の組み合わせを全部試してみることにしました today
[16:02] <gwen> #accepted cone 6
[16:03] <gwen> #accepted one shelf
[16:04] <gwen> #supersede D-1, D-2 with cone 10, on two shelves of the same height as those that we have had until now
[16:05] <gwen> #endmeeting
""",
}


@pytest.fixture
def registers(home, minutebot):
    """Two series with actions in every state; bo is also known as robert."""
    config = home / "config.toml"
    series = '[[series]]\nname = "Glaze Review"\nslug = "glazes"\n'
    config.write_text(f'{config.read_text()}[people.bo]\nname = "Bo Lindqvist"\nnicks = ["robert"]\n{series}')
    for day, text in LOGS.items():
        (home / f"{day}.txt").write_text(text, encoding="utf-8")
        words = ("replay", "--config", str(config), "--out", str(home / "m"), "--room", "#kiln", "--date", day)
        assert minutebot(*words, str(home / f"{day}.txt")).exit_code == 0
    return minutebot


def _labels(result) -> list[str]:
    assert result.exit_code == 0, result.output
    return [f"{row['series']} A-{row['number']}" for row in json.loads(result.output)]


@pytest.mark.parametrize(
    ("asked", "labels"),
    [
        ((), ["glazes A-1", "weekly A-1", "weekly A-2", "weekly A-3"]),
        (("--open",), ["glazes A-1", "weekly A-1", "weekly A-2", "weekly A-3"]),
        (("--overdue",), ["weekly A-1"]),
        (("--series", "glaze review"), ["glazes A-1"]),
        (("--series", "Weekly Meeting", "--owner", "ROBERT_"), ["weekly A-1", "weekly A-3"]),
        (("--owner", "ada", "--all", "--series", "weekly"), ["weekly A-3", "weekly A-4", "weekly A-5"]),
        (("--owner", "fen"), []),
    ],
)
def test_actions_are_chosen_by_series_owner_and_state(registers, asked, labels) -> None:
    assert _labels(registers("actions", "--json", *asked)) == labels


def test_an_action_in_json_says_how_it_was_closed(registers) -> None:
    rows = {
        row["number"]: row for row in json.loads(registers("actions", "--json", "--all", "--series", "weekly").output)
    }
    assert [rows[number]["state"] for number in range(1, 6)] == ["open", "open", "open", "dropped", "withdrawn"]
    told = {key: rows[4][key] for key in ("closed_on", "closed_by", "note", "meeting", "owners", "overdue")}
    assert told == {
        "closed_on": "2026-04-08",
        "closed_by": "ada",
        "note": "nobody minds",
        "meeting": "weekly-2026-04-08",
        "owners": ["ada"],
        "overdue": False,
    }
    assert rows[1]["overdue"] is True


def test_the_tables_read_well_in_eighty_columns(registers) -> None:
    actions, decisions = registers("actions", "--all").output, registers("decisions").output
    assert max(columns(line) for line in (actions + decisions).splitlines()) <= 80
    assert (
        actions.partition("\nweekly\n")[2]
        == """\
  A-1    overdue   2020-01-01 bo             fire the kiln by 2020-01-01
  A-2    open                                sweep the floor of the yard behind
                                             the workshop, and the stairs that
                                             lead down to it from the road
  A-3    open      2999-12-31 bo, ada        buy clay by 2999-12-31
  A-4    dropped              ada            forget it (2026-04-08, ada: nobody
                                             minds)
  A-5    withdrawn            ada            be taken back
"""
    )
    assert (
        decisions
        == """\
glazes
  D-1    2026-04-09 accepted cone 6 (superseded by D-3)
  D-2    2026-04-09 accepted one shelf (superseded by D-3)
  D-3    2026-04-09 agreed   cone 10, on two shelves of the same height as those
                             that we have had until now (supersedes D-1 and D-2)

weekly
  D-1    2026-04-08 agreed   we buy the small kiln
  D-2    2026-04-08 rejected buying two of them, with neither the money nor the
                             room, nor anybody who would fire them
"""
    )


@pytest.mark.parametrize(
    ("asked", "labels"),
    [
        ((), ["glazes D-1", "glazes D-2", "glazes D-3", "weekly D-1", "weekly D-2"]),
        (("--in-force",), ["glazes D-3", "weekly D-1", "weekly D-2"]),
        (("--superseded",), ["glazes D-1", "glazes D-2"]),
        (("--superseded", "--series", "weekly"), []),
    ],
)
def test_decisions_are_chosen_by_series_and_state(registers, asked, labels) -> None:
    rows = json.loads(registers("decisions", "--json", *asked).output)
    assert [f"{row['series']} D-{row['number']}" for row in rows] == labels


def test_a_decision_in_json_says_what_it_superseded_and_what_superseded_it(registers) -> None:
    first, _, third = json.loads(registers("decisions", "--json", "--series", "Glaze Review").output)
    assert first == {
        "series": "glazes",
        "number": 1,
        "kind": "accepted",
        "text": "cone 6",
        "meeting": "glazes-2026-04-09",
        "day": "2026-04-09",
        "supersedes": [],
        "superseded_by": 3,
        "state": "superseded",
    }
    assert (third["supersedes"], third["superseded_by"], third["state"]) == ([1, 2], 0, "in force")


def test_where_there_is_nothing_that_is_said(registers) -> None:
    assert registers("actions", "--series", "other").output == "no open actions\n"
    assert registers("actions", "--series", "other", "--all").output == "no actions\n"
    assert registers("decisions", "--series", "other").output == "no decisions\n"
    assert registers("decisions", "--series", "other", "--in-force").output == "no decisions in force\n"
    assert registers("decisions", "--series", "weekly", "--superseded").output == "no superseded decisions\n"
