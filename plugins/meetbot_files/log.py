"""The transcript: `.log.txt` in MeetBot's own shape, and the lines of `.log.html` with the anchors it has."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from html import escape
from itertools import islice

from markupsafe import Markup

from bot.api import TranscriptLine, visible
from plugins.meetbot_files.hearing import nick_of

CHUNK = 500
_ADDRESSED = re.compile(r"(\S+:)( .*)")
_UNFIT_FOR_BRACKETS = str.maketrans("<>", "__")


def text(lines: Iterable[TranscriptLine], *, dates: bool) -> Iterator[str]:
    """`16:00:00 <ada> hello`, `16:00:05 * elif waves`; with `dates`, `2026-04-08 16:00:00 <ada> hello`."""
    begin = 0 if dates else 11
    return _chunks(f"{_stamp(line)[begin:19]}{_nick(line)} {visible(line.text)}".rstrip() + "\n" for line in lines)


def html(lines: Iterable[TranscriptLine]) -> Iterator[Markup]:
    """The inside of the `<pre>`, in pieces; each new day is named once, before its first line."""
    for chunk in _chunks(_html(lines)):
        yield Markup(chunk)  # noqa: S704 - escaped below, piece by piece


def _html(lines: Iterable[TranscriptLine]) -> Iterator[str]:
    day: date | None = None
    for line in lines:
        if line.at.date() != day:
            day = line.at.date()
            yield f'<span class="day">{day.isoformat()}</span>\n'
        emote = line.kind == "emote"
        yield (
            f'<a name="l-{line.number}" href="#l-{line.number}"><span class="tm">{_stamp(line)[11:19]}</span></a>'
            f'<span class="{"nka" if emote else "nk"}">{escape(_nick(line))}</span> {_said(line, emote=emote)}\n'
        )


def _said(line: TranscriptLine, *, emote: bool) -> str:
    shown = visible(line.text)
    if emote:
        return f'<span class="ac">{escape(shown)}</span>'
    if line.command:
        word, blank, rest = shown.partition(" ")
        kinds = ("topic", "topicline") if line.command == "topic" else ("cmd", "cmdline")
        return f'<span class="{kinds[0]}">{escape(word + blank)}</span><span class="{kinds[1]}">{escape(rest)}</span>'
    addressed = _ADDRESSED.fullmatch(shown)
    if addressed:
        return f'<span class="hi">{escape(addressed[1])}</span>{escape(addressed[2])}'
    return escape(shown)


def _stamp(line: TranscriptLine) -> str:
    return line.at.isoformat(" ")


def _nick(line: TranscriptLine) -> str:
    nick = nick_of(line).translate(_UNFIT_FOR_BRACKETS)
    return f" * {nick}" if line.kind == "emote" else f" <{nick}>"


def _chunks(pieces: Iterable[str]) -> Iterator[str]:
    pieces = iter(pieces)
    while chunk := "".join(islice(pieces, CHUNK)):
        yield chunk
