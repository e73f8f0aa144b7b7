"""Every page is what the Nu Html Checker calls valid, on the site and as a file."""

import json
import subprocess
from pathlib import Path
from urllib.request import HTTPErrorProcessor, build_opener

import pytest

from tests.servers.presence import path_of
from tests.web.shown import PAGES

pytestmark = pytest.mark.server("java", "vnu")
QUICKLY = ("-Xss2m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
ELSEWHERE = "violates Content Security Policy"
"""What it says of files that it was not given an address of."""


class Patient(HTTPErrorProcessor):
    """Takes a page whose status is an error for a page."""

    def http_response(self, request, response):
        return response


def complaints(folder: Path) -> list[str]:
    """What the checker says of the pages in a directory, each in a line."""
    command = ["java", *QUICKLY, "-jar", path_of("vnu"), "--format", "json", "--stdout", "--skip-non-html", folder]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    return [
        f"{Path(each['url']).name}:{each.get('lastLine')}: {each['message']}"
        for each in told["messages"]
        if ELSEWHERE not in each["message"]
    ]


def test_every_page_of_the_site_is_valid(address: str, tmp_path: Path) -> None:
    opener = build_opener(Patient)
    for kind, path in PAGES.items():
        with opener.open(address + path) as answer:
            (tmp_path / f"{kind}.html").write_bytes(answer.read())
    assert complaints(tmp_path) == []


@pytest.mark.asyncio(loop_scope="session")
async def test_every_page_of_the_static_tree_is_valid(tree: Path) -> None:
    assert complaints(tree) == []
