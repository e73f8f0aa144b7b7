"""The command as a whole: help, exit codes, one line for what went wrong."""

import pytest

from bot.cli.entry import SUBCOMMANDS
from tests.cli.conftest import own_process


def outcome(process):
    said, errors = process.communicate(timeout=60)
    return process.returncode, said, errors


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_command_has_help_that_fits_a_terminal(minutebot, name):
    result = minutebot(name, "--help")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: root {name} ")
    assert max(map(len, result.output.splitlines())) <= 100


def test_the_overview_lists_every_command(minutebot):
    said = minutebot("--help").output
    assert all(f"  {name} " in said for name in SUBCOMMANDS)


def test_fine_is_0(tmp_path):
    code, said, errors = outcome(own_process("--version", home=tmp_path))
    assert (code, said, errors) == (0, "minutebot, version 0.1.0\n", "")


def test_failed_is_1_and_one_line(held):
    assert outcome(own_process("render", "nope", home=held)) == (
        1,
        "",
        "minutebot: there is no meeting nope; `minutebot meetings` lists them\n",
    )


@pytest.mark.parametrize("words", [("dance",), ("run", "--loud"), ("replay",)])
def test_bad_usage_is_2(tmp_path, words):
    code, said, errors = outcome(own_process(*words, home=tmp_path))
    assert (code, said) == (2, "")
    assert "Traceback" not in errors


def test_a_bad_config_is_2_with_every_complaint(home):
    (home / "config.toml").write_text("colour = 1\n[store]\nurl = 3\n[web]\nprot = 80\n")
    code, _, errors = outcome(own_process("meetings", home=home))
    assert code == 2
    assert errors.splitlines() == [
        "config.toml: store.url: Input should be a valid string",
        "config.toml: web.prot: unknown key; did you mean port?",
        "config.toml: colour: unknown key",
    ]


def test_a_reader_that_has_had_enough_is_no_traceback(held):
    process = own_process("render", "weekly-2026-04-08", home=held)
    process.stdout.close()
    assert process.wait(timeout=60) == 1
    assert process.stderr.read() == ""
    process.stderr.close()
