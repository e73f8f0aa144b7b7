import pytest
from pydantic import ValidationError

from plugins.mailing_list import plugin


def complaint(mail_settings, **values):
    with pytest.raises(ValidationError) as caught:
        mail_settings(**values)
    return str(caught.value)


def test_exactly_one_of_host_and_drop_is_given(mail_settings, tmp_path):
    assert "give either host" in complaint(mail_settings)
    assert "give either host" in complaint(mail_settings, host="mail.example.org", drop=tmp_path)


def test_the_port_follows_the_security(mail_settings):
    assert mail_settings(host="mail.example.org").server == "mail.example.org:587"
    assert mail_settings(host="mail.example.org", security="tls").server == "mail.example.org:465"
    assert mail_settings(host="localhost", security="plain").server == "localhost:25"
    assert mail_settings(host="mail.example.org", port=2525).server == "mail.example.org:2525"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_a_server_on_this_machine_may_be_spoken_to_in_the_clear(mail_settings, host):
    assert mail_settings(host=host, security="plain").security == "plain"


def test_any_other_server_is_not_spoken_to_in_the_clear_unless_the_config_insists(mail_settings):
    assert "allow_plaintext" in complaint(mail_settings, host="mail.example.org", security="plain")
    assert mail_settings(host="mail.example.org", security="plain", allow_plaintext=True).allow_plaintext


def test_a_password_is_never_sent_in_the_clear(mail_settings):
    login = {"username": "minutebot", "password": {"value": "open sesame"}}
    complained = complaint(mail_settings, host="mail.example.org", security="plain", allow_plaintext=True, **login)
    assert "never sent in the clear" in complained
    assert "never sent in the clear" in complaint(mail_settings, host="localhost", security="plain", **login)


def test_the_password_is_never_shown(mail_settings):
    settings = mail_settings(host="mail.example.org", username="minutebot", password={"value": "open sesame"})
    assert "sesame" not in repr(settings)
    assert "sesame" not in settings.model_dump_json()


def test_username_and_password_go_together(mail_settings):
    assert "go together" in complaint(mail_settings, host="mail.example.org", username="minutebot")
    assert "go together" in complaint(mail_settings, host="mail.example.org", password={"value": "x"})


@pytest.mark.parametrize(
    "address",
    ["", "dev", "dev@", "@example.org", "dev@exa mple.org", "dev@example.org\r\nRCPT TO:<eve@x>", "dev@ex\0.org",
     "<dev@example.org>", "dév@example.org", "dev@example.org, eve@example.org"],
)  # fmt: skip
def test_an_address_is_one_plain_address(mail_settings, address):
    assert "to.0" in complaint(mail_settings, host="mail.example.org", to=[address])
    assert "from" in complaint(mail_settings, host="mail.example.org", **{"from": address})


def test_there_is_a_list_to_mail_to(mail_settings):
    assert "to" in complaint(mail_settings, host="mail.example.org", to=[])


@pytest.mark.parametrize("subject", ["{titel}", "{title.__class__}", "{title:>9999999}", "{", "{}"])
def test_a_subject_takes_the_known_fields_and_nothing_else(mail_settings, subject):
    assert "subject" in complaint(mail_settings, host="mail.example.org", subject=subject)


@pytest.mark.parametrize("url", ["ftp://example.org/", "file:///etc/{path}", "example.org", "https://a b/", "{path}"])
def test_a_page_is_on_the_web(mail_settings, url):
    assert "archive_url" in complaint(mail_settings, host="mail.example.org", archive_url=url)


def test_an_unknown_key_is_a_mistake(mail_settings):
    assert "subjekt" in complaint(mail_settings, host="mail.example.org", subjekt="x")


@pytest.mark.parametrize(
    "host", ["mail example", "mail..example.org", "a" * 64, "mail.example.org/x", "[::1]", "mäil.example"]
)
def test_a_host_is_a_name_or_an_address(mail_settings, host):
    assert "host" in complaint(mail_settings, host=host)


def test_the_room_is_told_where_the_minutes_go(mail_settings):
    assert plugin.describe(mail_settings(host="localhost")) == "dev@lists.example.org"
    assert plugin.describe(mail_settings(host="localhost", to=["a@b.org", "c@d.org"])) == "a@b.org and c@d.org"
    assert plugin.describe(mail_settings(drop="mails")) == "mails in mails"
