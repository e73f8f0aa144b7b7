"""From the record to an edition: read, compose, render."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.api import Edition
from bot.app.ports import Library, Renderer
from bot.core.compose import Composer
from bot.core.minutes import TranscriptLine


@dataclass(frozen=True, slots=True)
class Editor:
    """Makes editions. `instance` tells this installation from any other."""

    library: Library
    composer: Composer
    renderer: Renderer
    instance: str = ""

    def edition(self, meeting_id: str, revision: int = 1) -> Edition:
        """An edition of a meeting as it is kept. Takes as long as rendering takes: not for the event loop.

        Raises:
            LookupError: there is no such meeting.
        """
        meeting = self.library.meeting(meeting_id)
        if meeting is None:
            raise LookupError(f"there is no meeting {meeting_id}")
        minutes = self.composer.compose(meeting, self.library.lines(meeting_id))

        def transcript(form: str) -> Iterator[str]:
            return self.renderer.transcript(minutes, self.library.transcript(meeting_id), form)

        def lines() -> Iterator[TranscriptLine]:
            return self.library.transcript(meeting_id)

        return Edition(minutes, revision, self.renderer.pages(minutes), transcript, self.instance, lines)
