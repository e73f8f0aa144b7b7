"""Writing what a batch keeps for networks: tokens, and replies that wait to be said."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from bot.app.batch import KeptReply
from bot.core.chat import Acknowledge, Say, SetTopic
from bot.core.replies import Repeat, Reply
from bot.store.moments import to_text
from bot.store.repeating import write_relay
from bot.store.sqlite import put_reply, put_token


def write_tokens(connection: Connection, tokens: Mapping[str, str]) -> None:
    for network, token in tokens.items():
        put_token(connection, network, token)


def write_replies(connection: Connection, replies: Iterable[KeptReply]) -> None:
    for reply, at in replies:
        if isinstance(reply, Repeat):
            write_relay(connection, reply, at)
            continue
        kind, text = _row(reply)
        put_reply(connection, (reply.room.network, reply.room.name, kind, text, to_text(at), *_whither(reply)))


def _whither(reply: Reply) -> tuple[str, str, str]:
    """Whom alone it is for, what it answers, and in which thread."""
    match reply:
        case Say(to=to, answers=answers, thread=thread):
            return to.key if to else "", answers, thread
        case _:
            return "", "", ""


def _row(reply: Say | Acknowledge | SetTopic) -> tuple[str, str]:
    match reply:
        case Say(text=text):
            return "say", text
        case Acknowledge(native_id=native_id):
            return "acknowledge", native_id
        case SetTopic(text=text):
            return "topic", text
