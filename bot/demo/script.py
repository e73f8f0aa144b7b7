"""What the demo's people say: a weekly meeting of Lantern, a backup program that does not exist."""

from dataclasses import dataclass

ROOM = "#lantern"
SERIES = "Lantern Weekly"
BOT = "minutebot"
OTHER_NICKS = {"mira": ["mira_tram"]}
PEOPLE = {"mira": "Mira Okonjo", "tomek": "Tomek Wilk", "ines": "Ines Prado", "joao": "João Teles"}

ON_MATRIX = ("ines", "joao")
"""Who sits in the Matrix room where there is one; the first of them opened it."""


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody says `text`; `{week}` in it is the day in a week.

    `answer` is a regular expression of what the bot answers; empty where it need not.
    """

    nick: str
    text: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Rename:
    """Somebody takes another nick."""

    nick: str
    to: str


Step = Line | Rename

SCRIPT: tuple[Step, ...] = (
    Line("tomek", "#agenda Release 2.4", r"Item \d+ of"),
    Line("mira", "hello everybody! shall we?"),
    Line("joao", "here, with coffee"),
    Line("ines", "o/ one more thing before we begin"),
    # answered, so that the bot has heard this room, too, before the meeting begins in the other
    Line("ines", "#agenda Slow restores", r"Item \d+ of"),
    Line("mira", "#startmeeting", "This meeting is recorded"),
    Line("mira", "#topic 1", "Topic: Release 2.4"),
    Line("tomek", "all three tarballs are built and signed, and the mirrors have them"),
    Line("tomek", "#info The tarballs of 2.4 are built, signed and on the mirrors"),
    Line("ines", "the changelog still says 2.3 at the top, though :)"),
    Line("tomek", "oops. tonight!"),
    Line("mira", "#action tomek to correct the changelog by friday"),
    Line("joao", "any reason to wait after that?"),
    Line("ines", "none that I know of"),
    Line("mira", "#agreed 2.4 goes out as soon as the changelog is right"),
    Line("mira", "(getting on a tram, back in a second)"),
    Rename("mira", "mira_tram"),
    Line("mira_tram", "#topic 2", "Topic: Slow restores"),
    Line("ines", "a single file of 40 GB takes an hour to restore, three times what it took in 2.3"),
    Line("ines", "https://bugs.lantern.example/1482"),
    Line("joao", "I believe we hash every block twice"),
    Line("joao", "#idea Keep the hashes of the last restore on disk"),
    Line("tomek", "sounds right, but measure first"),
    Line("mira_tram", "#action joao, ines to profile the restore of one big file"),
    Line("ines", "[off] my landlord is at the door, one minute"),
    Line("joao", "#help Somebody with a slow disk to try the patch"),
    Line("mira_tram", "#aob", "Topic: AoB"),
    Line("ines", "#info The mirror in Recife is ours for another year"),
    Line("mira_tram", "#nextmeeting {week} 16:00 UTC", "Next meeting"),
    Line("mira_tram", "#summary 2.4 waits for its changelog, and slow restores get a profile"),
    Line("tomek", "thanks, and mind the doors"),
    Line("mira_tram", "#endmeeting", "ended after"),
)
