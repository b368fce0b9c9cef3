"""How four invented offices of Utopia print: the language of the labels, dates, colours.

No style is that of a country: the words are those of its language, everything else is ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.specimens.canvas import Colour
from app.specimens.people import MONTHS

Dates = Literal["month", "two-months", "dots", "hyphens"]

#: Three letters of the month in Polish, beside which the English ones are printed.
_POLISH_MONTHS = (
    "STY",
    "LUT",
    "MAR",
    "KWI",
    "MAJ",
    "CZE",
    "LIP",
    "SIE",
    "WRZ",
    "PAŹ",
    "LIS",
    "GRU",
)


@dataclass(frozen=True)
class Style:
    """Words and colours of one office; `labels` is by field, a translation behind a slash."""

    name: str
    passport: str
    card: str
    nationality: str
    labels: Mapping[str, str]
    dates: Dates
    paper: Colour
    card_paper: Colour
    ink: Colour
    card_ink: Colour

    def label(self, name: str) -> str:
        """Return the label of a field as it is printed where there is room."""
        return self.labels[name]

    def short(self, name: str) -> str:
        """Return the label of a field in its first language."""
        return self.labels[name].partition(" / ")[0]

    def day(self, day: date) -> str:
        """Return a date as this office prints it, whatever the locale of the machine."""
        month = MONTHS[day.month - 1][:3].upper()
        if self.dates == "dots":
            return f"{day:%d.%m.%Y}"
        if self.dates == "hyphens":
            return f"{day:%d-%m-%Y}"
        if self.dates == "two-months":
            month = f"{_POLISH_MONTHS[day.month - 1]}/{month}"
        return f"{day.day:02d} {month} {day.year}"


_FIELDS = (
    "passportNumber",
    "documentNumber",
    "lastName",
    "firstName",
    "nationality",
    "dateOfBirth",
    "sex",
    "birthPlace",
    "issueDate",
    "expirationDate",
    "address",
    "authority",
)


def _labels(text: str) -> dict[str, str]:
    """Return labels written one a line in the order of the fields."""
    return dict(zip(_FIELDS, (line.strip() for line in text.strip().splitlines()), strict=True))


ENGLISH = Style(
    "english",
    "PASSPORT / PASSEPORT",
    "IDENTITY CARD",
    "UTOPIAN",
    _labels(
        """Passport No. / Passeport No
        Document No. / No du document
        Surname / Nom
        Given names / Prénoms
        Nationality / Nationalité
        Date of birth / Date de naissance
        Sex / Sexe
        Place of birth / Lieu de naissance
        Date of issue / Date de délivrance
        Date of expiry / Date d'expiration
        Address / Adresse
        Authority / Autorité"""
    ),
    "month",
    (222, 228, 240),
    (226, 236, 222),
    (38, 44, 110),
    (26, 84, 60),
)
GERMAN = Style(
    "german",
    "REISEPASS / PASSPORT",
    "PERSONALAUSWEIS",
    "UTOPISCH",
    _labels(
        """Pass-Nr. / Passport No.
        Dokumentennummer / Document No.
        Nachname / Surname
        Vornamen / Given names
        Staatsangehörigkeit / Nationality
        Geburtsdatum / Date of birth
        Geschlecht / Sex
        Geburtsort / Place of birth
        Ausstellungsdatum / Date of issue
        Gültig bis / Date of expiry
        Anschrift / Address
        Ausstellende Behörde / Authority"""
    ),
    "dots",
    (240, 228, 218),
    (238, 226, 232),
    (110, 40, 36),
    (96, 36, 84),
)
SPANISH = Style(
    "spanish",
    "PASAPORTE",
    "DOCUMENTO DE IDENTIDAD",
    "UTOPIANA",
    _labels(
        """Pasaporte No
        Número de documento
        Apellidos
        Nombre
        Nacionalidad
        Fecha de nacimiento
        Sexo
        Lugar de nacimiento
        Fecha de expedición
        Fecha de caducidad
        Domicilio
        Autoridad"""
    ),
    "hyphens",
    (240, 232, 214),
    (218, 234, 238),
    (120, 52, 20),
    (20, 78, 104),
)
POLISH = Style(
    "polish",
    "PASZPORT / PASSPORT",
    "DOWÓD OSOBISTY",
    "UTOPIJSKIE",
    _labels(
        """Numer paszportu / Passport No.
        Numer dokumentu / Document No.
        Nazwisko / Surname
        Imiona / Given names
        Obywatelstwo / Nationality
        Data urodzenia / Date of birth
        Płeć / Sex
        Miejsce urodzenia / Place of birth
        Data wydania / Date of issue
        Termin ważności / Date of expiry
        Adres / Address
        Organ wydający / Authority"""
    ),
    "two-months",
    (224, 238, 226),
    (236, 234, 216),
    (24, 88, 52),
    (88, 70, 20),
)

STYLES = (ENGLISH, GERMAN, SPANISH, POLISH)
