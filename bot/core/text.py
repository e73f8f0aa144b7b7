"""Text as people meant it: nothing invisible in it that a reader or a program would act on."""

import re

FORMATTING = re.compile(
    "\x03(?:[0-9]{1,2}(?:,[0-9]{1,2})?)?"  # mIRC colours, with their numbers
    "|\x04(?:[0-9a-fA-F]{6}(?:,[0-9a-fA-F]{6})?)?"  # hex colours
    "|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"  # bold, reverse, bell, escape ...
)
# The last two of each plane stand for nothing (Unicode 23.7), and are an error in HTML.
NONCHARACTERS = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f" + NONCHARACTERS + "]"
    "|[\ud800-\udfff]"  # halves of a pair, which UTF-8 can't carry
)
# Persian and Indic spelling and emoji families need their joiners; anywhere else a joiner only hides.
STRAY_JOINER = re.compile("(?<![^\x00-\x7f\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\u200c\u200d])")
RETRACTED = "(retracted)"
BLANKS = re.compile(r"\s+")
BLANK = re.compile(r"\s")


def visible(text: str) -> str:
    """The text without colours, controls, bidi and zero-width characters; every blank, even a line's end, one space."""
    if text.isprintable():
        return text
    shown = INVISIBLE.sub("", BLANK.sub(" ", FORMATTING.sub("", text)))
    return STRAY_JOINER.sub("", shown)


def one_line(text: str) -> str:
    """The visible text with its blanks folded, none at the ends."""
    if text.isprintable() and "  " not in text:  # as nearly all is; a blank that is none of ours is not printable
        return text.strip()
    return BLANKS.sub(" ", visible(text)).strip()


def clip(text: str, longest: int) -> str:
    """The text in at most `longest` characters, cut at a blank with an ellipsis when it is longer."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    return (head.rpartition(" ")[0] or head) + "…"


def join_words(words: list[str] | tuple[str, ...]) -> str:
    """`["a", "b", "c"]` -> `"a, b and c"`."""
    return ", ".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} and {words[-1]}"  # noqa: PLR2004 - two
