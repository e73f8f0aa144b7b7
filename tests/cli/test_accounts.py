"""`accounts` in the config: whose they are, and what is wrong with them."""

import pytest

from bot.config import ConfigError, parse

NETWORKS = """
[networks.libera]
host = "irc.example.org"
[networks.matrix]
kind = "matrix"
homeserver = "https://matrix.example.org"
user = "@minutebot:example.org"
[people.ada]
name = "Ada Kern"
accounts = ["libera/Ada", "matrix/@ada:example.org"]
[people.bo]
name = "Bo Lindqvist"
"""

AS_SERVICES_KNOW = (
    'people.bo.accounts: libera/@bo:example.org: an IRC account is the name that services know, as in "libera/ada"'
)


def test_accounts_are_found_by_their_keys() -> None:
    known = parse(NETWORKS).registry().by_account
    assert {key: entry.nick for key, entry in known.items()} == {
        "libera/account/ada": "ada",
        "matrix/account/@ada:example.org": "ada",
    }


@pytest.mark.parametrize(
    ("account", "complaint"),
    [
        ("oftc/bo", 'people.bo.accounts: oftc/bo: there is no network "oftc" in [networks]; write NETWORK/ACCOUNT'),
        ("libera/ADA", "people.bo.accounts: libera/ADA is ada's; an account is one person's"),
        (
            "matrix/bo",
            'people.bo.accounts: matrix/bo: a Matrix account is a whole user id, as in "matrix/@ada:example.org"',
        ),
        (
            "libera/@bo:example.org",
            AS_SERVICES_KNOW,
        ),
        ("bo", "people.bo.accounts.0: has a letter or a blank that can't be in it"),
    ],
)
def test_what_can_be_no_account_is_said_in_one_line(account: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(f'{NETWORKS}accounts = ["{account}"]\n')
    assert caught.value.complaints == [complaint]


def test_no_network_has_the_name_that_people_have_in_their_keys() -> None:
    with pytest.raises(ConfigError, match=r"networks\.person: that name is taken"):
        parse('[networks.person]\nhost = "irc.example.org"\n')
