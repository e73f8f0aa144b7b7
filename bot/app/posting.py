"""Replies to networks that want theirs kept until they are said: taken out of a batch's replies into its outbox."""

from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import datetime

from bot.app.batch import Batch, KeptReply
from bot.core.chat import Reply, Say

LONGEST = 8000
"""Characters of lines that become one message."""


def post(batch: Batch, keeping: Container[str], at: datetime) -> None:
    """Have the transaction of what led to them keep the replies to these networks."""
    kept = [reply for reply in batch.replies if reply.room.network in keeping]
    batch.outbox += [KeptReply(reply, at) for reply in gathered(kept)]
    batch.replies = [reply for reply in batch.replies if reply.room.network not in keeping]


def gathered(replies: Iterable[Reply]) -> list[Reply]:
    """Lines for one room that follow each other become one message: servers count messages, and people hear each."""
    found: list[Reply] = []
    for reply in replies:
        last = found[-1] if found else None
        if isinstance(last, Say) and isinstance(reply, Say) and _fit(last, reply):
            found[-1] = replace(last, text=f"{last.text}\n{reply.text}")
        else:
            found.append(reply)
    return found


def _fit(last: Say, reply: Say) -> bool:
    alike = last.to is None and replace(last, text="") == replace(reply, text="")
    return alike and len(last.text) + len(reply.text) < LONGEST
