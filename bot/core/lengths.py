"""Lengths of time, in words."""

from datetime import timedelta


def in_words(length: timedelta) -> str:
    """A length of time: "26 min", "1 h 5 min", "less than a minute"."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    hours, minutes = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)
