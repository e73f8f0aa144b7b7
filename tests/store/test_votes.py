"""Votes and ballots as rows."""

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from bot.store import tables
from bot.store.journal import Journal, write
from bot.store.schema import upgrade
from bot.store.sqlite import open_engine
from tests.meetings.stage import Stage, stage


def _rows(path: Path, *script: str) -> tuple[list, list]:
    url = f"sqlite:///{path / 'kiln.db'}"
    upgrade(url, now=lambda: datetime(2026, 4, 8, tzinfo=UTC))
    on: Stage = stage()
    with closing(Journal(url)) as journal:
        on.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
        on.play("ada: #startmeeting", "ada: #vote Ship it?", *script)
    with open_engine(url, read_only=True).connect() as connection:
        ballots = select(tables.ballots).order_by(tables.ballots.c.place)
        return list(connection.execute(select(tables.votes))), list(connection.execute(ballots))


def test_a_vote_has_a_row_with_its_counts_and_each_voter_one_ballot(tmp_path: Path) -> None:
    votes, ballots = _rows(tmp_path, "bo: +1", "cy: -1 too early", "bo: -1", "ada: #voters bo", "ada: #endvote")
    (vote,) = votes
    assert (vote.question, json.loads(vote.options), json.loads(vote.counts)) == (
        "Ship it?",
        ["yes", "no", "abstain"],
        [0, 1, 0],
    )
    assert (vote.number, vote.outcome, vote.closed_at is None) == (1, "not carried", False)
    told = [(ballot.nick, ballot.choice, ballot.reason, ballot.counts, ballot.casts) for ballot in ballots]
    assert told == [("bo", "no", "", True, 2), ("cy", "no", "too early", False, 1)]


def test_a_vote_that_was_taken_back_leaves_no_rows(tmp_path: Path) -> None:
    assert _rows(tmp_path, "bo: +1", "ada: #undo") == ([], [])


def test_a_retracted_reason_is_in_no_row(tmp_path: Path) -> None:
    _rows(tmp_path, "bo: -1 a-secret", "bo: #retract", "ada: #endvote")
    assert b"a-secret" not in (tmp_path / "kiln.db").read_bytes()
