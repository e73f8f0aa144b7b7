"""Which meeting was held last in a room, or in a place of several."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Select, func, select

from bot.core.chat import Room
from bot.store import tables


def newest(connection: Connection, rooms: Sequence[Room], homes: Mapping[Room, Room]) -> dict[Room, str]:
    """The id of the newest meeting of each home that was not aborted; one that runs before any other.

    A meeting is of one home, also when its rooms are no place any more.
    """
    held: dict[str, list[Room]] = {}
    found: dict[Room, tuple[bool, object, str]] = {}
    for row in connection.execute(_latest()):
        held.setdefault(row.id, []).append(Room(row.network, row.room))
    for row in connection.execute(select(tables.meetings).where(tables.meetings.c.id.in_(held))):
        room = next((room for room in held[row.id] if room in rooms), None)
        if room is not None:
            home, rank = homes.get(room, room), (row.state == "running", row.started_at, row.id)
            found[home] = max(found.get(home, rank), rank)
    return {home: meeting_id for home, (_, _, meeting_id) in found.items()}


def newest_in(room: Room) -> Select[tuple[str]]:
    """The id of the newest meeting held in a room."""
    meetings, held_in = tables.meetings, tables.meeting_rooms
    here = held_in.c.network == room.network, held_in.c.room == room.name
    held = select(meetings.c.id).join(held_in, held_in.c.meeting_id == meetings.c.id).where(*here)
    return held.order_by(meetings.c.started_at.desc()).limit(1)


def _latest() -> Select[tuple[str, str, str]]:
    """The newest meeting of each room that was not aborted, and that room; a meeting's own rooms in their order."""
    meetings, held_in = tables.meetings, tables.meeting_rooms
    rank = func.row_number().over(
        partition_by=(held_in.c.network, held_in.c.room), order_by=meetings.c.started_at.desc()
    )
    held = select(meetings.c.id, held_in.c.network, held_in.c.room.label("room"), held_in.c.place, rank.label("rank"))
    joined = held.join(held_in, held_in.c.meeting_id == meetings.c.id).where(meetings.c.state != "aborted").subquery()
    wanted = select(joined.c.id, joined.c.network, joined.c.room).where(joined.c.rank == 1)
    return wanted.order_by(joined.c.id, joined.c.place)
