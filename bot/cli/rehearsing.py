"""What `minutebot publish --dry-run` shows: the very bytes."""

import base64
from collections.abc import AsyncIterator, Iterator

import click

from bot.api import Preview
from bot.app.ports import edition_name
from bot.cli.reporting import LET_BE
from bot.cli.shared import print_json
from bot.runtime.rehearsal import Rehearsed


async def show(rehearsal: AsyncIterator[Rehearsed], *, as_json: bool) -> int:
    """Print it, delivery by delivery; how many would fail."""
    failed, rows = 0, []
    async for each in rehearsal:
        failed += bool(each.error)
        if as_json:
            rows += _plain(each)
            continue
        for head, content in _shown(each):
            click.echo(head)
            if content is not None:
                click.echo(content, nl=not content.endswith(b"\n"))
    if as_json:
        print_json(rows)
    return failed


def _shown(each: Rehearsed) -> Iterator[tuple[str, bytes | None]]:
    """A line of what it is, and the bytes as they would go."""
    name = edition_name(each.meeting_id, each.revision)
    if each.error:
        yield f"{name}: {each.publisher}: would fail: {each.error}", None
    elif each.state:
        yield f"{name}: {each.publisher}: {LET_BE[each.state]}", None
    elif not each.previews:
        yield f"{name}: {each.publisher}: nothing would change", None
    for preview in each.previews:
        size = "taken away" if preview.content is None else f"{len(preview.content)} bytes"
        yield f"==> {name}: {each.publisher}: {preview.name} ({size}) <==", preview.content


def _plain(each: Rehearsed) -> list[dict[str, object]]:
    head = {"meeting": each.meeting_id, "revision": each.revision, "publisher": each.publisher}
    if each.error or each.state:
        return [head | ({"error": each.error} if each.error else {"let_be": each.state})]
    return [head | {"name": preview.name} | _content(preview) for preview in each.previews]


def _content(preview: Preview) -> dict[str, object]:
    """As text, or where it is none in base64; null for what would be taken away."""
    try:
        return {"text": preview.content and preview.content.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(preview.content or b"").decode("ascii")}
