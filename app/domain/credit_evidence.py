"""What a credit bureau tells beside its decision, in the reference's shape.

Whatever a bureau sends, only the known fields are kept, as short texts; null is what it does not
tell. Account numbers keep their last four characters, which is what people tell them apart by.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_MOST_CHARACTERS = 255
_MOST_TRADES = 20
_SHOWN_OF_ACCOUNT = 4

#: `Y` or `N` of each: what of the person agrees with the file.
MATCHES = (
    "lastNameMatch",
    "firstNameMatch",
    "civicNumberMatch",
    "streetNameMatch",
    "cityMatch",
    "postalCodeMatch",
    "provinceMatch",
    "dateOfBirthMatch",
    "ageOfCreditFileThreeOrMoreYearsOld",
)
_DECISION = (*MATCHES, "addressAsReported", "nameAsReported", "dateOfBirthAsReported")
_TRADE = ("name", "accountNumber", "dateOpened")
_TEXTS = ("singleSourceHit", "dualSourceHit", "waterfallProcess", "creditFileCreatedDate")


@dataclass(frozen=True)
class CreditEvidence:
    """The file's number and name, its trades, and the matches that the decision rests on."""

    number: str | None = None
    name: str | None = None
    trades: tuple[Mapping[str, str | None], ...] = ()
    reference_data: Mapping[str, Any] | None = field(default=None)


def read_evidence(answer: Mapping[str, Any]) -> CreditEvidence:
    """Return what of a bureau's answer is evidence; what is not in the shape is left out."""
    reference = answer.get("referenceData")
    return CreditEvidence(
        number=_text(answer.get("creditFileNumber")),
        name=_text(answer.get("name")),
        trades=tuple(_trade(each) for each in _objects(answer.get("trades"))[:_MOST_TRADES]),
        reference_data=_reference(reference) if isinstance(reference, dict) else None,
    )


def _reference(told: Mapping[str, Any]) -> dict[str, Any]:
    number = told.get("numberOfTradesOnFile")
    is_number = isinstance(number, int) and not isinstance(number, bool)
    single = told.get("singleDecision")
    return {
        **{name: _text(told.get(name)) for name in _TEXTS},
        "numberOfTradesOnFile": number if is_number else None,
        "singleDecision": _decision(single) if isinstance(single, dict) else None,
        "dualDecision": [_decision(each) for each in _objects(told.get("dualDecision"))[:2]],
    }


def _decision(told: Mapping[str, Any]) -> dict[str, str | None]:
    return {name: _text(told.get(name)) for name in _DECISION}


def _trade(told: Mapping[str, Any]) -> dict[str, str | None]:
    trade = {name: _text(told.get(name)) for name in _TRADE}
    account = trade["accountNumber"]
    if account is not None:
        shown = account[-_SHOWN_OF_ACCOUNT:] if len(account) > _SHOWN_OF_ACCOUNT else ""
        trade["accountNumber"] = shown.rjust(len(account), "*")
    return trade


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    plain = "".join(letter for letter in value if letter.isprintable()).strip()
    return plain[:_MOST_CHARACTERS] or None


def _objects(value: object) -> list[Mapping[str, Any]]:
    items = value if isinstance(value, list) else []
    return [each for each in items if isinstance(each, dict)]
