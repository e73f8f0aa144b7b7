"""`minutebot check`."""

import asyncio
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli.shared import BAD_CONFIG, MISSING, config_option, json_option, print_json
from bot.runtime.checks import Checked, check_config, check_world
from bot.runtime.probe import Finding
from bot.runtime.world import World


@click.command()
@click.argument("config", required=False, type=click.Path(path_type=Path, dir_okay=False))
@config_option
@click.option("--offline", is_flag=True, help="Only the config itself: ask no server, open no database.")
@json_option
@click.pass_context
def check(ctx: click.Context, config: Path | None, config_path: Path, offline: bool, as_json: bool) -> None:  # noqa: FBT001 - click's way
    """Check a config, and try everything it names: a line each, "ok" or "wrong", and how to mend it.

    Networks are tried up to the welcome, with TLS and login, but no room is joined; mail servers up to the recipients,
    but nothing is mailed. Nothing is written.

    Exit codes: 0 all well, 1 something does not work, 2 the config is wrong.
    """
    path = config or config_path
    checked = check_config(path) if path.exists() else Checked((MISSING,))
    findings = [Finding(str(path), complaint, ok=False) for complaint in checked.complaints]
    if not findings:
        findings.append(Finding(str(path), _summary(checked)))
        findings += [] if offline else asyncio.run(check_world(checked, World()))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        click.echo("\n".join(map(_shown, findings)))
    ctx.exit(BAD_CONFIG if checked.complaints else int(not all(finding.ok for finding in findings)))


def _shown(finding: Finding) -> str:
    verdict = click.style("ok   ", fg="green") if finding.ok else click.style("wrong", fg="red", bold=True)
    return f"{verdict}  {finding.thing}: {finding.says}"


def _summary(checked: Checked) -> str:
    config = checked.config
    counts = {"network": config.networks, "room": config.rooms, "publisher": config.publishers}
    return ", ".join(f"{len(things)} {word}{'' if len(things) == 1 else 's'}" for word, things in counts.items())
