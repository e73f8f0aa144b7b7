"""What a message event says: its lines, and what kind of words they are. Total: anything may be in an event."""

from bot.core.chat import MessageKind
from bot.matrix.raw import Event, content, relation, text

KINDS = {"m.text": MessageKind.TEXT, "m.notice": MessageKind.NOTICE, "m.emote": MessageKind.EMOTE}
SHOWN = {"m.image": "picture", "m.file": "file", "m.audio": "sound", "m.video": "film", "m.location": "place"}
Said = tuple[MessageKind, list[str]]


def said(event: Event) -> Said | None:
    """The kind and the lines of a message, without what a reply quotes; None for what is none, edits too."""
    if event.get("type") != "m.room.message" or relation(event).get("rel_type") == "m.replace":
        return None
    related = relation(event)
    return _read(event, replies="m.in_reply_to" in related and related.get("is_falling_back") is not True)


def thread(event: Event) -> str:
    """The event id that began the thread which a message is in; "" where it is in none."""
    related = relation(event)
    return text(related.get("event_id")) if related.get("rel_type") == "m.thread" else ""


def is_sealed(event: Event) -> bool:
    """Whether something is said that was not decrypted."""
    return event.get("type") == "m.room.encrypted" and bool(content(event).get("ciphertext"))


def edits(event: Event) -> str:
    """The event id that this one is an edit of; "" where it is none."""
    related = relation(event)
    is_edit = event.get("type") == "m.room.message" and related.get("rel_type") == "m.replace"
    return text(related.get("event_id")) if is_edit else ""


def rewritten(event: Event) -> Said | None:
    """What the edited message says now."""
    new = content(event).get("m.new_content")
    return _read({"content": new}, replies=False) if isinstance(new, dict) else None


def _read(event: Event, *, replies: bool) -> Said | None:
    body, kind = text(content(event).get("body")).replace("\0", ""), content(event).get("msgtype")
    if not isinstance(kind, str):
        return None
    if kind in SHOWN:
        name = text(content(event).get("filename")) or body
        return MessageKind.EMOTE, [" ".join(f"shows a {SHOWN[kind]}: {name}".split())]
    if kind not in KINDS:
        return None
    lines = body.splitlines()
    return KINDS[kind], [line for line in (_unquoted(lines) if replies else lines) if line.strip()]


def _unquoted(lines: list[str]) -> list[str]:
    """Without the quote that old clients put above a reply: "> <@ada:example.org> ..." and a blank line."""
    end = next((at for at, line in enumerate(lines) if not line.startswith(">")), len(lines))
    return lines if end == 0 else lines[end:]


def names(event_id: str, lines: list[str]) -> list[str]:
    """A name for each line, for ever: that of the event, with the line's number where there are several."""
    return [event_id] if len(lines) == 1 else [f"{event_id}/{number}" for number in range(1, len(lines) + 1)]


def stand_in(event_id: str) -> str:
    """The name of the line that stands for a message which can't be read."""
    return f"{event_id}/0"


def event_of(native_id: str) -> str:
    """The event that a line is of."""
    head, slash, number = native_id.rpartition("/")
    return head if slash and number.isdigit() else native_id


def redacts(event: Event) -> str:
    """The event id that a redaction takes away: since room version 11 it stands in the content."""
    if event.get("type") != "m.room.redaction":
        return ""
    return text(event.get("redacts")) or text(content(event).get("redacts"))
