"""config.example.toml is whole: it loads as it is, and has every setting with its default.

A line `#key = value` in it is a setting left out; with these lines taken in, the whole file is TOML, too.
"""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import entry_points
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from bot import config
from bot.runtime.plugins import PUBLISHERS, command_table, configured_publishers
from tests.house.places import missing, read

EXAMPLE = "config.example.toml"
Place = tuple[type[BaseModel], str]


def _publishers() -> dict[str, type[BaseModel]]:
    return {point.name: point.load().settings for point in entry_points(group=PUBLISHERS)}


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """The settings models in an annotation, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in {Annotated, Union, UnionType, dict, tuple, list}:
        for part in get_args(annotation):
            yield from _models(part)


def _key(name: str, field: FieldInfo) -> str:
    return field.alias or name


def _settings(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[Place]:
    """Every setting of a model and of the models in it, each model once."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        yield model, _key(name, field)
        for inner in _models(field.annotation):
            yield from _settings(inner, seen)


def _values(model: type[BaseModel], table: Any) -> Iterator[tuple[Place, Any]]:
    """Every setting that a table of the config gives, with its value."""
    for name, field in model.model_fields.items():
        key = _key(name, field)
        if key not in table:
            continue
        yield (model, key), table[key]
        for inner in _models(field.annotation):
            for part in _tables(table[key], inner):
                if _is_of(inner, part):
                    yield from _values(inner, part)


def _is_of(model: type[BaseModel], table: dict[str, Any]) -> bool:
    """Whether a table is of this kind, where there are several."""
    kind = model.model_fields.get("kind")
    return kind is None or table.get("kind", "irc") == kind.default


def _tables(value: Any, model: type[BaseModel]) -> Iterator[dict[str, Any]]:
    """The tables of this model in a value: itself, the items of an array, or those under names."""
    keys = {_key(name, field) for name, field in model.model_fields.items()}
    if isinstance(value, list):
        yield from (part for part in value if isinstance(part, dict))
    elif isinstance(value, dict) and keys & set(value):
        yield value
    elif isinstance(value, dict):
        yield from (part for part in value.values() if isinstance(part, dict))


def _with_defaults(text: str) -> str:
    return re.sub(r"(?m)^#(?=[\w-]+ = |\[)", "", text)


def _all_values(text: str) -> list[tuple[Place, Any]]:
    parsed = tomllib.loads(text)
    found = list(_values(config.Config, parsed))
    for name, table in parsed["publishers"].items():
        found += _values(_publishers()[table.get("plugin", name)], table)
    return found


def test_the_example_loads_as_it_is() -> None:
    example = config.parse(read(EXAMPLE))
    assert [room.name for room in example.rooms] == ["#project"]


def test_the_examples_publishers_and_plugins_load() -> None:
    tables = tomllib.loads(_with_defaults(read(EXAMPLE)))["publishers"]
    assert {table.get("plugin", name) for name, table in tables.items()} == set(_publishers())
    example = config.parse(read(EXAMPLE))
    assert configured_publishers(example)
    assert command_table(example)


def test_every_setting_is_in_the_example() -> None:
    seen: set[type[BaseModel]] = set()
    wanted = [place for model in (config.Config, *_publishers().values()) for place in _settings(model, seen)]
    shown = {place for place, _ in _all_values(_with_defaults(read(EXAMPLE)))}
    absent = [f"{key} ({model.__module__}.{model.__name__})" for model, key in wanted if (model, key) not in shown]
    assert not absent, missing(absent, f"{EXAMPLE}, as #key = DEFAULT with a line on what it means")


def test_what_is_left_out_stands_there_with_its_default() -> None:
    given = [place for place, _ in _all_values(read(EXAMPLE))]
    wrong = []
    for place, value in _all_values(_with_defaults(read(EXAMPLE))):
        field = _field(place)
        if place in given or field.is_required() or field.get_default(call_default_factory=True) is None:
            continue
        if isinstance(value, list) and any(isinstance(each, dict) for each in value):
            continue  # a table of an array shows what there may be; its own settings are looked at one by one
        default, meant = field.get_default(call_default_factory=True), _validated(field, value)
        if default != meant:
            wrong.append(f"{place[1]} ({place[0].__name__}): {value!r} stands there, {default!r} is the default")
    assert wrong == []


def test_every_value_left_out_is_one_that_could_stand_there() -> None:
    for place, value in _all_values(_with_defaults(read(EXAMPLE))):
        _validated(_field(place), value)


def _field(place: Place) -> FieldInfo:
    model, key = place
    return next(field for name, field in model.model_fields.items() if _key(name, field) == key)


def _validated(field: FieldInfo, value: Any) -> Any:
    annotation = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    return TypeAdapter(annotation).validate_python(value)


@pytest.mark.parametrize("section", ["store", "networks", "rooms", "series", "people", "links", "publishers", "inbox"])
def test_every_table_of_the_config_is_explained(section: str) -> None:
    assert re.search(rf"^#+ .*`\[+{section}", read("docs/configuration.md"), re.MULTILINE), (
        f"docs/configuration.md has no heading for [{section}]"
    )


def test_every_setting_is_explained() -> None:
    page = read("docs/configuration.md")
    seen: set[type[BaseModel]] = set()
    absent = [f"`{key}` ({model.__name__})" for model, key in _settings(config.Config, seen) if not _named(page, key)]
    assert not absent, missing(absent, "docs/configuration.md")


def _named(page: str, key: str) -> bool:
    """As a word of its own, or as a table's heading."""
    return bool(re.search(rf"`{key}`|^#.*[\[.]{key}[\].]", page, re.MULTILINE))
