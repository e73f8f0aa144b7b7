"""Agenda items that come by mail."""

from bot.app.draft import Draft
from bot.core.chat import AgendaMailed
from bot.core.commands.agenda import new_entry
from bot.core.events import AgendaAdded
from bot.core.series import named


def agenda_mailed(draft: Draft, mailed: AgendaMailed) -> None:
    """On the agenda of the running meeting of the series, or else of the next; a mail that comes again adds nothing."""
    series = named(draft.state.series, mailed.series, mailed.name)
    if any(entry.by == mailed.key for entry in series.agenda):
        return
    added = AgendaAdded(new_entry(series.next_agenda, mailed.text, mailed.proposer, mailed.key))
    for room, meeting in draft.state.meetings.items():
        if meeting.series == mailed.series:
            draft.meanwhile(room, mailed.at, added)
            return
    draft.between(mailed.series, mailed.name, mailed.at, added)
