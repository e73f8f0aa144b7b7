"""One connection's talk with its server, without the socket: lines in; lines to send and observations out."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from bot.irc import ctcp
from bot.irc.batches import Batch, Batches
from bot.irc.catchup import CatchingUp
from bot.irc.hearing import Replayed
from bot.irc.isupport import Isupport
from bot.irc.joining import Joining
from bot.irc.lasting import Lasting
from bot.irc.line import Line
from bot.irc.naming import Naming
from bot.irc.outbox import Lane, Saying
from bot.irc.regain import Regain
from bot.irc.registration import Credentials, Registration
from bot.irc.roster import Roster
from bot.irc.tracker import WHOX_FIELDS, Tracker
from bot.irc.voices import Places, Voices

log = logging.getLogger(__name__)


class Conversation:
    """The state of one connection. `write` sends a line at once; everything else goes through the outbox."""

    def __init__(
        self,
        lasting: Lasting,
        credentials: Credentials | None,
        keys: dict[str, str],
        write: Callable[[str], None],
    ) -> None:
        settings = lasting.settings
        self._lasting = lasting
        self._write = write
        self.isupport = Isupport()
        self.registration = Registration((settings.nick, *settings.alternative_nicks), credentials, lasting.digits)
        self.tracker = Tracker(Roster(lasting.sessions), self.isupport, settings.nick)
        channels = ((room.name, keys.get(room.name, "")) for room in lasting.rooms)
        self.joining = Joining(self.isupport, channels, settings.backoff)
        self.places = Places(self.isupport, lasting.rooms, settings.bots, (settings.nick, *settings.alternative_nicks))
        self.voices = Voices(self.tracker, self.places, Naming(lasting.new_id()))
        self.ready = False
        self.farewell = ""
        self._batches = Batches()
        self._catching_up = CatchingUp(
            settings.history, self.isupport, self.registration.caps, self.control, lasting.tell
        )
        self._regain = Regain(settings.nick)
        self._now = 0.0
        self._steps: dict[str, Callable[[Line, datetime], None]] = {
            "featurelist": self._isupport,
            "welcome": self._welcome,
            "endofmotd": self._motd_over,
            "nomotd": self._motd_over,
            "cap": self._capability,
            "join": self._join,
            "endofnames": self._names_over,
            "part": self._part,
            "nick": self._nick_freed,
            "quit": self._nick_freed,
            "kick": self._kick,
            "invite": self._invite,
            "batch": self._batch,
            "pong": self._pong,
            "fail": self._fail,
            "error": self._error,
        }

    @property
    def echoes(self) -> bool:
        """Whether the server tells us our own lines."""
        return "echo-message" in self.registration.caps

    def control(self, line: str) -> None:
        self._lasting.outbox.add(Lane.CONTROL, line)

    def bulk(self, line: str) -> None:
        self._lasting.outbox.add(Lane.BULK, line)

    def feed(self, line: Line, now: float) -> None:
        """Take a line in; `now` is monotonic seconds.

        Raises:
            RefusedError: the server does not let us in.
        """
        self._now = now
        if line.tags and self._batches.absorb(line):
            return
        if line.verb in {"privmsg", "notice"}:
            self._said(line)
            return
        for answer in self.registration.feed(line):
            self._write(answer)
        at = line.server_time or self._lasting.clock.now()
        for change in self.tracker.feed(line, at):
            self._lasting.tell(change)
        step = self._steps.get(line.verb)
        if step:
            step(line, at)
        else:
            self._warn(self.joining.refused(line, now))

    def tick(self, now: float) -> None:
        """What time alone brings about; call it about once a second."""
        self._now = now
        self._catching_up.tick(now)
        if not self.ready:
            return
        for line in self.joining.due(now):
            self.control(line)
        if self.tracker.me != self._regain.nick and self._regain.due(now):
            self._write(f"NICK {self._regain.nick}")

    def sent(self, line: str, now: float) -> None:
        """A line of the outbox went out."""
        self._catching_up.sent(line, now)

    def lost(self, at: datetime) -> None:
        """The connection is gone; it was last heard at `at`."""
        self.ready = False
        self.tracker.lost()
        self._lasting.sessions.forget_passers_by()
        for hearing in self._lasting.hearings.values():
            hearing.left(at)

    def can_say(self, saying: Saying) -> bool:
        """Whether a saying can go out now."""
        return self.ready if saying.to else self.inside(saying.channel)

    def inside(self, channel: str) -> bool:
        """Whether we are in this channel now."""
        return self.tracker.channel(channel) is not None

    def _said(self, line: Line) -> None:
        said = self.voices.said(line)
        if said is None:
            self._requested(line)
            return
        if self.voices.is_our_repeat(line, said):
            return
        stamp = line.server_time
        at = stamp or self._lasting.clock.now()
        someone, changes = self.tracker.speaker(line, at)
        for change in changes:
            self._lasting.tell(change)
        message = self.voices.live(line, said, someone, at)
        if said.private:
            self._lasting.tell(message)
            return
        for told in self._lasting.hearings[said.room].live(message, stamped=stamp is not None):
            self._lasting.tell(told)

    def said_ourselves(self, channel: str, text: str) -> None:
        """A line of ours went out that the server will not echo."""
        room = self.places.room(channel)
        if room is None:
            return
        message = self.voices.own(room, text, self._lasting.clock.now())
        for told in self._lasting.hearings[room].live(message, stamped=False):
            self._lasting.tell(told)

    def _requested(self, line: Line) -> None:
        """CTCP asked of us alone is answered, at the very end of the queue."""
        request = ctcp.unwrap(line.param(1)) if line.verb == "privmsg" and self.tracker.is_me(line.param(0)) else None
        if request is None or self.tracker.is_me(line.nick) or "!" not in line.source:
            return
        reply = ctcp.answer(*request, self._lasting.version, self._lasting.clock.now())
        if reply:
            self._lasting.outbox.add(Lane.CTCP, f"NOTICE {line.nick} :{reply}")

    def _isupport(self, line: Line, _at: datetime) -> None:
        self.isupport.load(line.params[1:-1])

    def _welcome(self, _line: Line, _at: datetime) -> None:
        self.tracker.me = self.registration.nick

    def _nick_freed(self, line: Line, _at: datetime) -> None:
        """Somebody left a nick: ours, perhaps."""
        if self.isupport.fold(line.nick) == self.isupport.fold(self._regain.nick):
            self._regain = Regain(self._regain.nick)

    def _motd_over(self, _line: Line, _at: datetime) -> None:
        """The greeting is complete, and with it what the server says of itself: into the rooms."""
        if self.ready or not self.registration.registered:
            return
        self.ready = True
        log.info("%s: connected as %s", self._lasting.sessions.network, self.tracker.me)
        self._lasting.sessions.refold(self.isupport.fold)
        self.places.refold()
        self.tracker.account_tagged = "account-tag" in self.registration.caps
        bot_mode = self.isupport.tokens.get("BOT", "")
        if bot_mode:
            self.bulk(f"MODE {self.tracker.me} +{bot_mode}")
        self.tick(self._now)

    def _capability(self, _line: Line, _at: datetime) -> None:
        self.tracker.account_tagged = "account-tag" in self.registration.caps

    def _join(self, line: Line, at: datetime) -> None:
        if not self.tracker.is_me(line.nick):
            return
        channel = line.param(0)
        room = self.places.room(channel)
        if room is None:
            self.control(f"PART {channel}")
            return
        self.joining.joined(channel, self._now)
        log.info("%s: in %s", self._lasting.sessions.network, channel)
        hearing = self._lasting.hearings[room]
        if hearing.joined(at, stamped=line.server_time is not None):
            self._catching_up.start(hearing, channel, at)
        if "WHOX" in self.isupport.tokens:
            self.bulk(f"WHO {channel} {WHOX_FIELDS}")
        elif "userhost-in-names" not in self.registration.caps:
            self.bulk(f"WHO {channel}")

    def _names_over(self, line: Line, at: datetime) -> None:
        self._lasting.sessions.visible_again(at)
        there = self.tracker.channel(line.param(1))
        bridged = self._lasting.sessions.from_bridges(there.ranks) if there else []
        if bridged:
            log.info("%s: a bridge ends here (%s); see bridged_with", line.param(1), ", ".join(bridged[:5]))

    def _part(self, line: Line, at: datetime) -> None:
        if self.tracker.is_me(line.nick):
            self._out(line.param(0), "made to leave", at)

    def _kick(self, line: Line, at: datetime) -> None:
        if self.tracker.is_me(line.param(1)):
            self._out(line.param(0), f"kicked by {line.nick} ({line.param(2)})", at)

    def _out(self, channel: str, why: str, at: datetime) -> None:
        room = self.places.room(channel)
        if room is None:
            return
        self._warn(self.joining.out(channel, why, self._now))
        self._catching_up.left(channel)
        self._lasting.hearings[room].left(at)

    def _warn(self, complaint: str) -> None:
        if complaint:
            log.warning("%s: %s", self._lasting.sessions.network, complaint)

    def _invite(self, line: Line, _at: datetime) -> None:
        channel = line.param(1)
        if self.tracker.is_me(line.param(0)) and self.joining.wants(channel) and not self.inside(channel):
            self.joining.invited(channel, self._now)
            self.tick(self._now)

    def _batch(self, line: Line, _at: datetime) -> None:
        history = self._batches.feed(line)
        if history is not None:
            self._catching_up.played(history.channel, tuple(self._events(history)))

    def _events(self, history: Batch) -> Iterator[Replayed]:
        naming = Naming(self._lasting.new_id())
        for line in history.lines:
            at = line.server_time
            if at is None:
                continue
            name = naming.name(line)
            said = self.voices.said(line) if line.verb in {"privmsg", "notice"} else None
            wanted = said is not None and not said.private and not self.voices.is_our_repeat(line, said)
            yield Replayed(at, name, self.voices.replayed(line, said, at, name) if said and wanted else None)

    def _pong(self, line: Line, _at: datetime) -> None:
        self._catching_up.pong(line)

    def _fail(self, line: Line, _at: datetime) -> None:
        self._catching_up.failed(line)

    def _error(self, line: Line, _at: datetime) -> None:
        self.farewell = line.param(-1)
