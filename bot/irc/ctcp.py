"""Client-to-client requests inside messages (CTCP): /me, and the three questions we answer. Pure."""

from datetime import datetime

_MARK = "\x01"


def unwrap(text: str) -> tuple[str, str] | None:
    """A CTCP's command and argument, None for plain text; some clients forget the closing mark."""
    if not text.startswith(_MARK):
        return None
    command, _, argument = text[1:].partition(_MARK)[0].partition(" ")
    return command.upper(), argument


def answer(command: str, argument: str, version: str, now: datetime) -> str | None:
    """What to answer, wrapped; None for a question we leave alone (DCC among them)."""
    match command:
        case "VERSION":
            reply = f"VERSION {version}"
        case "PING" if argument:
            reply = f"PING {argument}"
        case "TIME":
            reply = f"TIME {now.isoformat(timespec='seconds')}"
        case _:
            return None
    return f"{_MARK}{reply}{_MARK}"
