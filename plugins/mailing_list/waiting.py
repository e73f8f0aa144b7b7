"""A mail that was taken over, and is not in the list's archive: how long that is waited for, and what it means."""

from datetime import timedelta

from bot.api import Receipt, Standing
from plugins.mailing_list.settings import MailSettings

FIRST_LOOK = 5.0  # seconds; Mailman takes one or two
LATER = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=5)


def missing(settings: MailSettings, waited: timedelta, what: str) -> Receipt:
    """Looked for at twice the time each time, until `confirm_grace` is over; then hourly, for a moderator may sleep."""
    if waited < settings.confirm_grace:
        pause = min(max(waited, timedelta(seconds=FIRST_LOOK)), settings.confirm_grace - waited)
        return Receipt(Standing.SENT, look_after=pause.total_seconds())
    said = (
        f"{what} did not come to the archive of {settings.lists} yet: most likely a moderator has to let "
        "the mail through. The list's owner can set the bot's address to be accepted."
    )
    return Receipt(Standing.SENT, said=said, look_after=LATER.total_seconds() if waited < GIVE_UP_AFTER else None)
