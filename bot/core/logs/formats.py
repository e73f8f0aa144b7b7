"""The shapes of line that chat clients and bots write: one row each, and which of them a log has."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, partial

from bot.core.logs.stamps import DAY_FIRST, ISO, MONTH_NAMED, SLASHED, TIME


class What(Enum):
    """What a line is that is not plain talk."""

    DAY = "day"  # a new day, or a new sitting of the client
    RENAMED = "renamed"
    NOISE = "noise"
    EMOTE = "emote"
    NOTICE = "notice"
    CONTINUED = "continued"


_STATUS = "[ @+%&~!]{0,3}"
_NAME = r"[^\s<>:*\-][^\s<>]{0,99}"
_ANGLE = rf"<{_STATUS}([^\s>\-][^\s>]{{0,99}})>(?:[ \t](.*))?"
_ANGLE_WIDE = rf"<{_STATUS}([^\s>\-][^>]{{0,99}})>(?:[ \t](.*))?"  # display names have blanks in them
_DID = rf"(?:\*|-\*-|\u2014|\u2022)[ \t]+{_STATUS}([^\s*][^\s]{{0,99}})(?:[ \t](.*))?"
_TOLD = r"-([^\s()\-:][^\s():]{0,99})(?:[:(][^\s]{0,200})?-[ \t](.*)"
_NEVER = "(?!)"

_MARKS = r"-!-|={2,3}|\*{3}|-->|<--|<->|--|---|—>|→|←|⇐"
_NOW = r"(?:is now known as|is now called|(?:has )?changed nick(?:name)? to|changes nick to|->|→)"
_HOST = r"[(\[]\S{0,200}[@.]\S{0,200}[)\]]"
_EVENT = (
    r"(?:(?:Joins|Parts|Quits|Kicks|Mode)\b:? .*"
    r"|(?:Now talking (?:in|on)|Topic (?:is|for|set)|Set by|Disconnected|Rejoined|Loaded log from|Attempting to"
    r"|You (?:are now|have joined|were kicked))\b.*"
    rf"|\S+ (?:{_HOST} )?(?:has )?(?:joined|left|parted)(?: the (?:channel|room)|:? [#&]\S+)(?: .*)?"
    rf"|\S+ {_HOST} .*|\S+ (?:has quit|quit \()(?:.*)"
    r"|\S+ (?:sets? modes?|set [+-]|(?:was|has been) kicked (?:by|from)|has kicked \S+ from)\b.*"
    r"|\S+ (?:gives|removes) (?:channel (?:half-)?operator status|voice) .*"
    r"|\S+ (?:has )?(?:sets?|changed|changes) (?:the )?(?:channel )?topic(?::| (?:to|for|on)\b).*)"
)
_OF_ITSELF = r"[ ]\2 has (?:(?:joined|left|quit)(?: [#&]\S+)?|changed the topic to: .*)"  # as RRSAgent writes it

_SITTING = re.compile(
    r"(?:\[[^\]]{0,40}\] )?(?:--- (?:Log|Day) .*|\*{4} (?:BEGIN|ENDING) LOGGING.*|Session \w+:.*"
    r"|(?:Start|End) of .{0,200} buffer.*|-? ?\{?Day changed to .*)",
    re.DOTALL,
)
_DECORATION = re.compile(r"\s*+(?:```.*|#.*|-{3,}|</?(?:hr|pre|code)\s{0,9}/?>|<!--.*)?\s*+", re.DOTALL)


@dataclass(frozen=True)
class Format:
    """How the lines of a log look.

    `stamp` has the parts of the time as named groups; `lead` is all that stands before the nick, `{}` in it the stamp.
    `talk`, `did` (a /me) and `told` (a notice) come after it and have two groups: nick and text. `marks` begin what the
    client itself says; `starred`: it says so behind a single star, too, even a change of nick. `goes_on` is a line that
    goes on with the last one. A `loose` format reads much that is no chat. `quoted` finds what the log's writer put in
    quotes where that hurts.
    """

    name: str
    example: str
    stamp: str = ""
    lead: str = r"{}[ \t]+"
    talk: str = _ANGLE
    did: str = _DID
    told: str = _TOLD
    marks: str = _MARKS
    starred: bool = True
    noise: str = _NEVER
    goes_on: str = _NEVER
    loose: bool = False
    quoted: str = ""

    @cached_property
    def clock(self) -> re.Pattern[str]:
        return re.compile(self.stamp)

    @cached_property
    def said(self) -> re.Pattern[str]:
        """Plain talk. Its groups, and those of emotes and notices in `rest`, are stamp, nick and text."""
        return self._behind_lead(self.talk)

    @cached_property
    def rest(self) -> tuple[tuple[re.Pattern[str], What], ...]:
        """What other lines are, the first that fits. The groups of a change of nick are stamp, old and new."""
        star = "|[*]" if self.starred else ""
        return (
            (_SITTING, What.DAY),
            (self._behind_lead(rf"(?:{self.marks}{star})[ \t]+(?:nick: )?(\S+) {_NOW} (\S+)"), What.RENAMED),
            (self._behind_lead(rf"(?:(?:{self.marks})(?:[ \t].*)?|\*[ \t]+{_EVENT}|{self.noise})"), What.NOISE),
            (self._behind_lead(self.did), What.EMOTE),
            (self._behind_lead(self.told), What.NOTICE),
            (_DECORATION, What.NOISE),
            (re.compile(self.goes_on, re.DOTALL), What.CONTINUED),
        )

    @cached_property
    def unquote(self) -> Callable[[str], str] | None:
        return partial(re.compile(self.quoted).sub, r"\1") if self.quoted else None

    def _behind_lead(self, body: str) -> re.Pattern[str]:
        unnamed = re.sub(r"\(\?P<\w+>", "(?:", self.stamp)
        return re.compile(self.lead.replace("{}", f"({unnamed})") + body, re.DOTALL)


FORMATS = (
    Format("brackets", "[16:04] <ada> text", TIME, r"\[{}\][ \t]+"),
    Format(
        "irssi",
        "16:04 <ada> text",
        TIME,
        talk=rf"<{_STATUS}([^\s>\-][^\s>]{{0,99}})>(?!{_OF_ITSELF}\Z)(?:[ \t](.*))?",
        noise=rf"<([^\s>]{{1,100}})>{_OF_ITSELF}",
        starred=False,
    ),
    Format("iso", "2026-04-08T16:04:05Z <ada> text", ISO, r" ?\[?{}\]?[ \t]+", talk=_ANGLE_WIDE),
    Format(
        "weechat",
        "2026-04-08 16:04:05<tab>ada<tab>text",
        ISO,
        r"{}\t",
        talk=rf"{_STATUS}([^\s@+%&~!*<=\-][^\s]{{0,99}})\t(.*)",
        did=rf" ?\*\t{_STATUS}(\S{{1,100}})(?: (.*))?",
        marks="-->|<--|--|=!=",
        starred=False,
        noise=r"\t.*",
    ),
    Format("hexchat", "Apr 08 16:04:05 <ada> text", MONTH_NAMED),
    Format(
        "backquotes",
        "`08-04-2026 16:04`   `ada`   text",
        DAY_FIRST,
        r"`?{}`?[ \t]+",
        talk=r"`(\S{1,100}?)`[ \t]+(.*)",
        quoted=r"(?<=[/~])`([^\s`]{1,100})`",  # a nick inside an address
    ),
    Format(
        "element",
        "4/8/2026, 4:04:05 PM - Ada Kern: text",
        SLASHED,
        r"{} - ",
        talk=r"(?!\* )([^\s:][^:]{0,99}): (.*)",
        starred=False,
        noise=r"[^:]{1,200}\b(?:joined|left|invited|banned|unbanned|removed|changed|set|created|made|pinned|upgraded)\b.*",
        goes_on=r"\s*+(\S.*)",
    ),
    Format("nicks", "<ada> text", lead="{}", goes_on=r"[ \t]++(\S.*)"),
    Format("columns", "16:04 ada text", TIME, r"\[?{}\]?[ \t]+", rf"{_STATUS}({_NAME}?):?[ \t]+(.*)", loose=True),
    Format(
        "colons",
        "ada: text",
        lead="{}",
        talk=r"([^\s:<>\[#*`/\-][^\s:<>]{0,49}):[ \t](.*)",
        goes_on=r"[ \t]++(\S.*)",
        loose=True,
    ),
)
BY_NAME = {form.name: form for form in FORMATS}


def guess(lines: Iterable[str]) -> Format | None:
    """The format that reads most of the lines, some of them as talk; None if no format does.

    A loose format has to do where no other reads anything, and then it must read most of them.
    """
    head = [line for line in (raw.rstrip("\r\n") for raw in lines) if not _DECORATION.fullmatch(line)]
    scores = {form.name: _score(form, head) for form in FORMATS}
    best = max((form for form in FORMATS if not form.loose), key=lambda form: scores[form.name])
    if scores[best.name]:
        return best
    best = max((form for form in FORMATS if form.loose), key=lambda form: scores[form.name])
    return best if scores[best.name] * 2 > len(head) else None


def _score(form: Format, head: Sequence[str]) -> int:
    talk = sum(1 for line in head if form.said.fullmatch(line))
    if not talk:  # and its other patterns, which take 10 ms to compile, are not needed
        return 0
    known = [pattern for pattern, what in form.rest if what not in {What.DAY, What.CONTINUED}]
    return talk + sum(1 for line in head if any(pattern.fullmatch(line) for pattern in known))
