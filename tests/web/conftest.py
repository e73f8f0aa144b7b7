from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.web.held import Held


@pytest.fixture
def held(tmp_path) -> Iterator[Held]:
    made = Held(tmp_path)
    with closing(made.journal):
        yield made
