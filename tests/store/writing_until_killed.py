"""A process that keeps decisions, batch by batch, says the number of each once it is kept, and expects to be killed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.store.journal import Journal, write
from bot.store.library import Library
from tests.meetings.stage import stage


def main(path: str) -> None:
    url = f"sqlite:///{path}"
    journal, library = Journal(url), Library(url)
    on = stage()
    on.state = library.state(tuple(on.rooms))
    on.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
    ada = next(iter(on.state.meetings.values())).people if on.state.meetings else {}
    on.people = {one.person.nick: one.person for one in ada.values()}
    on.spoken = next(iter(on.state.lines.values()), 0)
    if not on.state.meetings:
        on.play("ada: #startmeeting")
    number = len(on.meeting.items)
    while True:
        number += 1
        on.say("ada", f"#agreed {number}")
        on.flush()
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
