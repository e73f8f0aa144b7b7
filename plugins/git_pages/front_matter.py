"""Front matter: a table of templates -> YAML in which every value is one scalar, whatever was typed in the meeting."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from string import Formatter
from typing import Any

from bot.api import Minutes, alone
from plugins.git_pages.fields import fields_of, texts_of

_OWN = re.compile(r"\A---\n.*?^---\n\n?", re.DOTALL | re.MULTILINE)
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_NOT_STRINGS = {"y", "n", "yes", "no", "true", "false", "on", "off", "null"}
_ENDS = " -–—:;,|/"  # noqa: RUF001 - the dashes are meant
_NOTHING: tuple[Any, ...] = ("", [], {}, None)


def with_front_matter(page: str, front_matter: Mapping[str, Any] | None, minutes: Minutes) -> str:
    """The page under this front matter, in place of its own; None leaves the page as it is."""
    if front_matter is None:
        return page
    body = _OWN.sub("", page, count=1)
    lines = "".join(f"{line}\n" for line in _mapping(_filled(front_matter, minutes), ""))
    return f"---\n{lines}---\n\n{body}" if lines else body


def _filled(table: Any, minutes: Minutes) -> Any:
    """The values, their templates filled in; what is empty only because a meeting has nothing for it is left out.

    A template that is one field alone keeps what that is: a date, a number, a list.
    """
    match table:
        case str():
            return _text(table, minutes)
        case list():
            return [filled for each in table if (filled := _filled(each, minutes)) not in _NOTHING or each in _NOTHING]
        case Mapping():
            pairs = {key: _filled(each, minutes) for key, each in table.items()}
            return {key: filled for key, filled in pairs.items() if filled not in _NOTHING or table[key] in _NOTHING}
        case _:
            return table


def _text(template: str, minutes: Minutes) -> Any:
    if name := alone(template):
        return fields_of(minutes)[name]
    texts = texts_of(minutes)
    filled = template.format(**texts).strip()
    lacking = any(name and not texts[name] for _, name, _, _ in Formatter().parse(template))
    return filled.strip(_ENDS) if lacking else filled


def _mapping(table: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, Mapping) and value:
            yield f"{indent}{_key(key)}:"
            yield from _mapping(value, f"{indent}  ")
        else:
            yield f"{indent}{_key(key)}: {_scalar(value)}"


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) and key.lower() not in _NOT_STRINGS else _quoted(key)


def _scalar(value: Any) -> str:
    """One value in the flow style, of which JSON is a part (YAML 1.2, 7.3.1); a date is plain, so that it is one."""
    match value:
        case str():
            return _quoted(value)
        case datetime() | date():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_scalar, value))}]"
        case Mapping():
            return f"{{{', '.join(f'{_quoted(key)}: {_scalar(each)}' for key, each in value.items())}}}"
        case _:
            return json.dumps(value)


def _quoted(text: str) -> str:
    """Between double quotes; without what would end the OCaml string that some sites compile a page into."""
    return json.dumps(text, ensure_ascii=False).replace("|js}", "\\u007cjs}")
