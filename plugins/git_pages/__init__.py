"""Commits minutes to a git repository, for a site that is built from one. See docs/git-pages.md."""

from bot.api import PublisherPlugin
from plugins.git_pages.checks import check
from plugins.git_pages.publisher import open_git_pages
from plugins.git_pages.settings import GitSettings, describe

__all__ = ["plugin"]

plugin = PublisherPlugin(
    settings=GitSettings, open=open_git_pages, check=check, describe=describe, rebuildable=True, drafts=True
)
