"""The form in which a reviewer corrects what was matched: its fields, and what was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.api.bodies.review import FIELDS
from app.domain.documents import DocumentType
from app.models import KycDocument
from app.review.words import FIELD_NAMES

_FLAGS = frozenset(
    {"containsImage", "isIdentityDocument", "isPublishedOnline", "hasMatchingFaceProof"}
    | {"isTampered", "isDigitallyTampered", "isPhotocopy"}
)
_DAYS = frozenset({"dateOfBirth", "expirationDate", "issueDate", "date"})
_NUMBERS = frozenset({"wordCount", "uniqueWords"})
#: Asked for by other names, or of no use to a person.
_NOT_ASKED = frozenset({"expiryDate", "isDigitallyTampered"}) | _NUMBERS


#: Before a field's name: what the form showed when it was opened.
SHOWN = "shown-"


class FieldKind(StrEnum):
    """How a field is asked for."""

    TEXT = "text"
    DAY = "date"
    FLAG = "flag"
    SUBTYPE = "subtype"


@dataclass(frozen=True)
class Field:
    """One field of the form: its value as text is what holds now, `read` what was read."""

    name: str
    label: str
    kind: FieldKind
    value: str
    read: str


def fields_of(document: KycDocument) -> Sequence[Field]:
    """Return the fields of a document's type in a reader's order; none for a credit file."""
    allowed = FIELDS.get(DocumentType(document.type), frozenset()) - _NOT_ASKED
    holds = (document.document_matches or {}).get("data") or {}
    read = (document.parsed_data or {}).get("data") or {}
    return [
        Field(name, FIELD_NAMES[name], _kind(name), _text(name, holds), _text(name, read))
        for name in FIELD_NAMES
        if name in allowed
    ]


def changed_values(document: KycDocument, form: Mapping[str, str]) -> dict[str, Any]:
    """Return what differs from what the form showed, by the wire's names; emptied is null.

    What a colleague corrected since then is theirs, unless it was changed here too.
    """
    changed: dict[str, Any] = {}
    for field in fields_of(document):
        shown = _one_line(form.get(f"{SHOWN}{field.name}", field.value))
        given = _one_line(form.get(field.name, shown))
        if given != shown:
            changed[field.name] = _value(field.kind, given)
    return changed


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _value(kind: FieldKind, given: str) -> Any:
    if kind is FieldKind.FLAG:
        return {"yes": True, "no": False, "": None}.get(given, given)
    return given or None


def _kind(name: str) -> FieldKind:
    if name in _FLAGS:
        return FieldKind.FLAG
    if name in _DAYS:
        return FieldKind.DAY
    return FieldKind.SUBTYPE if name == "documentSubtype" else FieldKind.TEXT


def _text(name: str, data: Mapping[str, Any]) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)[:10] if name in _DAYS else str(value)
