"""The command that a mistyped word was meant for."""

from collections.abc import Iterable


def meant(word: str, known: Iterable[str]) -> str:
    """The known word that is one edit away (a letter too many, too few, another, or two exchanged); "" if none is."""
    return next((candidate for candidate in known if candidate.isalpha() and _one_edit_apart(word, candidate)), "")


def _one_edit_apart(first: str, second: str) -> bool:
    if abs(len(first) - len(second)) > 1 or first == second:
        return False
    same = 0
    while first[same : same + 1] == second[same : same + 1]:
        same += 1
    rest, other = first[same:], second[same:]
    exchanged = rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return exchanged or rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]
