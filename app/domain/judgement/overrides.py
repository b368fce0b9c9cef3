"""What a reviewer saw instead: values in the place of what the machine matched, scored again.

A value that a person gives holds, unless it says by itself that it cannot: an expiry that is past,
a sign of tampering, a missing portrait. Nothing given (null) means that it does not hold. The check
list keeps every other check as it was, so the score moves by what was overridden alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.judgement.wire import VERSION
from app.domain.scoring_settings import CheckName

#: The reason that the check list gives where a person said so.
OVERRIDDEN = "overridden"

#: Signs that speak against a document when they are true.
_SIGNS = frozenset({"isPublishedOnline", "isTampered", "isDigitallyTampered", "isPhotocopy"})
_CHECKS = frozenset(name.value for name in CheckName)


@dataclass(frozen=True)
class Override:
    """What is said instead: values by the wire's names, the weights, and the day it is."""

    values: Mapping[str, Any]
    weights: Mapping[str, int]
    today: date

    def holds(self, name: str) -> bool:
        """Tell whether the value given for a check lets it pass."""
        value = self.values[name]
        if isinstance(value, bool):
            return value is not (name in _SIGNS)
        if name == CheckName.EXPIRATION_DATE and value is not None:
            return date.fromisoformat(str(value)[:10]) >= self.today
        return value is not None


def override_matches(matches: Mapping[str, Any] | None, override: Override) -> dict[str, Any]:
    """Return matches {version, score, checkList, data} with values overridden and scored again."""
    before = matches or {}
    items = _items(before.get("checkList") or (), override)
    return {
        "version": before.get("version", VERSION),
        "score": max(0, 100 - sum(item["score"] for item in items)),
        "checkList": items,
        "data": {**before.get("data", {}), **override.values},
    }


def _items(before: Sequence[Mapping[str, Any]], override: Override) -> list[dict[str, Any]]:
    kept = {item["name"]: dict(item) for item in before}
    for name in override.values:
        if name in _CHECKS:
            fails = not override.holds(name)
            kept[name] = {
                "name": name,
                "failed": fails,
                "score": override.weights.get(name, 0) if fails else 0,
                "reason": OVERRIDDEN,
            }
    return list(kept.values())
