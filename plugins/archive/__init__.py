"""Files minutes in a directory that any web server can serve. See docs/archive.md."""

from bot.api import PublisherPlugin
from plugins.archive.publisher import open_archive
from plugins.archive.settings import ArchiveSettings, check, describe

__all__ = ["plugin"]

plugin = PublisherPlugin(
    settings=ArchiveSettings, open=open_archive, check=check, describe=describe, rebuildable=True, drafts=True
)
