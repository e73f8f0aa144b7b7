"""What a mail says of a mail of ours, in the words of list servers and mail servers."""

from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from bot.app.letters import Verdict
from bot.mailroom.reading import LONGEST_REASON, read

OURS = "<weekly-2026-04-08.r1.80130dbc@bots.test>"


def mail(text: str, subject: str = "Hello", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Bo <bo@example.org>"
    message["Subject"] = subject
    message["Message-ID"] = "<1@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def attached(text: str) -> EmailMessage:
    message, ours = mail(text), EmailMessage()
    ours["Message-ID"] = OURS
    ours.set_content("The minutes.")
    message.add_attachment(ours)
    return message


def bounce(action: str) -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.test\nSubject: Undelivered\nAuto-Submitted: auto-replied\nMessage-ID: <2@mx.test>\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSorry.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\n"
        f"Final-Recipient: rfc822; dev@lists.test\nAction: {action}\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such\n list here\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {OURS}\nSubject: The minutes\n\n--b--\n"
    ).encode()


def test_an_ordinary_mail_is_no_verdict() -> None:
    letter = read(mail("I will not come.", In_Reply_To=OURS).as_bytes())
    assert (letter.sender, letter.subject, letter.text) == ("bo@example.org", "Hello", "I will not come.\n")
    assert (letter.message_id, letter.verdict, letter.about) == ("<1@example.org>", None, (OURS,))
    assert not letter.automatic


def test_a_held_mail_is_known_by_its_subject_and_why() -> None:
    text = (
        "Your mail to 'dev' with the subject\n\n    minutebot: a test (5eed)\n\n"
        "Is being held until the list moderator can review it for approval.\n\nThe message is being held because:\n\n"
        "    The message is not from a list member\n\nEither the message will get posted to the list, or you will\n"
        "receive notification of the moderator's decision.\n"
    )
    letter = read(mail(text, "Your message to dev@lists.test awaits moderator approval").as_bytes())
    assert letter.verdict is Verdict.HELD
    assert letter.reason == "The message is not from a list member"
    assert letter.subject == "minutebot: a test (5eed)"


def test_a_rejected_mail_is_known_by_what_is_attached() -> None:
    text = (
        "Your message to the Dev mailing-list was rejected for the following\nreasons:\n\n"
        "The message is not from a list member\n\nThe original message as received by Mailman is attached.\n"
    )
    letter = read(attached(text).as_bytes())
    assert (letter.verdict, letter.about) == (Verdict.REJECTED, (OURS,))
    assert letter.reason == "The message is not from a list member"


def test_a_moderators_no_is_a_rejection() -> None:
    text = (
        "Your request to the dev@lists.test mailing list\n\n\nhas been rejected by the list moderator.  "
        'The moderator gave the\nfollowing reason for rejecting your request:\n\n"Too long for us."\n'
    )
    letter = read(mail(text, 'Request to mailing list "Dev" rejected').as_bytes())
    assert (letter.verdict, letter.reason) == (Verdict.REJECTED, "Too long for us.")


def test_a_bounce_says_why_and_of_which_mail() -> None:
    letter = read(bounce("failed"))
    assert (letter.verdict, letter.about) == (Verdict.BOUNCED, (OURS,))
    assert letter.reason == "smtp; 550 5.1.1 no such list here"
    assert letter.automatic


def test_a_delay_is_no_bounce() -> None:
    assert read(bounce("delayed")).verdict is None


@given(
    st.binary(max_size=600) | st.text(max_size=600).map(lambda text: bounce("failed") + text.encode("utf-8", "replace"))
)
def test_whatever_comes_is_a_letter(content: bytes) -> None:
    letter = read(content)
    assert letter.message_id.startswith("<")
    assert read(content) == letter
    assert len(letter.reason) <= LONGEST_REASON
    assert "\n" not in letter.subject + letter.reason + letter.sender


@given(
    st.sampled_from(["Content-Type", "From", "Subject", "Message-ID", "References", "Auto-Submitted"]),
    st.text(max_size=80),
)
def test_whatever_a_header_says_is_a_letter(name: str, value: str) -> None:
    head = f"{name}: {value}\n".encode("utf-8", "surrogatepass")
    assert read(head + b"\nText\n").message_id


def test_a_mail_of_boxes_in_boxes_is_a_letter_without_text() -> None:
    boxes = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(1500))
    letter = read(f"Message-ID: <1@example.org>\n{boxes}\nHello\n".encode())
    assert (letter.subject, letter.text) == ("", "")
