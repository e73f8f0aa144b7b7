"""What `minutebot commands` prints."""

import json

from bot.core.commands import BUILT_IN


def test_every_command_is_on_the_page(minutebot):
    said = minutebot("commands").output
    assert [command.name for command in BUILT_IN if command.usage not in said] == []


def test_what_only_chairs_may_say_is_marked(minutebot):
    lines = minutebot("commands").output.splitlines()
    assert next(line for line in lines if "#abortmeeting" in line).split()[0] == "*"
    assert next(line for line in lines if "#subtopic [TEXT]" in line).split()[0] == "+"


def test_scripts_get_the_whole_table(minutebot):
    rows = json.loads(minutebot("commands", "--json").output)
    assert [row["name"] for row in rows] == [command.name for command in BUILT_IN]
    assert next(row for row in rows if row["name"] == "agreed") == {
        "duty": "records",
        "name": "agreed",
        "usage": "#agreed [TEXT]",
        "aliases": ["agree"],
        "bare": [],
        "who": "a chair or the scribe",
        "when": "in a meeting",
        "summary": "records a decision; without TEXT, the last proposal",
    }
