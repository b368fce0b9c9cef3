"""What an organization has set itself, laid over the defaults of whichever match level applies.

An organization sets single values; each holds at every match level. What it does not set keeps the
default of the level of the document that is judged. So its settings are kept as the values it gave,
not as a whole: a whole would freeze the defaults of one level for all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import InvalidField, InvalidFields
from app.domain.judgement.settings_json import settings_from_json
from app.domain.scoring_settings import ScoringSettings, settings_for
from app.domain.statuses import MatchLevel

#: Version of the portal: 1 is classic, 2 modern. Kept for clients of the reference.
UI_VERSIONS = ("1", "2")
DEFAULT_UI_VERSION = UI_VERSIONS[0]

#: The parts of the settings that are scored by.
PARTS = ("identityProof", "addressProof")

#: Fields that only we write; clients send back what they read.
READ_ONLY = frozenset(
    {"revision", "createdTime", "updatedTime", "matchLevel", "ownValues", "_links", "_embedded"}
)


@dataclass(frozen=True)
class OwnSettings:
    """The values an organization has set, in the wire's shape; all of them are known to be good."""

    values: Mapping[str, Any] = field(default_factory=dict)
    ui_version: str | None = DEFAULT_UI_VERSION

    def at(self, level: int) -> ScoringSettings:
        """Return the settings that hold at a match level; raises ValueError for an unknown one."""
        return settings_from_json(self.values, settings_for(level))


def own_settings_from_json(data: object) -> OwnSettings:
    """Read what an organization sets, from parsed JSON of any kind.

    Fields that only we write are passed over; null counts as missing, but for `uiVersion`, where
    null is a value. Raises InvalidFields naming every value that cannot be, at any match level.
    """
    if not isinstance(data, Mapping):
        raise InvalidFields([InvalidField("body", "must be a JSON object")])
    given = {name: value for name, value in data.items() if name not in READ_ONLY}
    ui_version = given.pop("uiVersion", DEFAULT_UI_VERSION)
    wrong = list(_refusals(given))
    if ui_version is not None and ui_version not in UI_VERSIONS:
        wrong.append(InvalidField("uiVersion", f"must be null or one of {', '.join(UI_VERSIONS)}"))
    if wrong:
        raise InvalidFields(wrong)
    return OwnSettings(_without_nulls(given), ui_version)


def _refusals(given: Mapping[str, Any]) -> list[InvalidField]:
    """Return what is wrong with the values, once for each field.

    A value may fit one level and not another: 80 for `rejectBelow` lies above `acceptAbove` of the
    basic level alone.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    for level in sorted(MatchLevel):
        for item in _refusals_at(given, level):
            found.setdefault(item.field, (item.message, []))[1].append(str(int(level)))
    return [
        InvalidField(
            name,
            message
            if len(set(levels)) == len(MatchLevel)
            else f"{message} at match level {', '.join(dict.fromkeys(levels))}",
        )
        for name, (message, levels) in found.items()
    ]


def _refusals_at(given: Mapping[str, Any], level: MatchLevel) -> tuple[InvalidField, ...]:
    try:
        settings_from_json(given, settings_for(level))
    except InvalidFields as error:
        return error.fields
    return ()


def _without_nulls(value: Any) -> Any:
    """Return JSON without its nulls and what is empty without them."""
    if isinstance(value, Mapping):
        kept = {name: _without_nulls(item) for name, item in value.items() if item is not None}
        return {name: item for name, item in kept.items() if item != {}}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value
