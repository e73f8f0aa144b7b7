"""The site in files: what holds of it whoever writes them."""

from contextlib import closing
from datetime import date

import pytest
from sqlalchemy.exc import ResourceClosedError

from bot.api import SiteFrame
from bot.config import Config
from bot.runtime.record import open_for_reading
from bot.runtime.world import World
from tests.web.held import Held


def test_the_record_is_let_go_with_all_that_read_it(held: Held) -> None:
    held.weekly(date(2026, 4, 8))
    config = Config.model_validate({"store": {"url": held.url}})
    with closing(open_for_reading(config, World())) as record:
        tree = record.trees.tree("archive", SiteFrame("Kiln"))
        assert tree.site.reader.changed()
    with pytest.raises(ResourceClosedError):
        tree.site.reader.changed()
