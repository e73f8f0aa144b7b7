"""CAP, SASL and nicks, without a server."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.irc.line import parse
from bot.irc.registration import Credentials, RefusedError, Registration
from tests.irc.talks import GREETING

PLAIN = Credentials("PLAIN", "minutebot", "secret")
OPTIONAL = Credentials("PLAIN", "minutebot", "secret", required=False)


def register(credentials=None, nicks=("minutebot", "minutebot_")):
    return Registration(nicks, credentials, lambda: "7")


def hear(registration, *lines):
    return [answer for line in lines for answer in registration.feed(parse(line))]


def test_a_list_in_several_lines_is_answered_once_it_is_complete():
    registration = register()
    assert hear(registration, ":srv CAP * LS * :batch multi-prefix", ":srv CAP * LS * :foo=bar") == []
    assert hear(registration, ":srv CAP * LS :server-time") == ["CAP REQ :server-time multi-prefix batch"]
    assert hear(registration, ":srv CAP * ACK :server-time multi-prefix", ":srv CAP * ACK :batch ") == ["CAP END"]
    assert registration.caps == {"server-time", "multi-prefix", "batch"}


def test_many_capabilities_are_asked_for_in_pieces():
    registration = register(PLAIN)
    everything = (
        "message-tags server-time account-tag account-notify extended-join multi-prefix userhost-in-names batch "
        "echo-message chghost cap-notify draft/chathistory sasl=PLAIN,EXTERNAL unheard-of"
    )
    requests = hear(registration, f":srv CAP * LS :{everything}")
    assert len(requests) == 2
    assert all(len(request.split()) <= 12 for request in requests)
    assert "unheard-of" not in " ".join(requests)


def test_what_is_refused_together_is_asked_for_one_by_one():
    registration = register()
    hear(registration, ":srv CAP * LS :server-time batch")
    assert hear(registration, ":srv CAP * NAK :server-time batch") == ["CAP REQ :server-time", "CAP REQ :batch"]
    assert hear(registration, ":srv CAP * NAK :server-time") == []
    assert hear(registration, ":srv CAP * ACK :batch") == ["CAP END"]
    assert registration.caps == {"batch"}


def test_nothing_to_ask_for_ends_at_once():
    assert hear(register(), ":srv CAP * LS :") == ["CAP END"]


def test_a_server_without_cap_lets_us_in():
    registration = register()
    assert hear(registration, ":srv 421 * CAP :unknown", GREETING) == []
    assert registration.registered


def test_capabilities_come_and_go_later():
    registration = register()
    hear(registration, ":srv CAP * LS :cap-notify", ":srv CAP * ACK :cap-notify", GREETING)
    assert hear(registration, ":srv CAP * NEW :batch") == ["CAP REQ :batch"]
    assert hear(registration, ":srv CAP * ACK :batch") == []
    hear(registration, ":srv CAP * DEL :cap-notify")
    assert registration.caps == {"batch"}


def log_in(registration, outcome=":srv 903 * :ok"):
    hear(registration, ":srv CAP * LS :sasl=EXTERNAL,PLAIN", ":srv CAP * ACK :sasl")
    answers = hear(registration, "AUTHENTICATE :+")
    return answers, hear(registration, outcome)


def test_a_login_comes_before_the_end():
    registration = register(PLAIN)
    asked = hear(registration, ":srv CAP * LS :sasl", ":srv CAP * ACK :sasl")
    assert asked == ["CAP REQ :sasl", "AUTHENTICATE PLAIN"]
    answers, end = hear(registration, "AUTHENTICATE +"), hear(registration, ":srv 903 * :ok")
    assert base64.b64decode(answers[0].split()[1]) == b"\0minutebot\0secret"
    assert end == ["CAP END"]
    hear(registration, GREETING)
    assert registration.account == "minutebot"


def test_external_sends_the_account_or_nothing():
    assert list(Credentials("EXTERNAL", "bot").chunks()) == [base64.b64encode(b"bot").decode()]
    assert list(Credentials("EXTERNAL").chunks()) == ["+"]


@given(st.text(max_size=900), st.text(max_size=900))
def test_long_secrets_go_in_pieces_of_400_with_a_plus_after_a_full_last_one(account, password):
    try:
        wanted = b"\0" + account.encode() + b"\0" + password.encode()
    except UnicodeEncodeError:
        return
    chunks = list(Credentials("PLAIN", account, password).chunks())
    assert all(len(chunk) == 400 for chunk in chunks[:-1])
    assert len(chunks[-1]) < 400
    assert base64.b64decode("".join(chunk for chunk in chunks if chunk != "+")) == wanted


@pytest.mark.parametrize("numeric", ["902", "904", "905", "906"])
def test_a_failed_login_is_a_lasting_refusal_where_it_is_required(numeric):
    with pytest.raises(RefusedError, match="SASL login failed: no") as refusal:
        log_in(register(PLAIN), f":srv {numeric} * :no")
    assert refusal.value.lasting


def test_a_failed_login_is_a_complaint_where_it_is_optional():
    registration = register(OPTIONAL)
    _, end = log_in(registration, ":srv 904 * :no")
    assert end == ["CAP END"]
    hear(registration, GREETING)
    assert registration.registered
    assert registration.complaint == "SASL login failed: no"


@pytest.mark.parametrize("offer", ["sasl=EXTERNAL", "", "batch"])
def test_a_required_login_that_is_not_offered_is_a_refusal_that_may_pass(offer):
    registration = register(PLAIN)
    with pytest.raises(RefusedError) as refusal:
        hear(registration, f":srv CAP * LS :{offer}", f":srv CAP * ACK :{offer}")
    assert not refusal.value.lasting


def test_a_server_without_cap_is_no_place_for_a_required_login():
    with pytest.raises(RefusedError, match="without SASL"):
        hear(register(PLAIN), GREETING)


def test_services_that_come_back_are_logged_in_to():
    registration = register(OPTIONAL)
    hear(registration, ":srv CAP * LS :cap-notify", ":srv CAP * ACK :cap-notify", GREETING)
    assert hear(registration, ":srv CAP * NEW :sasl=PLAIN", ":srv CAP * ACK :sasl") == [
        "CAP REQ :sasl",
        "AUTHENTICATE PLAIN",
    ]


@pytest.mark.parametrize("numeric", ["433", "436", "437"])
def test_a_refused_nick_is_followed_by_the_next_and_then_by_digits(numeric):
    registration = register()
    refused = f":srv {numeric} * minutebot :no"
    assert hear(registration, refused, refused, refused) == ["NICK minutebot_", "NICK minutebot_7", "NICK minutebot_7"]
    hear(registration, ":srv 001 minutebo :cut short by the server")
    assert registration.nick == "minutebo"
    assert hear(registration, refused) == []


def test_where_nicks_are_short_the_digits_take_the_place_of_letters():
    registration = register()
    hear(registration, ":srv 433 * minutebot :in use")
    assert hear(registration, ":srv 432 * minutebot_ :Nickname too long, max. 9 characters") == ["NICK minutebo7"]
    assert hear(registration, ":srv 433 * minutebo7 :in use") == ["NICK minutebo7"]


def test_a_server_that_takes_no_nick_at_all_is_not_asked_for_ever():
    registration, refused = register(), ":srv 432 * minutebot :not here"
    hear(registration, *[refused] * 20)
    with pytest.raises(
        RefusedError, match=r"not even minutebo7 \(not here\); give others in alternative_nicks"
    ) as refusal:
        hear(registration, refused)
    assert not refusal.value.lasting


@pytest.mark.parametrize("numeric", ["464", "465"])
def test_a_wrong_password_and_a_ban_last(numeric):
    with pytest.raises(RefusedError) as refusal:
        hear(register(), f":srv {numeric} * :go away")
    assert refusal.value.lasting
    assert "go away" in str(refusal.value)
