"""Fields of a machine-readable zone."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from app.analysis.fields.dates import Reckoning, mrz_date
from app.analysis.fields.labels import plain
from app.analysis.mrz.alphabet import FILLER
from app.analysis.mrz.countries import iso_code
from app.analysis.mrz.zone import Zone
from app.domain.evidence import FieldReading, Source

#: The confidence at most of a name of which the page prints another letter (one of the two is
#: misread), and of a number that cannot be vouched for.
_UNSURE: Final = 0.6

_SEXES: Final = {"M": "M", "F": "F", "X": "X", FILLER: "X"}


def read_zone(
    zone: Zone, *, confidence: float, today: date, printed: Iterable[str] = ()
) -> dict[str, FieldReading]:
    """Return the fields of a zone by field name.

    `confidence` is the reader's over the zone's rows, `printed` the texts outside it. A date that
    the calendar does not have is left out. Names carry no check digit: one that the page prints
    with another letter is returned with a low confidence.
    """
    last, first = _names(zone)
    sure = confidence if not _is_contradicted((last, first), printed) else min(confidence, _UNSURE)
    number_sure = confidence if zone.number_certain else min(confidence, _UNSURE)
    birth = mrz_date(zone.text("birth"), today=today, reckoning=Reckoning.BIRTH)
    expiry = mrz_date(zone.text("expiry"), today=today, reckoning=Reckoning.FUTURE)
    read = {
        "lastName": (_spaced(last), last, sure),
        "firstName": (_spaced(first), first, sure),
        "dateOfBirth": (birth.isoformat() if birth else "", zone.text("birth"), confidence),
        "expirationDate": (expiry.isoformat() if expiry else "", zone.text("expiry"), confidence),
        "documentNumber": (zone.number.replace(FILLER, ""), zone.number, number_sure),
        "nationality": (iso_code(zone.text("nationality")), zone.text("nationality"), confidence),
        "issuanceCountry": (iso_code(zone.text("issuer")), zone.text("issuer"), confidence),
        "sex": (_SEXES.get(zone.text("sex"), ""), zone.text("sex"), confidence),
    }
    return {
        key: FieldReading(value, raw, Source.MRZ, sureness, repaired=_is_repaired(key, zone))
        for key, (value, raw, sureness) in read.items()
        if value
    }


def _names(zone: Zone) -> tuple[str, str]:
    """Return surname and given names with their fillers; the French card keeps them apart."""
    given = zone.text("given").rstrip(FILLER)
    if given:
        return zone.text("names").rstrip(FILLER), given
    last, _, first = zone.text("names").partition(FILLER * 2)
    return last.rstrip(FILLER), first.rstrip(FILLER)


def _spaced(name: str) -> str:
    return " ".join(part for part in name.split(FILLER) if part)


def _is_contradicted(names: Iterable[str], printed: Iterable[str]) -> bool:
    """Tell whether a part of a name is printed nowhere as read, but with one letter off."""
    words = {word.upper() for text in printed for word in plain(text).split()}
    parts = {part for name in names for part in name.split(FILLER) if len(part) >= 4}
    return any(
        part not in words and any(_is_one_letter_off(part, word) for word in words)
        for part in parts
    )


def _is_one_letter_off(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _is_repaired(key: str, zone: Zone) -> bool:
    """Tell whether the value holds other characters than the reader saw: mended, not only split.

    Filler that was added or taken away changes no value, and neither does an O among letters.
    """
    return key == "documentNumber" and zone.number_repaired
