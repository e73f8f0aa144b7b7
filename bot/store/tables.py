"""The tables. `messages` and `events` are the record; the read model can be rebuilt from them."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.store.moments import Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


meetings = Table(
    "meetings",
    metadata,
    Column("id", String, primary_key=True),
    Column("permalink", String, nullable=False, server_default=""),
    Column("series", String, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("network", String, nullable=False),
    Column("room", String, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("day", Date, nullable=False, index=True),
    Column("started_at", Moment, nullable=False, index=True),
    Column("ended_at", Moment),
    Column("summary", Text, nullable=False, server_default=""),
    Column("private", Boolean, nullable=False, server_default="0"),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("updated_at", Moment, nullable=False, server_default=""),
    Index("ix_meetings_series_started_at", "series", "started_at"),
    Index("ix_meetings_updated_at_id", "updated_at", "id"),
    Index("ix_meetings_series_updated_at_id", "series", "updated_at", "id"),
)

addresses = Table(
    "addresses",
    metadata,
    Column("path", String, primary_key=True),
    Column("meeting_id", String, ForeignKey("meetings.id"), nullable=False, index=True),
)

meeting_rooms = Table(
    "meeting_rooms",
    metadata,
    Column("meeting_id", String, ForeignKey("meetings.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("network", String, nullable=False),
    Column("room", String, nullable=False),
    Index("ix_meeting_rooms_network_room", "network", "room"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("room", String, nullable=False),
    Column("native_id", String, nullable=False),
    Column("meeting_id", String, ForeignKey("meetings.id")),
    Column("line", Integer),
    Column("sent_at", Moment, nullable=False),
    Column("person", String, nullable=False),
    Column("nick", String, nullable=False),
    Column("address", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("from_bot", Boolean, nullable=False),
    Column("command", String, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("room", "native_id"),
    Index("ix_messages_meeting_id_line", "meeting_id", "line"),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("series", String, nullable=False),
    Column("meeting_id", String, ForeignKey("meetings.id")),
    Column("seq", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("line", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("payload", Text, nullable=False),
    Column("room", String, nullable=False, server_default=""),
    Index("ix_events_meeting_id_seq", "meeting_id", "seq"),
)

series = Table(
    "series",
    metadata,
    Column("slug", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("next_agenda", Integer, nullable=False, server_default="1"),
    Column("next_action", Integer, nullable=False, server_default="1"),
    Column("next_decision", Integer, nullable=False, server_default="1"),
    Column("closed", Text, nullable=False, server_default="[]"),
    Column("next_meeting", Text, nullable=False, server_default="[]"),
    Column("moves", Integer, nullable=False, server_default="0"),
    Column("private", Text, nullable=False, server_default="[[], [], false]"),
)

agenda = Table(
    "agenda",
    metadata,
    Column("series", String, ForeignKey("series.slug"), primary_key=True),
    Column("id", Integer, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("proposer", String, nullable=False),
    Column("carried_from", Date),
    Column("minutes", Integer, nullable=False, server_default="0"),
    Column("proposer_key", String, nullable=False, server_default=""),
    Column("times", Integer, nullable=False, server_default="0"),
)

topics = Table(
    "topics",
    metadata,
    Column("meeting_id", String, ForeignKey("meetings.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("line", Integer, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("meeting_id", String, ForeignKey("meetings.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("topic", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("label", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("author", String, nullable=False),
    Column("line", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

actions = Table(
    "actions",
    metadata,
    Column("series", String, ForeignKey("series.slug"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("meeting_id", String, ForeignKey("meetings.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("owners", Text, nullable=False),
    Column("due", Date),
    Column("state", String, nullable=False, index=True),
    Column("closed_on", Date),
    Column("closed_by", String, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("owner_keys", Text, nullable=False, server_default="[]"),
    Index("ix_actions_closed_on_series_number", "closed_on", "series", "number"),
)

owners = Table(
    "owners",
    metadata,
    Column("series", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("nick", String, primary_key=True),
    Column("closed_on", Date),
    Index("ix_owners_nick_closed_on_series_number", "nick", "closed_on", "series", "number"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("series", String, ForeignKey("series.slug"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("meeting_id", String, ForeignKey("meetings.id"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("text", Text, nullable=False),
)

supersessions = Table(
    "supersessions",
    metadata,
    Column("series", String, ForeignKey("series.slug"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("by", Integer, primary_key=True),
    Column("meeting_id", String, ForeignKey("meetings.id"), nullable=False, index=True),
)

votes = Table(
    "votes",
    metadata,
    Column("meeting_id", String, ForeignKey("meetings.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("topic", Integer, nullable=False),
    Column("question", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("counts", Text, nullable=False),
    Column("outcome", String, nullable=False),
    Column("chosen", Text, nullable=False),
    Column("required", Integer, nullable=False),
    Column("needed", Integer, nullable=False),
    Column("present", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("closed_at", Moment),
)

ballots = Table(
    "ballots",
    metadata,
    Column("meeting_id", String, ForeignKey("meetings.id"), primary_key=True),
    Column("vote", Integer, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("person", String, nullable=False),
    Column("nick", String, nullable=False),
    Column("choice", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("counts", Boolean, nullable=False),
    Column("casts", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

attendance = Table(
    "attendance",
    metadata,
    Column("meeting_id", String, ForeignKey("meetings.id"), primary_key=True),
    Column("person", String, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("nick", String, nullable=False),
    Column("name", String, nullable=False),
    Column("chair", Boolean, nullable=False),
    Column("spoke", Boolean, nullable=False),
    Column("author", Boolean, nullable=False, server_default="0"),
    Index("ix_attendance_person_nick", "person", "nick"),
    Index("ix_attendance_nick", "nick"),
    Index("ix_attendance_name", "name"),
)

fair_copies = Table(
    "fair_copies",
    metadata,
    Column("meeting_id", String, ForeignKey("meetings.id"), primary_key=True),
    Column("mark", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_fair_copies_meeting_id_mark", "meeting_id", "mark"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting_id", String, ForeignKey("meetings.id")),
    Column("announcement_id", Integer, ForeignKey("announcements.id")),
    Column("revision", Integer, nullable=False),
    Column("publisher", String, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("queued_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("uncertain_since", Moment),
    Column("look_at", Moment),
    Column("payload", LargeBinary),
    Column("url", Text, nullable=False, server_default=""),
    Column("detail", Text, nullable=False, server_default=""),
    Column("last_error", Text, nullable=False, server_default=""),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("meeting_id", "revision", "publisher"),
    UniqueConstraint("announcement_id", "publisher"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("room", String, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("native_id", String, nullable=False),
)

installation = Table(
    "installation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token", String, nullable=False),
)
