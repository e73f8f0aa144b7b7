"""The contract that every publisher keeps, held to those of this repository."""

from email import message_from_bytes

from bot.api import Standing
from bot.testing import check_publisher_contract
from plugins import archive, git_pages, mailing_list, meetbot_files
from tests.plugins.repositories import make_repository

PLAIN = {"from": "minutebot@lists.example.org", "to": ["dev@lists.example.org"]}


async def test_mail_by_smtp_keeps_the_contract(mailbox):
    settings = mailing_list.plugin.settings.model_validate(
        PLAIN | {"host": "127.0.0.1", "port": mailbox.port, "security": "plain", "html": True}
    )
    receipt = await check_publisher_contract(
        lambda: mailing_list.plugin.open(settings),
        lambda: len({message_from_bytes(copy)["Message-ID"] for copy in mailbox.copies}),
    )
    assert receipt.standing is Standing.SENT


async def test_mail_in_a_drop_keeps_the_contract(tmp_path):
    settings = mailing_list.plugin.settings.model_validate(PLAIN | {"drop": tmp_path})
    receipt = await check_publisher_contract(
        lambda: mailing_list.plugin.open(settings), lambda: len(list(tmp_path.glob("*.eml")))
    )
    assert receipt.standing is Standing.SENT


async def test_the_archive_keeps_the_contract(tmp_path):
    settings = archive.plugin.settings.model_validate({"directory": tmp_path})
    receipt = await check_publisher_contract(
        lambda: archive.plugin.open(settings),
        lambda: len(list(tmp_path.rglob("*.md"))),
        drafts=archive.plugin.drafts,
    )
    assert receipt.standing is Standing.CONFIRMED


async def test_the_meetbot_files_keep_the_contract(tmp_path):
    settings = meetbot_files.plugin.settings.model_validate({"directory": tmp_path})
    receipt = await check_publisher_contract(
        lambda: meetbot_files.plugin.open(settings), lambda: len(list(tmp_path.rglob("*.log.html")))
    )
    assert receipt.standing is Standing.CONFIRMED
    assert receipt.said == "Minutes: kiln/2026/kiln.2026-04-08-16.00.html"


async def test_the_commits_keep_the_contract(tmp_path):
    site = make_repository(tmp_path)
    settings = site.settings()
    receipt = await check_publisher_contract(
        lambda: git_pages.plugin.open(settings),
        lambda: sum(file.endswith(".md") for file in site.files()),
        drafts=git_pages.plugin.drafts,
    )
    assert receipt.standing is Standing.CONFIRMED
    assert site.branches() == ["main"]
