"""How people write commands who are used to other meeting bots: a table for each dialect, spelling -> command."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Phrase:
    """A spelling of a whole line, in any case, and what it means in the table of commands.

    `word` and `argument` may take up groups of the pattern, as `re.Match.expand` does. `oneself`: where nothing
    follows, it is said of the speaker.
    """

    spelling: str
    word: str
    argument: str = r"\1"
    oneself: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when a room's dialect asks for it: most rooms have none."""
        return re.compile(self.spelling, re.IGNORECASE)


def _phrase(pattern: str, word: str, argument: str = r"\1", *, oneself: bool = False) -> Phrase:
    return Phrase(pattern, word, argument, oneself)


_COLON = r"\s*[:\uff1a]\s*"
_ASKED = r"(?:zakim|rrsagent|trackbot|agendabot)\s*[,:\uff1a]\s*(?:(?:please|pls)\s+)?"
_END = r"(?:,?\s*(?:please|pls))?[\s.!]*"
_NAME = r"@?[^\s,:\uff1a&]+"
_NAMES = rf"{_NAME}(?:(?:\s*[,&]\s*|\s+and\s+){_NAME})*"


def _marked(label: str, word: str) -> Phrase:
    """`Topic: Release`."""
    return _phrase(rf"(?:{label}){_COLON}(.*)", word)


def _told(what: str, word: str, argument: str = "") -> Phrase:
    """Told to one of the bots: `zakim, end meeting`."""
    return _phrase(f"{_ASKED}(?:{what}){_END}", word, argument)


def _plain(what: str, word: str, argument: str = r"\1") -> Phrase:
    """Told to one of the bots, or just said: `next agendum`."""
    return _phrase(f"(?:{_ASKED})?(?:{what}){_END}", word, argument)


# scribe.perl's, RRSAgent's and Zakim's; what looks like speech ("Bo: I did") is none of it
_W3C = (
    _marked("topic", "topic"),
    _marked("sub-?topic", "subtopic"),
    _marked("action", "action"),
    _phrase(rf"action\s+(?!(?:items?|points?)\b)({_NAMES})(?:{_COLON}|\s+to\s+)(.*)", "action", r"\1 to \2"),
    _marked("resol(?:ved|ution)", "agreed"),
    _marked(r"propos(?:ed|al)(?:\s+resolution)?", "proposed"),
    _marked("meeting", "meetingname"),
    _marked("regrets", "regrets"),
    _marked("chairs?", "chair"),
    _phrase(r"chairs?\+\s*(.*)", "chair", oneself=True),
    _phrase(r"chairs?-(?:\s+(.*))?", "unchair", oneself=True),
    _marked("scribe(?:nick)?", "scribe"),
    _phrase(r"scribe(?:nick)?\+\s*(.*)", "scribe", oneself=True),
    _phrase(rf"(?:{_ASKED})?((?:present|regrets|agenda)\+)\s*(.*)", r"\1", r"\2"),
    _phrase(rf"(?:{_ASKED})?(agenda-)\s+(\d.*)", r"\1", r"\2"),
    _phrase(rf"(?:{_ASKED})?q(?:ueue)?\+(?:\s+(.*))?", "q+"),
    _plain(r"q(?:ueue)?-(?:\s+(\S+))?", "q-"),
    _plain(r"q(?:ueue)?\?", "q?", ""),
    _phrase(rf"{_ASKED}ack\s+(.*)", "ack"),
    _plain(r"agenda\s*\?", "agenda", ""),
    _plain(r"(?:take up|open|move to)\s+agendum\s+(\d+)", "topic"),
    _told(r"(?:take up|open|move to)\s+(?:agenda )?item\s+(\d+)", "topic", r"\1"),
    _plain(r"(?:(?:take up|open|move to)\s+(?:the\s+)?)?next\s+(?:agendum|(?:agenda )?item)", "next", ""),
    _plain(r"close\s+action[-\s](\d+)", "done", r"A-\1"),
    _plain(r"drop\s+action[-\s](\d+)", "drop", r"A-\1"),
    _told(r"(?:(?:list|show|what are)\s+)?(?:the\s+)?(?:actions|action items)\s*\??", "actions"),
    _told(r"(?:start|begin|prepare)\s+(?:(?:the|this)\s+)?meeting", "startmeeting"),
    _told(r"end\s+(?:(?:the|this)\s+)?meeting", "endmeeting"),
    _told(r"(?:make|draft|create|format|generate|publish)\s+(?:the\s+)?minutes(?:\s+v\d)?", "save"),
    _phrase(r"-+>\s*(.*\w://\S.*)", "link"),
)
# meetingology's: any word of the table, in brackets
_UBUNTU = (_phrase(r"\[([a-z]+[-+!]?)\]:?(?:\s+(.*))?", r"\1", r"\2"),)
# maubot-meetings': any word of the table, and tags for what gets recorded
_MAUBOT = (
    _phrase(r"!sm(?:\s+(.*))?", "startmeeting"),
    _phrase(r"!em(?:\s+(.*))?", "endmeeting"),
    _phrase(r"!t(?:\s+(.*))?", "topic"),
    _phrase(r"!mn(?:\s+(.*))?", "meetingname"),
    _phrase(r"!([a-z]+[-+!]?)(?:\s+(.*))?", r"\1", r"\2"),
    _phrase(r"\^(action|info|agreed|accepted|rejected|idea|help|halp|link)(?:\s+(.*))?", r"\1", r"\2"),
)
NONE = "none"
DIALECTS: Mapping[str, tuple[Phrase, ...]] = {NONE: (), "w3c": _W3C, "ubuntu": _UBUNTU, "maubot": _MAUBOT}


def understand(text: str, dialect: str, words: AbstractSet[str], speaker: str) -> tuple[str, str] | None:
    """The word of the table and its argument that a line stands for; None when it is talk.

    A word that is not among the `words` of the table is talk, too.
    """
    for phrase in DIALECTS[dialect]:
        match = phrase.pattern.fullmatch(text)
        if match:
            word, argument = match.expand(phrase.word).lower(), match.expand(phrase.argument).strip()
            if phrase.oneself and not argument:
                argument = speaker
            return (word, argument) if word in words else None
    return None
