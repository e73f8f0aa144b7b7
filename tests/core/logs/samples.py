"""A little of the same talk as each client and bot writes it: the clients' own lines are all there.

Everywhere ada greets at 16:04, bo waves, ada calls the topic, ann becomes annie and speaks before and after.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    client: str
    form: str
    text: str
    clock: str = "16:04 16:04 16:05 16:05 16:06"

    @property
    def lines(self) -> list[str]:
        return self.text.strip("\n").splitlines()


SAMPLES = (
    Sample(
        "meetbot",
        "irssi",
        """
16:04:00 <ada> hello: all
16:04:30 * bo waves
16:05:00 <ada> <x> * y z
16:05:10 <ann> hi
16:05:30 *** ann is now known as annie
16:06:00 <annie> here
""",
    ),
    Sample(
        "rrsagent",
        "irssi",
        """
16:03:00 <RRSAgent> RRSAgent has joined #kiln
16:03:05 <ada> ada has joined #kiln
16:03:06 <ada> ada has changed the topic to: Kiln
16:04:00 <ada> hello: all
16:04:30 * bo waves
16:05:00 <ada> <x> * y z
16:05:10 <ann> hi

16:05:30 -!- ann is now known as annie
16:06:00 <annie> here
16:07:00 <bo> bo has left #kiln
""",
    ),
    Sample(
        "irssi",
        "irssi",
        """
--- Log opened Wed Apr 08 16:00:00 2026
16:01 -!- ada [~ada@host.example.org] has joined #kiln
16:01 -!- Irssi: #kiln: Total of 3 nicks [1 ops, 0 halfops, 0 voices, 2 normal]
16:01 -!- mode/#kiln [+o ada] by ChanServ
16:04 <@ada> hello: all
16:04  * bo waves
16:05 <@ada> <x> * y z
16:05 < ann> hi
16:05 -!- ann is now known as annie
16:06 < annie> here
16:07 -!- bo [~bo@host.example.org] has quit [Ping timeout: 240 seconds]
16:07 -!- Netsplit a.example.org <-> b.example.org quits: fen, gwen
--- Log closed Wed Apr 08 16:10:00 2026
""",
    ),
    Sample(
        "irssi with dates",
        "iso",
        """
2026-04-08T18:01:00+0200 -!- ada [~ada@host.example.org] has joined #kiln
2026-04-08T18:04:00+0200 <@ada> hello: all
2026-04-08T18:04:30+0200  * bo waves
2026-04-08T18:05:00+0200 <@ada> <x> * y z
2026-04-08T18:05:10+0200Z < ann> hi
2026-04-08T16:05:30Z -!- ann is now known as annie
2026-04-08T16:06:00Z < annie> here
""",
    ),
    Sample(
        "weechat",
        "weechat",
        "2026-04-08 16:01:00\t-->\tada (~ada@host.example.org) has joined #kiln\n"
        "2026-04-08 16:01:01\t--\tMode #kiln [+o ada] by ChanServ\n"
        "2026-04-08 16:01:02\t\tno prefix here\n"
        "2026-04-08 16:04:00\t@ada\thello: all\n"
        "2026-04-08 16:04:30\t *\tbo waves\n"
        "2026-04-08 16:05:00\t@ada\t<x> * y z\n"
        "2026-04-08 16:05:10\tann\thi\n"
        "2026-04-08 16:05:30\t--\tann is now known as annie\n"
        "2026-04-08 16:06:00\tannie\there\n"
        "2026-04-08 16:07:00\t<--\tbo (~bo@host.example.org) has quit (Quit: bye)\n",
    ),
    Sample(
        "hexchat",
        "hexchat",
        "**** BEGIN LOGGING AT Wed Apr  8 16:00:00 2026\n"
        "\n"
        "Apr 08 16:01:00 *\tNow talking on #kiln\n"
        "Apr 08 16:01:00 *\tTopic for #kiln is: Kilns\n"
        "Apr 08 16:01:01 *\tada (~ada@host.example.org) has joined\n"
        "Apr 08 16:01:02 *\tChanServ gives channel operator status to ada\n"
        "Apr 08 16:04:00 <ada>\thello: all\n"
        "Apr 08 16:04:30 *\tbo waves\n"
        "Apr 08 16:05:00 <ada>\t<x> * y z\n"
        "Apr 08 16:05:10 <ann>\thi\n"
        "Apr 08 16:05:30 *\tann is now known as annie\n"
        "Apr 08 16:06:00 <annie>\there\n"
        "Apr 08 16:07:00 *\tbo has quit (Quit: bye)\n"
        "**** ENDING LOGGING AT Wed Apr  8 16:10:00 2026\n",
    ),
    Sample(
        "znc",
        "brackets",
        """
