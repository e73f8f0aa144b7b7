"""Text as people meant it: without the codes that colour it or turn it round."""

import re

_FORMATTING = re.compile(
    r"\x03(?:\d{1,2}(?:,\d{1,2})?)?"  # mIRC colours
    r"|\x04(?:[0-9A-Fa-f]{6}(?:,[0-9A-Fa-f]{6})?)?"  # hex colours
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"  # the other controls, bold to underline among them
    r"|[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"  # marks that hide or reverse text
)


def plain(text: str) -> str:
    """The text without formatting codes, controls and bidirectional marks; blanks folded, none at the ends."""
    if not text.isprintable():
        text = _FORMATTING.sub("", text)
    return " ".join(text.split())


def clip(text: str, longest: int) -> str:
    """The text in at most `longest` characters, cut at a blank with an ellipsis when it is longer."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    return (head.rpartition(" ")[0] or head) + "…"


def join_words(words: list[str] | tuple[str, ...]) -> str:
    """`["a", "b", "c"]` -> `"a, b and c"`."""
    return ", ".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} and {words[-1]}"  # noqa: PLR2004 - two
