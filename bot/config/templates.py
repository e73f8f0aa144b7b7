"""Texts of the config with fields to be filled in: `{name}`, and nothing that reaches into a value or formats it."""

from collections.abc import Collection
from string import Formatter

from pydantic import AfterValidator


def template(known: Collection[str]) -> AfterValidator:
    """A text whose fields are all known."""
    return AfterValidator(lambda value: checked_template(value, known))


def checked_template(value: str, known: Collection[str]) -> str:
    """The text as it is.

    Raises:
        ValueError: it has a field that is not known, or is no template.
    """
    try:
        fields = list(Formatter().parse(value))
    except ValueError as error:
        raise ValueError(f"not a template: {error}") from None
    for _, name, form, conversion in fields:
        if name is not None and (name not in known or form or conversion):
            written = ", ".join(f"{{{word}}}" for word in sorted(known))
            raise ValueError(f"{{{name}}} is not known here; write {written}")
    return value


def alone(value: str) -> str:
    """The name of the field that is the whole template; empty if there is more to it."""
    match list(Formatter().parse(value)):
        case [("", str(name), _, _)]:
            return name
        case _:
            return ""
