"""What settings are made of: times, zones, words, secrets."""

import codecs
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError


class ConfigError(Exception):
    """The config can't be used; `complaints` is one line each, "key: what is wrong"."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


_PLAINLY = {"extra_forbidden": "unknown key", "string_pattern_mismatch": "has a letter or a blank that can't be in it"}
_UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400}


def _duration(value: object) -> object:
    """Seconds, or text such as "30 s", "10 min", "1 h", "5 d" -> timedelta."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return timedelta(seconds=value)
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(s|min|h|d)\s*", value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('must be a time such as "30 s", "10 min", "1 h" or "5 d"')
    return timedelta(seconds=float(match[1]) * _UNITS[match[2]])


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError(f'there is no time zone "{value}"; write one such as "Europe/London" or "UTC"')
    return value


def _share(value: object) -> object:
    """A share such as "1/2", or a number of people -> its text."""
    text = str(value).replace(" ", "") if isinstance(value, int | str) and not isinstance(value, bool) else "?"
    match = re.fullmatch(r"([1-9]\d{0,2})(?:/([1-9]\d{0,2}))?|", text)
    if match is None or (match[2] and int(match[1]) > int(match[2])):
        raise ValueError('must be a share of the roster such as "1/2", or a number of people such as 4')
    return text


def _encoding(value: str) -> str:
    try:
        codecs.lookup(value)
    except LookupError:
        raise ValueError(f'there is no encoding "{value}"; write one such as "cp1252" or "koi8-r"') from None
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Share = Annotated[str, BeforeValidator(_share)]
Zone = Annotated[str, AfterValidator(_zone)]
Encoding = Annotated[str, AfterValidator(_encoding)]
OneLine = Annotated[str, Field(pattern=r"^[^\r\n\x00]*$")]
Word = Annotated[str, Field(pattern=r"^[^\s,:\x00]+$", min_length=1)]
Nick = Annotated[str, Field(pattern=r"^([^\s,:\x00]+|@[^\s,:\x00]+:[^\s,\x00]+)$")]  # or a Matrix user id
RoomName = Annotated[str, Field(pattern=r"^[^\s,\x00]+$", min_length=1)]  # a Matrix room's has a colon


class Settings(BaseModel):
    """A table of the config: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="wrap")
    @classmethod
    def _with_hints(cls, given: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        """Which key may have been meant by one that is unknown here."""
        try:
            return read(given)
        except ValidationError as error:
            known = [field.alias or name for name, field in cls.model_fields.items()]
            raise ValidationError.from_exception_data(
                error.title, [_hinted(detail, known) for detail in error.errors(include_url=False)]
            ) from None


def _hinted(detail: ErrorDetails, known: Sequence[str]) -> InitErrorDetails:
    kind: str | PydanticCustomError = detail["type"]
    slip = str(detail["loc"][0]) if kind == "extra_forbidden" and len(detail["loc"]) == 1 else ""
    if near := get_close_matches(slip, known, 1):
        kind = PydanticCustomError("unknown_key", "unknown key; did you mean {near}?", {"near": near[0]})
    elif kind == "unknown_key":
        kind = PydanticCustomError("unknown_key", "{told}", {"told": detail["msg"]})
    return InitErrorDetails(type=kind, loc=detail["loc"], input=detail["input"], ctx=detail.get("ctx", {}))


def wrongs(error: ValidationError) -> list[tuple[tuple[int | str, ...], str]]:
    """Where and what is wrong, in plain words, secrets left out; what has several lines is several things."""
    return [
        (detail["loc"], line)
        for detail in error.errors(include_input=False, include_url=False)
        for line in _PLAINLY.get(detail["type"], detail["msg"].removeprefix("Value error, ")).splitlines()
    ]


def keyed(location: Iterable[int | str], line: str) -> str:
    """A complaint behind its key; one that has none names it itself."""
    key = ".".join(map(str, location))
    return f"{key}: {line}" if key else line


class Secret(Settings):
    """A secret by value, or (better) in a file of its own, read when it is needed."""

    value: SecretStr | None = None
    file: Path | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.value is None) == (self.file is None):
            raise ValueError("give either value or file")
        return self

    def read(self) -> str:
        """The secret; a file's first line.

        Raises:
            ConfigError: the file can't be read.
        """
        if self.value is not None:
            return self.value.get_secret_value()
        try:
            return (self.file or Path()).read_text(encoding="utf-8").partition("\n")[0].strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError([f"{self.file}: can't read the secret: {_why(error)}"]) from None


def _why(error: OSError | UnicodeDecodeError) -> str:
    """Why a secret's file can't be read, and what to do."""
    match error:
        case FileNotFoundError():
            return "there is no such file; write the secret into its first line"
        case PermissionError():
            return "permission denied; the user who runs minutebot must be able to read it"
        case OSError():
            return str(error.strerror)
        case _:
            return "it is no UTF-8"