[16:01:00] *** Joins: ada (~ada@host.example.org)
[16:01:01] *** ChanServ sets mode: +o ada
[16:04:00] <ada> hello: all
[16:04:30] * bo waves
[16:05:00] <ada> <x> * y z
[16:05:10] <ann> hi
[16:05:30] *** ann is now known as annie
[16:06:00] <annie> here
[16:07:00] *** Quits: bo (~bo@host.example.org) (Ping timeout)
""",
    ),
    Sample(
        "irccloud",
        "iso",
        """
#kiln
[2026-04-08 16:01:00] → ada joined (~ada@host.example.org)
[2026-04-08 16:01:01] * ChanServ set +o ada
[2026-04-08 16:04:00] <ada> hello: all
[2026-04-08 16:04:30] — bo waves
[2026-04-08 16:05:00] <ada> <x> * y z
[2026-04-08 16:05:10] <ann> hi
[2026-04-08 16:05:30] * ann → annie
[2026-04-08 16:06:00] <annie> here
[2026-04-08 16:07:00] ← bo left (~bo@host.example.org)
[2026-04-08 16:08:00] ⇐ fen quit (~fen@host.example.org) Ping timeout
""",
    ),
    Sample(
        "the lounge",
        "iso",
        """
[2026-04-08T16:01:00.123Z] *** ada (~ada@host.example.org) joined
[2026-04-08T16:01:01.000Z] *** ChanServ set mode +o ada
[2026-04-08T16:04:00.000Z] <ada> hello: all
[2026-04-08T16:04:30.000Z] * bo waves
[2026-04-08T16:05:00.000Z] <ada> <x> * y z
[2026-04-08T16:05:10.000Z] <ann> hi
[2026-04-08T16:05:30.000Z] *** ann changed nick to annie
[2026-04-08T16:06:00.000Z] <annie> here
[2026-04-08T16:07:00.000Z] *** bo (~bo@host.example.org) quit (Ping timeout)
""",
    ),
    Sample(
        "the lounge, copied",
        "columns",
        """
16:04 ada hello: all
16:04 bo /me waves
16:05 ada <x> * y z
16:05 ann hi
16:05 -!- ann is now known as annie
16:06 annie here
""",
    ),
    Sample(
        "quassel",
        "brackets",
        """
[00:00:00] - {Day changed to Wednesday, April 8, 2026}
[04:01:00 pm] --> ada (~ada@host.example.org) has joined #kiln
[04:01:01 pm] *** Mode #kiln +o ada by ChanServ
[04:01:02 pm] * ada has changed topic for #kiln to: "Kilns"
[04:04:00 pm] <@ada> hello: all
[04:04:30 pm] -*- bo waves
[04:05:00 pm] <@ada> <x> * y z
[04:05:10 pm] <ann> hi
[04:05:30 pm] <-> ann is now known as annie
[04:06:00 pm] <annie> here
[04:07:00 pm] <-- bo (~bo@host.example.org) has quit (Quit: bye)
""",
    ),
    Sample(
        "qwebirc",
        "brackets",
        """
