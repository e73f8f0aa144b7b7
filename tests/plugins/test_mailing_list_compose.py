"""Whatever people typed: one message, its headers whole, its body as it was."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.testing import an_edition
from plugins.mailing_list import plugin
from plugins.mailing_list.compose import compose
from plugins.mailing_list.headers import subject

calm = settings(deadline=None)  # the machine may be busy
DATE = datetime(2026, 4, 8, 16, 26, 30, tzinfo=UTC)
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Minutebot-Meeting",
    "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
]  # fmt: skip
ANYTHING = st.text(st.characters(), max_size=300)
LINES = st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=90), max_size=20)


def mail_settings(**values):
    needed = {"from": "minutebot@lists.example.org", "to": ["dev@lists.example.org"], "host": "mail.example.org"}
    return plugin.settings.model_validate(needed | values)


def an_edition_of(**minutes):
    edition = an_edition()
    return replace(edition, minutes=replace(edition.minutes, **minutes))


def parsed(edition, **values):
    return message_from_bytes(compose(edition, mail_settings(**values), DATE), policy=default)


@calm
@given(ANYTHING, ANYTHING, ANYTHING.filter(bool))
@example("x\r\nBcc: eve@example.org", "a\rb\nc\0d", "\r\n\r\nbody")
@example("=?utf-8?q?x=0D=0ABcc:_eve@example.org?=", "=?utf-8?b?DQo=?=", "=?")
@example("x" * 300, "é" * 300, "\ud800")
@example("\u202eterces", "\x0304red", "\u2028\u2029\x85\x0b\x0c")
def test_nothing_typed_adds_a_header_or_breaks_one(name, digest, meeting_id):
    edition = an_edition_of(name=name, digest=digest, meeting_id=meeting_id)
    raw = compose(edition, mail_settings(), DATE)
    head, _, _ = raw.partition(b"\r\n\r\n")
    names = [line.partition(b":")[0].decode() for line in head.split(b"\r\n") if not line.startswith(b" ")]
    assert names == HEADERS
    assert raw.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n|\0", raw)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    message = message_from_bytes(raw, policy=default)
    assert not message.defects
    assert message["Subject"] == subject(edition, mail_settings())
    assert not any(unicodedata.category(char) in {"Cc", "Zl", "Zp"} for char in message["Subject"])
    assert len(message["Subject"]) <= 180
    assert re.fullmatch(r"<[A-Za-z0-9._-]+@lists\.example\.org>", message["Message-ID"])
    assert len(message["Message-ID"]) <= 70


@calm
@given(LINES)
@example(["From here on", ".", "-- ", "--  ", "\ttab", "=3D", "=" * 26, "x" * 2000])
def test_the_body_arrives_as_it_was_but_for_blanks_at_the_ends(lines):
    edition = an_edition()
    edition.pages["txt"] = "\n".join(lines)
    raw = compose(edition, mail_settings(max_size=1_000_000), DATE)
    text = message_from_bytes(raw, policy=default).get_content()
    assert text.splitlines() == "\n".join(line.rstrip() for line in lines).strip("\n").splitlines() or not text.strip()
    assert "-- " not in text.split("\r\n")
    assert max(len(line) for line in raw.partition(b"\r\n\r\n")[2].split(b"\r\n")) <= 76
    assert raw.isascii()


@calm
@given(st.text(st.characters(), max_size=200))
def test_no_control_character_reaches_the_body(text):
    edition = an_edition()
    edition.pages["txt"] = text
    body = message_from_bytes(compose(edition, mail_settings(), DATE), policy=default).get_content()
    assert all(char.isprintable() or char in "\t\r\n" or char.isspace() or ord(char) > 0xA0 for char in body)


@calm
@given(st.text(st.characters(), max_size=100))
def test_whatever_the_bot_is_called_the_sender_is_one_address(name):
    name = re.sub("[\r\n\0\ud800-\udfff]", "", name)
    sender = parsed(an_edition(), from_name=name)["From"]
    assert [address.addr_spec for address in sender.addresses] == ["minutebot@lists.example.org"]


@pytest.mark.parametrize(
    ("template", "digest", "subject"),
    [
        ("{title} - {digest}", "3.1 released.", "Weekly Meeting: 2026-04-08 - 3.1 released."),
        ("{title} - {digest}", "", "Weekly Meeting: 2026-04-08"),
        ("[minutes] {name}, {date} in {room}", "", "[minutes] Weekly Meeting, 2026-04-08 in kiln-net/#kiln"),
        ("{digest}", "", "Minutes: 2026-04-08"),
        ("{title} -  {digest}", "two\t blanks \n and more", "Weekly Meeting: 2026-04-08 - two blanks and more"),
        ("{digest}", "\u202eturned \x02round\u202c", "turned round"),
        ("{title} - {digest}", "Größe, 会議 🎉", "Weekly Meeting: 2026-04-08 - Größe, 会議 🎉"),
    ],
)
def test_the_subject_reads_well(template, digest, subject):
    assert parsed(an_edition(digest=digest), subject=template)["Subject"] == subject


def test_a_long_subject_ends_at_a_word():
    subject = parsed(an_edition(digest="discussed " * 40))["Subject"]
    assert subject.endswith("discussed…")
    assert 160 < len(subject) <= 180


def test_a_corrected_revision_answers_the_first_and_says_what_it_is():
    first, second, third = (parsed(an_edition(revision=number)) for number in (1, 2, 3))
    assert first["References"] is None
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    assert third["In-Reply-To"] == third["References"] == first["Message-ID"]
    assert third["Subject"] == f"{first['Subject']} (revision 3)"
    assert third.get_content().startswith("Corrected minutes (revision 3); they replace revision 2.\r\n\r\n")


def test_a_long_subject_still_says_which_revision_it_is():
    subject = parsed(an_edition(digest="discussed " * 40, revision=2))["Subject"]
    assert subject.endswith("discussed… (revision 2)")
    assert len(subject) <= 180


def test_a_subject_that_tells_the_revision_itself_tells_it_once():
    assert parsed(an_edition(revision=2), subject="{title}, r{revision}")["Subject"].endswith(", r2")


def test_a_renamed_meetings_page_is_linked_under_its_new_name_and_its_thread_goes_on():
    before = parsed(an_edition())
    renamed = an_edition(revision=2)
    renamed = replace(renamed, minutes=replace(renamed.minutes, permalink="clinic-2026-04-08"))
    after = parsed(renamed, archive_url="https://minutes.example.org/{permalink}")
    assert after["References"] == before["Message-ID"]
    assert "https://minutes.example.org/clinic-2026-04-08\r\n" in after.get_content()


@pytest.mark.parametrize("domain", ["example.org", "l" * 60 + ".example.org", ".".join(["list"] * 40), "d" * 63])
@pytest.mark.parametrize("meeting_id", ["weekly-2026-04-08", "w" * 71, "会議-2026-04-08", "a..b", ".a", ""])
def test_no_id_is_long_enough_to_be_mangled_and_all_stay_plain_in_references(domain, meeting_id):
    raw = compose(
        replace(an_edition_of(meeting_id=meeting_id), revision=99_999),
        mail_settings(**{"from": f"minutebot@{domain}"}),
        DATE,
    )
    ids = re.findall(rb"(?m)^(?:Message-ID:|In-Reply-To:|References:|) (<.*>)\r$", raw)
    assert len(ids) == 3
    for found in ids:
        assert re.fullmatch(rb"<[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*>", found)
        assert len(found) <= 70


def test_another_installation_another_list_and_another_revision_have_other_ids():
    ids = [
        parsed(an_edition())["Message-ID"],
        parsed(an_edition(instance="0ther"))["Message-ID"],
        parsed(an_edition(), to=["users@lists.example.org"])["Message-ID"],
        parsed(an_edition(revision=2))["Message-ID"],
    ]
    assert len(set(ids)) == 4


def test_several_lists_in_another_order_are_the_same_lists():
    one = parsed(an_edition(), to=["a@example.org", "b@example.org"])
    two = parsed(an_edition(), to=["b@example.org", "a@example.org"])
    assert one["Message-ID"] == two["Message-ID"]
    assert one["To"] == "a@example.org, b@example.org"


def test_html_is_an_alternative_after_the_text_and_only_on_request():
    assert parsed(an_edition()).get_content_type() == "text/plain"
    message = parsed(an_edition(), html=True)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert compose(an_edition(), mail_settings(html=True), DATE) == compose(
        an_edition(), mail_settings(html=True), DATE
    )


def test_html_that_would_make_the_mail_too_big_is_left_out():
    edition = an_edition()
    edition.pages["html"] = "<p>much of it</p>" * 1000
    assert parsed(edition, html=True, max_size=10_000).get_content_type() == "text/plain"


@calm
@given(st.integers(4_000, 12_000), st.booleans())
def test_a_mail_too_big_is_cut_after_a_line_and_says_where_the_rest_is(max_size, paragraphs):
    edition = an_edition()
    lines = [f"{number}. Größenänderungen wurden ausführlich besprochen." for number in range(1, 400)]
    edition.pages["txt"] = ("\n\n" if paragraphs else "\n").join(lines) + "\n"
    values = {"max_size": max_size, "archive_url": "https://minutes.example.org/{path}"}
    raw = compose(edition, mail_settings(**values), DATE)
    assert max_size - 1_500 < len(raw) <= max_size
    text = message_from_bytes(raw, policy=default).get_content().replace("\r\n", "\n")
    kept, _, note = text.partition("[...]")
    assert note.endswith("The whole page is at\nhttps://minutes.example.org/weekly/2026-04-08\n")
    assert set(kept.splitlines()) <= {*lines, "", "https://minutes.example.org/weekly/2026-04-08"}


def test_without_an_archive_a_cut_mail_says_so_all_the_same():
    edition = an_edition()
    edition.pages["txt"] = "A line.\n" * 10_000
    assert parsed(edition).get_content().endswith("too long for a mail to this list; the rest is left out.\r\n")


def test_a_path_in_any_script_makes_a_link_that_mail_programs_know():
    edition = an_edition_of(path="会議/2026-04-08")
    url = "https://minutes.example.org/%E4%BC%9A%E8%AD%B0/2026-04-08"
    message = parsed(edition, archive_url="https://minutes.example.org/{path}")
    assert message["X-Minutebot-Meeting"] == url
    assert message.get_content().startswith(url + "\r\n\r\n")
