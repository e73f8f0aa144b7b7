"""Lines shown in other rooms: gathered while they wait, remembered when they are shown, changed or taken away."""

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from bot.app.ports import Posted, Shown
from bot.core.chat import Room, message_of
from bot.core.replies import Change, Repeat
from bot.core.text import RETRACTED
from bot.store.moments import to_text
from bot.store.naming import of_message
from bot.store.network_tables import outbox, relays
from bot.store.sqlite import put_reply
from bot.store.tables import messages

SHOW, EDIT, ERASE = "relay", "relay_edit", "relay_erase"
KINDS = (SHOW, EDIT, ERASE)
MOST_LINES, MOST_CHARACTERS = 30, 8000
"""What one message holds."""


def write_relay(connection: Connection, relay: Repeat, at: datetime) -> None:
    """Keep a line to be shown; or have those that show it already say otherwise, or go."""
    match relay.change:
        case Change.SAID:
            notice = _open_notice(connection, relay) or _post(connection, relay.room, SHOW, "", at)
            connection.execute(insert(relays), {**_row(relay), "outbox_id": notice})
        case Change.EDITED:
            for row in _of(connection, relay):
                connection.execute(update(relays).where(relays.c.id == row.id).values(text=relay.text, edit=relay.edit))
                if row.event_id or row.begun:
                    _post(connection, relay.room, EDIT, str(row.id), at)
        case Change.ERASED:
            for row in _of(connection, relay):
                _erase(connection, relay.room, row, at)
            _take_back(connection, relay, at)


def _open_notice(connection: Connection, relay: Repeat) -> int | None:
    """The message that waits last for this room, if there is space in it, and it was never tried."""
    here = outbox.c.network == relay.room.network, outbox.c.room == relay.room.name, outbox.c.error == ""
    last = connection.execute(select(outbox).where(*here).order_by(outbox.c.id.desc()).limit(1)).first()
    if last is None or last.kind != SHOW or last.begun:
        return None
    held = select(func.count(), func.coalesce(func.sum(func.length(relays.c.text)), 0))
    lines, characters = connection.execute(held.where(relays.c.outbox_id == last.id)).one()
    fits = lines < MOST_LINES and characters + len(relay.text) <= MOST_CHARACTERS
    return int(last.id) if fits else None


def _post(connection: Connection, room: Room, kind: str, text: str, at: datetime) -> int:
    return put_reply(connection, (room.network, room.name, kind, text, to_text(at), "", "", ""))


def _row(relay: Repeat) -> dict[str, object]:
    line = {"nick": relay.nick, "text": relay.text, "emote": relay.emote}
    where = {"network": relay.room.network, "room": relay.room.name, "origin": relay.origin.key}
    return {**where, **line, "native_id": relay.native_id}


def _of(connection: Connection, relay: Repeat) -> Iterable[Row[tuple[object, ...]]]:
    """What shows a line in a room, with whether it was tried yet: a message of several lines is all of them."""
    here = relays.c.network == relay.room.network, relays.c.room == relay.room.name
    query = select(relays, outbox.c.begun).outerjoin(outbox, outbox.c.id == relays.c.outbox_id)
    rows = connection.execute(
        query.where(*here, of_message(relays, relay.origin, relay.native_id)).order_by(relays.c.id)
    ).all()
    return [row for row in rows if not relay.beyond or _number(row.native_id) > relay.beyond]


def _number(native_id: str) -> int:
    """Which line of its message it is."""
    return int(native_id.rpartition("/")[2]) if message_of(native_id) != native_id else 1


def _take_back(connection: Connection, relay: Repeat, at: datetime) -> None:
    """An edit that is gone: what showed it goes, too, and the line is shown as it was first said."""
    here = relays.c.network == relay.room.network, relays.c.room == relay.room.name
    query = select(relays).where(*here, relays.c.origin == relay.origin.key, relays.c.edit == relay.native_id)
    for row in connection.execute(query).all():
        said = messages.c.room == row.origin, messages.c.native_id == row.native_id
        first = connection.scalar(select(messages.c.text).where(*said)) or ""
        connection.execute(update(relays).where(relays.c.id == row.id).values(text=first, edit=""))
        _post(connection, relay.room, ERASE, str(row.id), at)


def _erase(connection: Connection, room: Room, row: Row[tuple[object, ...]], at: datetime) -> None:
    if row.event_id or row.begun:
        connection.execute(update(relays).where(relays.c.id == row.id).values(text="", nick=""))
        _post(connection, room, ERASE, str(row.id), at)
    else:
        connection.execute(delete(relays).where(relays.c.id == row.id))


def to_show(connection: Connection, room: Room, row: Row[tuple[object, ...]]) -> Shown | None:
    """What a waiting row of these kinds asks for; None if it is needless by now.

    A message that is asked for once is closed: nothing is added to it, for the server may have it already.
    """
    if row.kind == SHOW:
        connection.execute(update(outbox).where(outbox.c.id == row.id).values(begun=True))
        return _shown(connection, room, relays.c.outbox_id == row.id)
    line = connection.execute(select(relays).where(relays.c.id == int(row.text))).first()
    if line is None or not line.event_id:
        return None
    if row.kind == EDIT:
        return _shown(connection, room, relays.c.event_id == line.event_id, line.event_id)
    return Shown(room, erases=(line.event_id, *json.loads(line.edits)))


def _shown(connection: Connection, room: Room, which: object, replaces: str = "") -> Shown | None:
    rows = connection.execute(select(relays).where(which).order_by(relays.c.id)).all()  # type: ignore[arg-type]
    lines = tuple(_line(room, row) for row in rows)
    return Shown(room, lines, replaces) if lines else None


def _line(room: Room, row: Row[tuple[object, ...]]) -> Repeat:
    """An erased line may be in what the server has already, and then goes with it."""
    network, _, name = row.origin.partition("/")
    return Repeat(room, Room(network, name), row.native_id, row.nick, row.text or RETRACTED, row.emote)


def was_shown(connection: Connection, posted: Posted, shown: Shown, event_id: str) -> None:
    """It is said: what shows its lines now, and what is to be said again of what had to go with an erased one."""
    if shown.erases:
        _say_again(connection, shown, posted.at)
    elif shown.replaces:
        row = connection.execute(select(relays.c.edits).where(relays.c.event_id == shown.replaces)).first()
        edits = [*json.loads(row.edits if row else "[]"), event_id]
        change = update(relays).where(relays.c.event_id == shown.replaces)
        connection.execute(change.values(edits=json.dumps(edits)))
    else:
        change = update(relays).where(relays.c.outbox_id == posted.id)
        connection.execute(change.values(outbox_id=None, event_id=event_id))


def _say_again(connection: Connection, shown: Shown, at: datetime) -> None:
    """The lines of others that were in a message that had to go."""
    gone = relays.c.event_id == shown.erases[0]
    connection.execute(delete(relays).where(gone, relays.c.text == ""))
    if connection.scalar(select(func.count()).where(gone)):
        again = _post(connection, shown.room, SHOW, "", at)
        connection.execute(update(relays).where(gone).values(outbox_id=again, event_id="", edits="[]"))


def keep_unkept(connection: Connection, shown: Shown, event_id: str) -> None:
    """What shows a line that is off the record, without its words, so that it can be taken away."""
    for line in shown.lines:
        row = {**_row(line), "nick": "", "text": "", "event_id": event_id}
        connection.execute(insert(relays), row)


def forget(connection: Connection, outbox_id: int) -> None:
    """It will never be shown."""
    connection.execute(delete(relays).where(relays.c.outbox_id == outbox_id))
