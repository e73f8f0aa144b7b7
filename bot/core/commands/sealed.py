"""What is said of rooms that are encrypted, where the bot has no means to read that."""

WHAT_TO_DO = "my operator can install minutebot[e2e], or meet in a room that is not encrypted"
SEALED = f"This room is encrypted, and I can't read what is said here: {WHAT_TO_DO}."
NO_MEETING = f"I can't read this room, because it is encrypted: {WHAT_TO_DO}"
