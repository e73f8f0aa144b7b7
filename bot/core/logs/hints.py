"""Commands that a log may have meant, for a person to judge: few rules, each a look at one line."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.core.text import clip, one_line

_LONGEST, _LOOKED_AT = 120, 1000  # characters of a suggestion, and of a line
_SMALL_TALK = (
    r"(?:(?:ok(?:ay)?|so|right|alright|all right|well|and|now|then|anyway|cool|great|thanks|yes)\b[\s,.:;!-]*)*"
)
_ITEM = r"(?:topic|item|agenda item|point|thing)"
_NEXT = (
    rf"(?:moving |let'?s move )?on ?to\b|moving on\b|(?:our |the )?(?:first|next|last) on the (?:agenda|list)\b"
    rf"|next(?: up)?(?: {_ITEM})?(?: on the agenda)?\b(?! week| time| month| release)"
    rf"|(?:our |the )?(?:first|second|third|last|final) (?:up|{_ITEM})(?: on the agenda)?\b|topic(?=:)"
)
_TOPIC = re.compile(
    rf"{_SMALL_TALK}(?:{_NEXT})(?:\s*(?:is|was|would be|appears to be|,|:|-)(?=\s))*\s*(?P<rest>\S.*)?", re.IGNORECASE
)
_NO_DEED = "be|have|try|let|see|admit|say|note|stop|never|not|go|keep|leave|in|on|at|the|a"
_WILL = re.compile(
    r"(?:.*?[\s,(])??I(?:['\u2019]ll| will| shall)\s+(?:(?:also|just|definitely|probably)\s+)*"
    rf"(?!(?:{_NO_DEED})\b)(?P<rest>[a-z]+ \S.*)",
    re.IGNORECASE,
)
_TASK = re.compile(r"(?:.*?\W)??TO(?:DO):\s*(?P<rest>\S.*)")
_SOMEBODY_WILL = re.compile(rf"@?`?(?P<who>[^\s`:,]+)`?,? will (?!(?:{_NO_DEED})\b)(?P<rest>[a-z]+ \S.*)")
_AGREED = re.compile(
    rf"{_SMALL_TALK}(?:(?:we|all|everybody|everyone|it'?s|it is)\s+(?:have\s+|has\s+|all\s+)?)?(?:agreed|decided)\b"
    r"[:,]?\s+(?:that |to )?(?P<rest>\S+ \S.*)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:hi|hello|hey|welcome|greetings|good (?:morning|afternoon|evening))\b"
    r"|.*\b(?:roll call|let'?s (?:start|begin|get started)|meeting to order)\b",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r".*\b(?:bye|that'?s (?:it|all)|meeting (?:is )?(?:over|adjourned|closed)"
    r"|thanks (?:all|everyone|everybody|for coming)|thank you all|see you)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?;]+(?=\s|$)|\s+[:;][-o]?[)D(P]|\s+\([^)]*$")
_WORD = re.compile(r"\w")
_COMMAND = re.compile(r"\s*#[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Hint:
    """A command that may be meant; only the chair may say it if `chair`."""

    command: str
    chair: bool = False


def hints(nick: str, text: str, nicks: Collection[str]) -> Iterator[Hint]:
    """What a line of talk looks like; `nicks` are those of the log, in lower case."""
    if _COMMAND.match(text):
        return
    text = one_line(text[:_LOOKED_AT])
    for word, pattern in (("topic", _TOPIC), ("agreed", _AGREED)):
        match = pattern.fullmatch(text)
        if match and (rest := _sentence(match["rest"] or "")):
            yield Hint(f"#{word} {rest}", chair=True)
    yield from _actions(nick, text, nicks)


def _actions(nick: str, text: str, nicks: Collection[str]) -> Iterator[Hint]:
    own = _WILL.fullmatch(text)
    other = _SOMEBODY_WILL.fullmatch(text)
    task = _TASK.fullmatch(text)
    if other and other["who"].lower() in nicks:
        yield Hint(f"#action {other['who']} to {_sentence(other['rest'])}")
    elif task:
        yield Hint(f"#action {_sentence(task['rest'])}")
    elif own:
        yield Hint(f"#action {nick} to {_sentence(own['rest'])}")


def _sentence(text: str) -> str:
    """The first sentence, without what ends it, so long as it fits a line; "" if there is no word in it."""
    end = _SENTENCE_END.search(text)
    sentence = clip((text[: end.start()] if end else text).strip(" ,:-`\"'"), _LONGEST)
    sentence = sentence if "(" in sentence else sentence.rstrip(")")
    return sentence if _WORD.search(sentence) else ""


def greets(text: str) -> bool:
    return _GREETING.match(one_line(text)) is not None


def bids_farewell(text: str) -> bool:
    return _FAREWELL.match(one_line(text)) is not None
