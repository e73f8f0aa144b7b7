"""Names for paths and permalinks, safe whatever was typed."""

import re
import unicodedata

LONGEST = 60


def slugify(name: str) -> str:
    """`"Weekly Meeting"` -> `"weekly"`: letters and digits of any script, lower case, joined by single hyphens.

    The word "meeting" says nothing in a meeting's own name and is dropped from the end. Never empty, never over 60
    characters, never with a dot, a slash or a blank in it.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = re.findall(r"[^\W_]+", plain)
    if len(words) > 1 and words[-1] in {"meeting", "meetings"}:
        words = words[:-1]
    return "-".join(words)[:LONGEST].strip("-") or "meeting"
