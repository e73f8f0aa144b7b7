"""`#supersede D-12 with TEXT`: how it is read, now and when its line is corrected, and what stands against it."""

import re
from dataclasses import dataclass, replace

from bot.core.decisions import label_of
from bot.core.events import ItemRecorded
from bot.core.series import Series
from bot.core.text import join_words

USAGE = "#supersede D-n with TEXT"
_READ = re.compile(
    r"(?P<numbers>(?:d-?)?\d{1,9}(?:(?:\s*[,&]\s*(?:and\s+)?|\s+and\s+)d-?\d{1,9})*)(?!\w)"
    r"(?:\s*[:;,.-])?\s*(?:with\b[:,]?\s*)?(?P<text>.*)",
    re.IGNORECASE | re.DOTALL,
)
_TYPED = re.compile(r"\W*supersede\b", re.IGNORECASE)
_NAMED = re.compile(r"d-?\d", re.IGNORECASE)
_ACTION = re.compile(r"a-?\d{1,9}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Superseding:
    """The n of each D-n whose place is taken, and the new decision, if it was said."""

    numbers: tuple[int, ...]
    text: str


def read(argument: str) -> Superseding | None:
    """What follows the word; None if it names no decision."""
    found = _READ.fullmatch(argument)
    if found is None:
        return None
    numbers = (int(number) for number in re.findall(r"\d+", found["numbers"]))
    return Superseding(tuple(dict.fromkeys(numbers)), found["text"].strip())


def misread(argument: str) -> str:
    """What to say to who named no decision."""
    action = _ACTION.match(argument)
    return f"{action[0].upper()} is an action, not a decision; usage: {USAGE}" if action else f"usage: {USAGE}"


def hindrance(series: Series, numbers: tuple[int, ...], own: int) -> str:
    """Why D-`own` can't take the place of these decisions; "" if it can."""
    return next((why for number in numbers if (why := _hindrance(series, number, own))), "")


def _hindrance(series: Series, number: int, own: int) -> str:
    if not 0 < number < min(own, series.next_decision):
        return _unknown(series, number, own)
    if number in series.decisions.withdrawn:
        return f"D-{number} was taken back, or its meeting was aborted or renamed; #agreed TEXT will do"
    if by := series.decisions.successor(number):
        now = series.decisions.in_force(by)
        since = "" if now == by else f", and D-{now} is in force now"
        return f"D-{number} is superseded already, by D-{by}{since}; did you mean #supersede D-{now} with TEXT?"
    return ""


def _unknown(series: Series, number: int, own: int) -> str:
    if own < series.next_decision:
        return f"D-{own} can only supersede a decision before it, and D-{number} is none"
    latest = f"its latest is D-{own - 1}" if own > 1 else "nothing was decided there yet"
    return (
        f"{series.name} has no decision D-{number}, {latest}; "
        "what another series decided is superseded in a meeting of that series"
    )


def line_of(record: ItemRecorded, text: str) -> str:
    """The line that would record a decision with another text, which may name others to supersede, too."""
    if not record.supersedes:
        return f"#{record.kind.value} {text}"
    return f"#supersede {text if _NAMED.match(text) and read(text) else f'{names(record.supersedes)} with {text}'}"


def is_superseding(line: str) -> bool:
    """Whether a line of chat is a `#supersede`, by whatever prefix."""
    return _TYPED.match(line) is not None


def reread(record: ItemRecorded, argument: str) -> ItemRecorded:
    """The decision as this argument would have made it; without a text if it can't be read.

    One whose meeting went to another series supersedes nothing any more, whatever its line says.
    """
    found = read(argument)
    if found is None:
        return replace(record, text="")
    text = record.text if record.settles and not found.text else found.text
    return replace(record, text=text, supersedes=found.numbers if record.supersedes else ())


def names(numbers: tuple[int, ...]) -> str:
    """`"D-12 and D-13"`."""
    return join_words([label_of(number) for number in numbers])
