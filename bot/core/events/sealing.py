"""Lines that the bot holds no key for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineSealed:
    """Somebody said something that can't be decrypted; the network calls the line that stands for it `native_id`."""

    native_id: str


@dataclass(frozen=True, slots=True)
class LineUnsealed:
    """The key came after all; what was said follows as lines of its own."""

    native_id: str


SealingEvent = LineSealed | LineUnsealed
