"""Replies to networks that want theirs kept until they are said: taken out of a batch's replies into its outbox."""

from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import datetime

from bot.app.batch import Batch, KeptReply
from bot.core.chat import Say
from bot.core.replies import Change, Repeat, Reply

LONGEST = 8000
"""Characters of lines that become one message."""


def post(batch: Batch, keeping: Container[str], at: datetime) -> None:
    """Have the transaction of what led to them keep the replies to these networks.

    What is gone of talk off the record they must be told, too: it may wait to be shown there, and is kept nowhere.
    """
    kept = [reply for reply in batch.replies if _is_kept(reply, keeping)]
    batch.replies = [reply for reply in batch.replies if not _is_kept(reply, keeping) or _is_erasure(reply)]
    batch.outbox += [KeptReply(reply, at) for reply in gathered(kept)]


def _is_kept(reply: Reply, keeping: Container[str]) -> bool:
    """What is shown of talk off the record is not."""
    return reply.room.network in keeping and not (isinstance(reply, Repeat) and not reply.kept)


def _is_erasure(reply: Reply) -> bool:
    return isinstance(reply, Repeat) and reply.change is Change.ERASED


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
