"""A mail that the server took is on the list when the list's archive shows it, and not before."""

from datetime import timedelta

import pytest

from bot.api import Standing, TemporaryError
from bot.testing import FakeAttempt
from plugins.mailing_list import plugin


@pytest.fixture
def mailed(mailbox, list_archive, mail_to, publish):
    """Mails, and gives what looks for it so long after."""

    async def mail(**settings):
        chosen = mail_to(**{"list_archive_url": list_archive.url} | settings)
        attempt = FakeAttempt()
        receipt = await publish(chosen, attempt=attempt)

        async def look(**time):
            async with plugin.open(chosen) as publisher:
                return await publisher.confirm(attempt.next(timedelta(**time)))

        return receipt, look

    return mail


async def test_a_mail_in_the_archive_is_on_the_list(mailed):
    receipt, look = await mailed()
    assert (receipt.standing, receipt.look_after) == (Standing.SENT, 5.0)
    seen = await look(seconds=5)
    assert seen.standing is Standing.CONFIRMED
    assert seen.said == f"The minutes are on dev@lists.example.org: {receipt.url}"


async def test_a_mail_not_there_yet_is_looked_for_at_twice_the_time_and_then_a_moderator_is_named(mailed, list_archive):
    _, look = await mailed()
    list_archive.shows = False
    pauses = [(await look(seconds=seconds)).look_after for seconds in (0, 5, 10, 20, 600, 890)]
    assert pauses == [5, 5, 10, 20, 300, 10]
    assert not (await look(seconds=899)).said
    late = await look(minutes=15)
    assert late.standing is Standing.SENT
    assert late.said.startswith("The minutes did not come to the archive of dev@lists.example.org yet: most likely")
    assert late.look_after == 3600
    assert (await look(days=5)).look_after is None


async def test_a_mail_that_a_moderator_lets_through_the_next_day_is_on_the_list(mailed, list_archive):
    _, look = await mailed()
    list_archive.shows = False
    await look(hours=23)
    list_archive.shows = True
    assert (await look(hours=24)).standing is Standing.CONFIRMED


@pytest.mark.parametrize("status", [200, 403, 500])
async def test_an_archive_that_does_not_tell_confirms_nothing(mailed, list_archive, status):
    _, look = await mailed()
    list_archive.always = status
    with pytest.raises(TemporaryError, match="does not tell"):
        await look(seconds=5)
    assert (await look(days=5)).look_after is None


async def test_a_mail_to_two_lists_is_there_when_both_have_it(mailed, list_archive):
    _, look = await mailed(to=["dev@lists.example.org", "users@lists.example.org"])
    assert (await look(seconds=5)).standing is Standing.CONFIRMED
    assert any("/users@lists.example.org/" in asked for asked in list_archive.asked)
    list_archive.missing_from = "users@lists.example.org"
    assert (await look(seconds=5)).standing is Standing.SENT


async def test_without_an_archive_nothing_is_looked_for(mailed):
    receipt, look = await mailed(list_archive_url="")
    assert receipt.look_after is None
    assert (await look(seconds=5)).look_after is None
