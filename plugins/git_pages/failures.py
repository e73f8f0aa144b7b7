"""What git and the other side said -> the error for the dispatcher, with a line for the person who can act."""

import re
from collections.abc import Callable

from bot.api import PermanentError, PublishError, TemporaryError, for_operator, one_line

LONGEST = 400


_LOGIN = "may not write there; see ssh_key, or username and password"
_NOT_LET_IN = (
    "authentication failed|permission denied|could not read (user|pass)|terminal prompts disabled"
    "|returned error: 40[13]|access denied|not allowed to push|write access"
)
_KINDS: tuple[tuple[str, Callable[[str], PublishError], str], ...] = (
    ("both a file and as a directory", PermanentError, "a file stands where a directory is needed; see `path`"),
    (r"host key verification failed", for_operator, "its host key is not known; put it into the file known_hosts"),
    (_NOT_LET_IN, for_operator, _LOGIN),
    (
        r"repository .*not found|does not appear to be a git repository|returned error: 404|not a git repository",
        for_operator,
        "there is no such repository; see `repository`",
    ),
    (r"dubious ownership", for_operator, "it belongs to another user; give it to the bot's, or use ssh"),
    (r"certificate", for_operator, "its certificate is not trusted; see ca_file"),
    (r"no space left|disk quota|read-only file system|unable to create|insufficient permission", TemporaryError, ""),
)
"""What was said, in the order in which it is looked for; what fits nothing may be better the next time."""

_NOISE = re.compile(
    r"^(error: failed to push some refs|hint:|to |done$|fatal: the remote end hung up).*", re.IGNORECASE
)
_SAID = re.compile(r"^remote: ?", re.IGNORECASE)


def explained(repository: str, words: str) -> PublishError:
    """The error for a git command that failed."""
    for pattern, kind, hint in _KINDS:
        if re.search(pattern, words, re.IGNORECASE):
            return kind(f"{repository}: {f'{hint} ' if hint else ''}({told(words)})")
    return TemporaryError(f"{repository}: {told(words)}")


def refused(repository: str, branch: str, words: str) -> PermanentError:
    """A push that the other side would not have."""
    return PermanentError(f"{repository} does not take the commit on {branch}: {told(words)}")


def told(words: str) -> str:
    """What was said, in one line: the other side's words if it had any."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    remote = [_SAID.sub("", line) for line in lines if _SAID.match(line)]
    plain = [line for line in remote or lines if not _NOISE.match(line)]
    return one_line(" / ".join(line for line in plain or lines if line))[:LONGEST]