[16:01] == ada [~ada@host.example.org] has joined #kiln
[16:04] <ada> hello: all
[16:04] * bo waves
[16:05] <ada> <x> * y z
[16:05] <ann> hi
[16:05] == ann is now known as annie
[16:06] <annie> here
[16:07] == bo [~bo@host.example.org] has quit [Quit: bye]
""",
    ),
    Sample(
        "mirc",
        "brackets",
        """
Session Start: Wed Apr 08 16:00:00 2026
Session Ident: #kiln
[16:01] * Now talking in #kiln
[16:01] * Topic is 'Kilns'
[16:01] * Joins: ada (~ada@host.example.org)
[16:01] * fen (~fen@host.example.org) has joined #kiln
[16:01] * ChanServ sets mode: +o ada
[16:04] <@ada> hello: all
[16:04] * bo waves
[16:05] <@ada> <x> * y z
[16:05] <ann> hi
[16:05] * ann is now known as annie
[16:06] <annie> here
[16:07] * bo has quit IRC (Quit: bye)
Session Close: Wed Apr 08 16:10:00 2026
""",
    ),
    Sample(
        "mirc's window, saved",
        "nicks",
        """
Start of #kiln buffer: Wed Apr 08 16:00:00 2026
* Now talking in #kiln
* fen (~fen@host.example.org) has joined #kiln
<@ada> hello: all
* bo waves
<@ada> <x> * y z
<ann> hi
* ann is now known as annie
<annie> here
End of #kiln buffer    Wed Apr 08 16:10:00 2026
""",
        "00:00 00:00 00:00 00:00 00:00",
    ),
    Sample(
        "a page of backquotes",
        "backquotes",
        """
---
participants: ada,ann,annie,bo
title: Talk of #kiln on 08-04-2026
---
`08-04-2026 16:04`   `ada`   hello: all

`08-04-2026 16:04`   `bo`   /me waves

`08-04-2026 16:05`   `ada`   <x> * y z

`08-04-2026 16:05`   `ann`   hi

`08-04-2026 16:05`   --- nick: ann -> annie

`08-04-2026 16:06`   `annie`   here
""",
    ),
    Sample(
        "a table of backquotes",
        "backquotes",
        """
16:04   `ada`     hello: all
16:04   `bo`      /me waves
16:05   `ada`     <x> * y z
16:05   `ann`     hi
16:05   -!- ann is now known as annie
16:06   `annie`   here
""",
    ),
    Sample(
        "a page of blocks",
        "brackets",
        """
---
title: Talk of #kiln
---
## Roll call
```
[16:01] == ada [~ada@host.example.org] has joined #kiln
[16:04] <ada> hello: all
[16:04] * bo waves
```

###Notes
```
[16:05] <ada> <x> * y z
[16:05] <ann> hi
[16:05] == ann is now known as annie
[16:06] <annie> here
```
""",
    ),
    Sample(
        "a page of paragraphs",
        "irssi",
        """
<hr>

16:04 <ada> hello: all

16:04 * bo waves

16:05 <ada> <x> * y z

16:05 <ann> hi

16:05 -!- ann is now known as annie

16:06 <annie> here
""",
    ),
    Sample(
        "element",
        "element",
        """
4/8/2026, 4:01:00 PM - ada joined the room
4/8/2026, 4:04:00 PM - ada: hello: all
4/8/2026, 4:04:30 PM - * bo waves
4/8/2026, 4:05:00 PM - ada: <x> * y z
4/8/2026, 4:05:10 PM - ann: hi
4/8/2026, 4:05:20 PM - -!- ann is now known as annie
4/8/2026, 4:06:00 PM - annie: here
""",
    ),
    Sample(
        "plain",
        "colons",
        """
ada: hello: all
bo: /me waves
ada: <x> * y z
ann: hi
--- nick: ann -> annie
annie: here
""",
        "00:00 00:00 00:00 00:00 00:00",
    ),
)
