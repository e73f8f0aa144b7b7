"""The table of the plugin in the config."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from bot.api import Duration, OneLine, Secret, Settings, checked_template, template
from plugins.git_pages.fields import PAGE, PLACE
from plugins.git_pages.places import complaint


def _repository(value: str) -> str:
    """An address as git takes it, without a password in it."""
    if not value or value.startswith("-") or "::" in value:
        raise ValueError('must be an address such as "git@example.org:kiln/www.git", "https://..." or a path')
    if re.match(r"https?://", value) and urlsplit(value).username is not None:
        raise ValueError("no name and password in the address; use username and password")
    return value


def _branch(value: str) -> str:
    if wrong := complaint(value):
        raise ValueError(f"that is no name for a branch: {wrong}")
    return value


def _front_matter(value: Any) -> Any:
    """Templates wherever there are texts."""
    match value:
        case str():
            return checked_template(value, PAGE)
        case list():
            return [_front_matter(each) for each in value]
        case dict():
            return {key: _front_matter(each) for key, each in value.items()}
        case _:
            return value


def _path(value: str) -> str:
    sample = {"series": "weekly", "date": "2026-04-08", "year": "2026", "month": "04", "day": "08"}
    names = dict.fromkeys(("permalink", "meeting_id"), "weekly-2026-04-08")
    if wrong := complaint(value.format(path="weekly/2026-04-08", **sample, **names)):
        raise ValueError(f"no path of a file can be made of it: {wrong}")
    return value


FrontMatter = Annotated[dict[str, Any], AfterValidator(_front_matter)]


class GitSettings(Settings):
    """`directory` is the bot's own bare clone, made when it is missing; nobody else works in it."""

    repository: Annotated[OneLine, AfterValidator(_repository)]
    branch: Annotated[OneLine, AfterValidator(_branch)] = "main"
    directory: Path
    path: Annotated[OneLine, template(PLACE), AfterValidator(_path)] = "{path}.md"
    page: Literal["md", "txt", "html", "json"] = "md"
    front_matter: FrontMatter | None = None
    message: Annotated[OneLine, template(PAGE)] = "{title}"
    author_name: Annotated[OneLine, Field(pattern=r"^[^<>]*[^<>\s][^<>]*$")] = "minutebot"
    author_email: Annotated[OneLine, Field(pattern=r"^[^<>\s]+@[^<>\s]+$")]
    public_url: Annotated[OneLine, Field(pattern=r"^(https?://\S+)?$"), template(PLACE)] = ""
    ssh_key: Path | None = None
    known_hosts: Path | None = None
    username: OneLine = ""
    password: Secret | None = None
    ca_file: Path | None = None
    timeout: Duration = timedelta(seconds=60)

    @model_validator(mode="after")
    def _whole_login(self) -> Self:
        if bool(self.username) != (self.password is not None):
            raise ValueError("username and password go together")
        if self.password and not self.repository.startswith("https://"):
            raise ValueError("a password is only for https://; for ssh use ssh_key")
        if self.page == "json" and self.front_matter is not None:
            raise ValueError("a JSON page has no front matter")
        return self


def describe(settings: GitSettings) -> str:
    """Where readers find it: the site's address as far as it is the same for all meetings, or the repository."""
    site = settings.public_url.partition("{")[0].rstrip("/")
    return site if "://" in site and site.count("/") > 1 else f"{settings.repository} ({settings.branch})"
