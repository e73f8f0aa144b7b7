"""Deliveries that nobody will ever make, because their publisher is not in the config any more."""

from collections import Counter
from collections.abc import Container, Iterable

from bot.app.ports import Delivery

UNFINISHED = frozenset({"pending", "sending", "uncertain"})


def is_orphan(delivery: Delivery, publishers: Container[str]) -> bool:
    return delivery.state in UNFINISHED and delivery.publisher not in publishers


def orphans(deliveries: Iterable[Delivery], publishers: Container[str]) -> list[str]:
    """A line for each publisher that deliveries wait for and that is gone, for the operator."""
    waiting = Counter(each.publisher for each in deliveries if is_orphan(each, publishers))
    return [
        f'{count} {"delivery waits" if count == 1 else "deliveries wait"} for "{name}", which is not in [publishers]; '
        f"put it back, or forget them: `minutebot deliveries drop --to {name}`"
        for name, count in sorted(waiting.items())
    ]
