"""Fields of a North American driving licence or identity card from the text of its barcode.

The format is that of the AAMVA DL/ID Card Design Standard, versions 1 (2000) to 10 (2020) and what
follows them: a header (`@`, LF, RS, CR, a file type, the issuer's number, the version, a list of
subfiles), then elements of three letters and a value, each ended by a line feed or, at the end of a
subfile, by a carriage return. Offsets in the header are often wrong on real cards, so the elements
are found by their own names and the offsets are not looked at.

A text that is not of this format, is cut short, contradicts itself, or lacks what the standard
makes mandatory gives nothing: something wrong would be believed over the print.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from app.analysis.fields.aamva_issuers import ISSUERS, Issuer
from app.domain.documents import DocumentSubtype
from app.domain.evidence import FieldReading, Source

#: File types: "AAMVA" is that of the first cards, "ANSI " of all later ones. Issuers vary in the
#: separators before it. From version 2 on a jurisdiction version follows the version.
_HEADER: Final = re.compile(
    r"@[\n\r\x1c\x1d\x1e ]{1,6}(?:ANSI |AAMVA)(?P<issuer>\d{6})"
    r"(?:(?P<first>0[01])|(?P<version>\d\d)\d\d)(?P<entries>\d\d)(?=[A-Z])"
)
_SUBFILE: Final = re.compile(r"[A-Z]{2}\d{8}")
_ELEMENT: Final = re.compile(r"(?:(DL|ID)(?=D[A-D][A-Z]))?(D[A-D][A-Z])([^\n\r\x1c-\x1f]*)")
_END: Final = re.compile(r"[\n\r\x1c-\x1f]+")

_KINDS: Final = {"DL": DocumentSubtype.DRIVER_LICENSE, "ID": DocumentSubtype.ID_CARD}
_COUNTRIES: Final = {"USA": "USA", "US": "USA", "CAN": "CAN", "CA": "CAN", "UTO": "UTO"}
_SEXES: Final = {"1": "M", "2": "F", "9": "X", "M": "M", "F": "F", "X": "X"}

#: What issuers write where they have nothing to write (annex D of the standard).
_NOTHING: Final = frozenset({"", "NONE", "UNAVL", "UNAVAIL", "N/A", "NA", "NULL"})

#: Error correction leaves no doubt about a letter; but a name that the issuer says was cut off is
#: not the whole name.
_EXACT: Final = 1.0
_CUT: Final = 0.6


class Card(NamedTuple):
    """What a barcode says: which paper it is on, and its fields by name."""

    subtype: DocumentSubtype
    fields: Mapping[str, FieldReading]


def read_card(text: str) -> Card | None:
    """Return what the text of a barcode says of a licence or card, None if it is none or damaged.

    Fields: lastName, firstName (with middle names), dateOfBirth, expirationDate, issueDate,
    documentNumber, sex, issuanceCountry, issuanceRegion, and the address as line1, city, region,
    postalCode. Days are ISO.
    """
    header = _HEADER.match(text.lstrip())
    if header is None:
        return None
    body = text.lstrip()[header.end() :]
    for _ in range(int(header["entries"])):
        entry = _SUBFILE.match(body)
        if entry is None:
            return None
        body = body[entry.end() :]
    kind, elements = _elements(body)
    fields = _fields(elements, ISSUERS.get(header["issuer"]))
    if kind is None or not {"documentNumber", "lastName", "dateOfBirth"} <= fields.keys():
        return None
    return Card(_KINDS[kind], fields)


def _elements(body: str) -> tuple[str | None, dict[str, str]]:
    """Return the subfile's type and its elements; none of either if an element contradicts itself.

    What stands behind the last end of an element may have been cut off and does not count.
    """
    kind: str | None = None
    found: dict[str, str] = {}
    for part in _END.split(body)[:-1]:
        element = _ELEMENT.fullmatch(part)
        if element is None:
            continue
        kind = kind or element[1]
        name, value = element[2], " ".join(element[3].split())
        if found.setdefault(name, value) != value:
            return None, {}
    return kind, found


def _fields(elements: Mapping[str, str], issuer: Issuer | None) -> dict[str, FieldReading]:
    region = issuer.region if issuer is not None else ""
    country = _COUNTRIES.get(_text(elements, "DCG"), issuer.country if issuer else "")
    read = {
        **_names(elements),
        "dateOfBirth": _day(elements, "DBB"),
        "expirationDate": _day(elements, "DBA"),
        "issueDate": _day(elements, "DBD"),
        "documentNumber": re.sub(r"[\s\-]", "", _text(elements, "DAQ")),
        "sex": _SEXES.get(_text(elements, "DBC"), ""),
        "issuanceCountry": country,
        "issuanceRegion": region,
        "line1": _text(elements, "DAG"),
        "city": _text(elements, "DAI"),
        "region": _text(elements, "DAJ"),
        "postalCode": _postal_code(_text(elements, "DAK")),
    }
    sureness = _sureness(elements)
    return {
        key: FieldReading(value, value, Source.BARCODE, sureness.get(key, _EXACT))
        for key, value in read.items()
        if value
    }


def _text(elements: Mapping[str, str], name: str) -> str:
    """Return an element in capitals, empty where the issuer wrote that there is nothing."""
    value = elements.get(name, "").strip(" ,").upper()
    return "" if value in _NOTHING else value


def _names(elements: Mapping[str, str]) -> dict[str, str]:
    """Return surname and given names, which every version of the standard places otherwise.

    DCS surname with DAC and DAD (version 4 and later) or DCT (2 and 3); DAB with DAC and DAD, or
    DAA, "surname,given,middle,suffix" in one (version 1). A name in one without commas cannot be
    divided and is left out.
    """
    last = _text(elements, "DCS") or _text(elements, "DAB")
    first = " ".join(filter(None, (_text(elements, "DAC"), _text(elements, "DAD"))))
    first = first or _text(elements, "DCT")
    whole = [part.strip() for part in _text(elements, "DAA").split(",")]
    if not last and len(whole) >= 2:
        last, first = whole[0], " ".join(part for part in whole[1:3] if part)
    return {"lastName": last, "firstName": " ".join(first.replace(",", " ").split())}


def _sureness(elements: Mapping[str, str]) -> dict[str, float]:
    """Return the confidence in the names: DDE, DDF and DDG tell T where one was cut off."""
    cut = {name: _text(elements, name) == "T" for name in ("DDE", "DDF", "DDG")}
    return {
        "lastName": _CUT if cut["DDE"] else _EXACT,
        "firstName": _CUT if cut["DDF"] or cut["DDG"] else _EXACT,
    }


def _day(elements: Mapping[str, str], name: str) -> str:
    """Return a day of eight digits, empty if it is none or lies outside 1900 to 2099.

    MMDDCCYY in the United States, CCYYMMDD in Canada and in version 1: the two cannot be mistaken
    for one another, since no month begins with 19 or 20.
    """
    digits = _text(elements, name)
    if not re.fullmatch(r"\d{8}", digits):
        return ""
    if digits[:2] not in {"19", "20"}:
        digits = digits[4:] + digits[:4]
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return ""
    return day.isoformat() if 1900 <= day.year < 2100 else ""


def _postal_code(text: str) -> str:
    """Return a postal code without filling: a ZIP of nine digits may end in four zeros."""
    bare = re.sub(r"[\s\-]", "", text)
    return re.sub(r"^(\d{5})0000$", r"\1", bare)
