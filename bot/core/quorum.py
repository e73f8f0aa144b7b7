"""How many people a series' meetings need to decide."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil


@dataclass(frozen=True, slots=True)
class Quorum:
    """`share` is a share of the roster ("1/2") or a number of people ("4"); `roster` has nicks of the registry."""

    share: str
    roster: tuple[str, ...] = ()

    @property
    def needed(self) -> int:
        """How many must be present."""
        return ceil(Fraction(self.share) * len(self.roster)) if "/" in self.share else int(self.share)
