"""An edition as it stands in a repository: a path, a file, and the commit that brings it there."""

from dataclasses import dataclass
from hashlib import sha256

from bot.api import Edition, PermanentError, one_line
from plugins.git_pages.fields import texts_of
from plugins.git_pages.front_matter import with_front_matter
from plugins.git_pages.places import complaint
from plugins.git_pages.settings import GitSettings

ASIDE = "minutes"
MEETING, REVISION, PATH, INSTANCE = (f"Minutebot-{word}" for word in ("Meeting", "Revision", "Path", "Instance"))
DRAFT = "draft after "

Order = tuple[int, bool]
"""How many revisions there were, and whether this is a draft of the next one: later editions are greater."""


@dataclass(frozen=True, slots=True)
class Page:
    """`content` is None when it is to be taken away. `aside` is the branch for when people changed the file."""

    meeting_id: str
    instance: str
    order: Order
    path: str
    content: bytes | None
    message: str
    aside: str


def page_of(edition: Edition, settings: GitSettings) -> Page:
    """The page, and the message of its commit.

    Raises:
        PermanentError: it can't have that path.
    """
    minutes = edition.minutes
    path = settings.path.format(**texts_of(minutes))
    if wrong := complaint(path):
        raise PermanentError(f"can't commit {path!a}: {wrong}; see `path`, or give the series another name")
    text = with_front_matter(edition.pages[settings.page], settings.front_matter, minutes)
    name = minutes.permalink or minutes.meeting_id
    return Page(
        minutes.meeting_id,
        edition.instance,
        order_of(edition),
        path,
        None if edition.withdrawn else text.encode("utf-8", "replace"),
        _message(edition, settings, path),
        f"{ASIDE}/{sha256(name.encode()).hexdigest()[:16] if complaint(name) or '/' in name else name}",
    )


def order_of(edition: Edition) -> Order:
    return (len(edition.minutes.revisions), True) if edition.draft else (edition.revision, False)


def read_order(text: str) -> Order:
    """What a trailer says of a revision."""
    number = text.removeprefix(DRAFT)
    return (int(number) if number.isdecimal() else 0), text.startswith(DRAFT)


def _message(edition: Edition, settings: GitSettings, path: str) -> str:
    """The trailers are a paragraph of their own at the end, whatever was typed in the meeting."""
    minutes, (number, draft) = edition.minutes, order_of(edition)
    trailers = {
        MEETING: minutes.meeting_id,
        REVISION: f"{DRAFT}{number}" if draft else str(number),
        PATH: path,
        INSTANCE: edition.instance,
    }
    paragraphs = [
        one_line(settings.message.format(**texts_of(minutes)) + _note(edition, settings)),
        "" if edition.withdrawn else one_line(minutes.digest),
        "\n".join(f"{key}: {one_line(value)}" for key, value in trailers.items()),
    ]
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def _note(edition: Edition, settings: GitSettings) -> str:
    if edition.withdrawn:
        return " (withdrawn)"
    if edition.draft:
        return " (draft)"
    told = edition.revision == 1 or "{revision}" in settings.message
    return "" if told else f" (revision {edition.revision})"
