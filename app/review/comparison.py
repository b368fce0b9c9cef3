"""What was read beside what holds and what the merchant's record says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.models import Customer, KycDocument
from app.review.words import FIELD_NAMES, NOTHING, shown

#: Where the record of the customer has something to hold against what was read.
_ON_RECORD: Mapping[str, Callable[[Customer], object]] = {
    "firstName": lambda customer: customer.first_name,
    "lastName": lambda customer: customer.last_name,
    "dateOfBirth": lambda customer: customer.date_of_birth,
    "line1": lambda customer: ", ".join(filter(None, (customer.address, customer.address2))),
    "city": lambda customer: customer.city,
    "region": lambda customer: customer.region,
    "postalCode": lambda customer: customer.postal_code,
}


_ORDER = {name: place for place, name in enumerate(FIELD_NAMES)}


@dataclass(frozen=True)
class Row:
    """One value of a document: as read, as it holds, on record; and whether the machine doubts.

    `on_record` is None for what no record of a customer has.
    """

    name: str
    label: str
    read: str
    holds: str
    on_record: str | None
    differs: bool


def compared(document: KycDocument, customer: Customer | None) -> list[Row]:
    """Return the values of a document in a reader's order; what says nothing is left out."""
    read = _data(document.parsed_data)
    holds = _data(document.document_matches)
    failed = {
        item["name"]
        for item in (document.document_matches or {}).get("checkList") or ()
        if item["failed"]
    }
    rows = []
    for name in sorted({*read, *holds}, key=_place):
        if name == "expiryDate" or isinstance(read.get(name), dict | list):
            continue
        on_record = _on_record(name, customer)
        if read.get(name) is None and holds.get(name) is None and on_record in {None, NOTHING}:
            continue
        label = FIELD_NAMES.get(name, name)
        differs = name in failed
        rows.append(
            Row(name, label, shown(read.get(name)), shown(holds.get(name)), on_record, differs)
        )
    return rows


def _on_record(name: str, customer: Customer | None) -> str | None:
    record = _ON_RECORD.get(name)
    return None if record is None or customer is None else shown(record(customer))


def _place(name: str) -> tuple[int, str]:
    return (_ORDER.get(name, len(_ORDER)), name)


def _data(account: Mapping[str, Any] | None) -> Mapping[str, Any]:
    data: Mapping[str, Any] = (account or {}).get("data") or {}
    return data
