"""What the rest of the network layer needs of encryption. Nothing of it is imported where no network wants it."""

from collections.abc import Collection
from typing import Any, Protocol

import nio

from bot.matrix.raw import Event
from bot.matrix.transport import Letters


class Cipher(Protocol):
    """One device's keys. `complaint` is what an operator should know of them, "" where all is well."""

    complaint: str

    @property
    def ready(self) -> bool:
        """Whether the server has our keys: what is encrypted before is not for us."""

    def take_in(self, letters: Letters) -> None:
        """Keep the keys that a sync brought, before anything else is made of it.

        Raises:
            Fault: they can't be kept now.
        """

    def has_key(self, room_id: str, session_id: str) -> bool: ...

    def opened(self, room_id: str, event: Event) -> Event | None:
        """An encrypted event as it would have been sent in plain; None where there is no key for it."""

    async def seal(
        self, client: nio.AsyncClient, room_id: str, people: Collection[str], kind: str, content: dict[str, Any]
    ) -> dict[str, Any]:
        """The content of an m.room.encrypted event that all devices of these people can read.

        Raises:
            Fault: the server can't answer now.
        """

    async def chores(self, client: nio.AsyncClient, people: Collection[str]) -> None:
        """What is due after a sync. `people` are those in encrypted rooms.

        Raises:
            Fault: the server has logged us out.
            NetworkError: the keys are of no use.
        """

    def close(self) -> None: ...
