"""A copy of a value with some fields changed, for values with many fields of which a copy is made at every event."""

from typing import TYPE_CHECKING, Any

__all__ = ["having"]

if TYPE_CHECKING:
    from dataclasses import replace as having  # so that fields and their types are checked
else:

    def having(value: Any, **changes: Any) -> Any:
        """The value with these fields, as `dataclasses.replace` has it; of a dataclass without slots.

        A dict is copied at once, where fields are set one by one: for a meeting that takes a thirtieth of the time.
        """
        copy = object.__new__(type(value))
        vars(copy).update(vars(value))
        vars(copy).update(changes)
        return copy
