"""What an older bot called its pages: addresses with parts in braces."""

import re
from dataclasses import dataclass

PARTS = {
    "series": r"(?P<series>[^/]+?)",
    "room": r"(?P<room>[^/]+?)",
    "date": r"(?P<date>\d{4}-\d\d-\d\d)",
    "year": r"\d{4}",
    "time": r"(?P<time>\d\d[.:]?\d\d)",
    "ending": r"(?P<ending>(?:\.log)?\.(?:html|txt)|)",
}
"""What may stand in braces. `ending` is that of one of MeetBot's four files, or nothing."""
_BRACES = re.compile(r"\\\{(\w+)\\\}")


@dataclass(frozen=True, slots=True)
class Former:
    """Such an address from the root of the site, and what it looks like when its parts are filled in."""

    address: str
    pattern: re.Pattern[str]


def former(address: str) -> Former:
    """An address as the config has it.

    Raises:
        ValueError: something else is in braces, twice the same, or there is no {date}.
    """
    asked = re.findall(r"\{(\w+)\}", address)
    if unknown := sorted(set(asked) - set(PARTS)):
        raise ValueError(f"{address}: {{{unknown[0]}}} is not known; there are {', '.join(PARTS)}")
    if "date" not in asked:
        raise ValueError(f"{address}: a meeting is found by its day; say where the {{date}} is")
    seen: set[str] = set()

    def part(found: re.Match[str]) -> str:
        name = found[1]
        again = name in seen
        seen.add(name)
        return f"(?P={name})" if again and name != "year" else PARTS[name]

    path = address.removeprefix("/")
    return Former(path, re.compile(_BRACES.sub(part, re.escape(path))))
