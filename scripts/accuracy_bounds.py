"""Rates of small samples with the bounds that hold in 95 of 100 samples (Clopper and Pearson)."""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_STEPS = 60
_DOUBT = 0.05


class Rate(NamedTuple):
    """How often something happened: hits out of cases."""

    hits: int
    cases: int

    @classmethod
    def of(cls, happened: Iterable[bool]) -> "Rate":
        """Return the rate of what happened."""
        seen = list(happened)
        return cls(sum(seen), len(seen))

    @property
    def bounds(self) -> tuple[float, float]:
        """Return the lower and upper bound of the true share, exact for a binomial count.

        Where it happened never or always one bound is known, and the other one-sided: 3 divided by
        the cases ("rule of three") is a close estimate of it. Raises ValueError without cases.
        """
        if not self.cases:
            raise ValueError("no cases")
        if self.hits == 0:
            return 0.0, 1 - _DOUBT ** (1 / self.cases)
        if self.hits == self.cases:
            return _DOUBT ** (1 / self.cases), 1.0
        return (
            _share_where(self.hits - 1, self.cases, 1 - _DOUBT / 2),
            _share_where(self.hits, self.cases, _DOUBT / 2),
        )

    def __str__(self) -> str:
        """Return the count and its bounds in per cent, a dash without cases."""
        if not self.cases:
            return "-"
        low, high = (100 * bound for bound in self.bounds)
        if self.hits == 0:
            return f"0 of {self.cases} (under {high:.1f} %)"
        if self.hits == self.cases:
            return f"{self.hits} of {self.cases} (over {low:.1f} %)"
        return f"{self.hits} of {self.cases} ({low:.0f} to {high:.0f} %)"


def _share_where(most: int, cases: int, chance: float) -> float:
    """Return the true share at which `most` hits or fewer come with this chance, by halving."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if sum(_chances(most, cases, middle)) > chance:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _chances(most: int, cases: int, share: float) -> Iterator[float]:
    """Yield the chance of each number of hits from none to the most."""
    for hits in range(most + 1):
        ways = math.lgamma(cases + 1) - math.lgamma(hits + 1) - math.lgamma(cases - hits + 1)
        yield math.exp(ways + hits * math.log(share) + (cases - hits) * math.log1p(-share))
