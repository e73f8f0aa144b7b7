"""Bytes of one line -> text, whatever the sender's client thought text was."""

import re

_HALVES = re.compile(rb"((?:@[^ ]* +)?(?::[^ ]* +)?.*?(?: :|\Z))(.*)", re.DOTALL)
_CUT_CHARACTER = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}(?=(?:\[CUT\])?\Z)")
_LONG = 400


def decode(raw: bytes, fallback: str) -> str:
    """UTF-8 where it is; a character cut in half by a server's line limit is dropped; else text in `fallback`.

    Only the text of the line (its last parameter) is taken for `fallback`: tags and names are UTF-8 even on a line
    whose text is not. A byte that `fallback` does not know is taken for Latin-1, so that none is lost.
    """
    try:
        return raw.decode()
    except UnicodeDecodeError:
        pass
    halves = _HALVES.fullmatch(raw)
    head, text = halves.groups() if halves else (raw, b"")
    return _utf8_or(head, "latin-1") + (_mended(text) or _utf8_or(text, fallback))


def _mended(text: bytes) -> str:
    """The text without its one broken character, when it stands where a server cuts; else nothing.

    ngircd marks such a line with `[CUT]`. A short text that is ASCII but for one last byte is Latin-1 ("cafe" with an
    accent), not cut.
    """
    broken = _CUT_CHARACTER.search(text)
    if broken is None:
        return ""
    try:
        rest = (text[: broken.start()] + text[broken.end() :]).decode()
    except UnicodeDecodeError:
        return ""
    return rest if len(text) >= _LONG or not rest.isascii() else ""


def _utf8_or(raw: bytes, encoding: str) -> str:
    for attempt in ("utf-8", encoding):
        try:
            return raw.decode(attempt)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
