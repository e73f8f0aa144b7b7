"""The bot with one of its rules broken: `python -m tests.chaos.mutants RULE run -c CONFIG`.

They show that the chaos test would see it. Each breaks the program from outside, in this process alone.
"""

import asyncio
import sys
from collections.abc import Callable
from typing import Any

from bot.cli import main
from bot.core.chat import Heard
from bot.matrix import syncing

HANDLING = 0.05  # seconds


def cursor_first() -> None:
    """How far it heard is kept first, and what it heard a moment later, as bots do that keep the token themselves."""
    sync = syncing.Listener._sync

    async def sync_and_keep(self: Any, client: Any) -> Any:
        answer = await sync(self, client)
        if answer is not None and self.since:
            self._tell(Heard(self._name, self._rooms.place(answer.next_batch).token()))
            await asyncio.sleep(HANDLING)
        return answer

    syncing.Listener._sync = sync_and_keep  # type: ignore[method-assign]


def gaps_left() -> None:
    """What a sync leaves out is left out, and taken for whole."""

    async def no_page(*_: Any) -> tuple[list[Any], bool]:
        return [], True

    assert syncing.page_back
    syncing.page_back = no_page  # type: ignore[assignment]


RULES: dict[str, Callable[[], None]] = {"cursor_first": cursor_first, "gaps_left": gaps_left}

if __name__ == "__main__":
    RULES[sys.argv.pop(1)]()
    main()
