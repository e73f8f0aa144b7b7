"""Text -> lines that fit: cleaned of control characters, wrapped at words, whole characters only."""

import re
import unicodedata

_LINE_ENDS = re.compile(r"[\r\n]+")
_CONTROLS = {**dict.fromkeys((*range(0x20), *range(0x7F, 0xA0))), 0x09: " "}
_ZWJ = "\u200d"
_MARKS = frozenset({"Mn", "Mc", "Me"})
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_TAGS = range(0xE0020, 0xE0080)
_HANGUL_TAILS = range(0x1160, 0x1200)


def clean(text: str) -> list[str]:
    """The lines of a reply: no control characters (a tab is a blank), no empty lines, nothing UTF-8 can't say."""
    sayable = text.encode("utf-8", "replace").decode()
    lines = (line.translate(_CONTROLS).rstrip(" ") for line in _LINE_ENDS.split(sayable))
    return [line for line in lines if line]


def cut(text: str, limit: int) -> tuple[str, str]:
    """The longest beginning that fits `limit` bytes of UTF-8, and the rest.

    Wraps at a blank, which is dropped, if there is one in the second half; else between characters as people see them;
    in the middle of one only where it alone is longer than the limit.
    """
    encoded = text.encode()
    if len(encoded) <= limit:
        return text, ""
    fits = max(1, len(encoded[:limit].decode(errors="ignore")))
    blank = text.rfind(" ", max(1, fits // 2), fits + 1)
    if blank > 0:
        return text[:blank], text[blank + 1 :]
    end = fits
    while end > 1 and _joined(text, end):
        end -= 1
    if end == 1 and _joined(text, 1):
        end = fits
    return text[:end], text[end:]


def shorten(text: str, limit: int) -> str:
    """The text, or as much of it as fits `limit` bytes of UTF-8."""
    return text if len(text.encode()) <= limit else cut(text, limit)[0]


def _joined(text: str, at: int) -> bool:
    """Whether the characters around `at` are seen as one (near enough to Unicode UAX 29)."""
    after = ord(text[at])
    if unicodedata.category(text[at]) in _MARKS or _ZWJ in text[at - 1 : at + 1]:
        return True
    if after in _FLAG_LETTERS:
        start = at
        while start and ord(text[start - 1]) in _FLAG_LETTERS:
            start -= 1
        return (at - start) % 2 == 1
    return after in _SKIN_TONES or after in _TAGS or after in _HANGUL_TAILS
