"""What a room is told of the deliveries."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deliveries:
    """How the queue of deliveries is doing."""

    waiting: int = 0
    failed: int = 0
