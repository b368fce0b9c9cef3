"""A machine-readable zone laid out in its fields, and what its check digits say."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.analysis.mrz.alphabet import DIGITS, FILLER, agrees, check_digit, to_digits, to_letters
from app.analysis.mrz.countries import CODES, mend_code
from app.analysis.mrz.layouts import Kind, Layout, Span

_SEXES: Final = frozenset("MFX<")

_COUNTRY_FIELDS: Final = ("issuer", "nationality")


@dataclass(frozen=True)
class Zone:
    """The rows of a zone under one layout: `rows` final, `raw` as the reader saw them.

    `number_certain` is False when the document number cannot be vouched for.
    """

    layout: Layout
    rows: tuple[str, ...]
    raw: tuple[str, ...]
    number_certain: bool = True
    number_repaired: bool = False

    def text(self, field: str) -> str:
        """Return the characters of one field, filler included; empty if the layout lacks it."""
        span = self.layout.spans.get(field)
        return span.of(self.rows) if span else ""

    @property
    def checks(self) -> Mapping[str, bool]:
        """Return each check of the layout and whether its digit agrees."""
        return {
            name: self.number_agrees if name == "number" else self._agrees(*covered)
            for name, covered in self.layout.checks.items()
        }

    @property
    def number(self) -> str:
        """Return the document number without filler at its end.

        A card's number of more than nine characters runs on in the optional field, marked by a
        filler where its check digit would stand (Doc 9303-5 §4.2.2.1).
        """
        return (self.text("number") + self._long_number()[0]).rstrip(FILLER)

    @property
    def has_long_number(self) -> bool:
        """Tell whether the document number runs on in the optional field."""
        return bool(self._long_number()[1])

    @property
    def number_agrees(self) -> bool:
        """Tell whether the check digit of the document number agrees."""
        rest, digit = self._long_number()
        return agrees(self.text("number") + rest, digit or self.text("number_check"))

    @property
    def evidence(self) -> int:
        """Return how many check digits agree and cover something.

        The digit of nothing is nothing, so filler agrees with itself and proves no zone.
        """
        return sum(
            outcome and bool("".join(span.of(self.rows) for span in covered).strip(FILLER))
            for (name, outcome), (covered, _) in zip(
                self.checks.items(), self.layout.checks.values(), strict=True
            )
        )

    @property
    def score(self) -> float:
        """Return how much speaks for this reading of the rows: agreeing digits first of all."""
        known = sum(
            self.text(field).rstrip(FILLER) in CODES
            for field in _COUNTRY_FIELDS
            if field in self.layout.spans
        )
        return self.evidence * 3.0 + known + (FILLER * 2 in self.text("names"))

    @property
    def is_plausible(self) -> bool:
        """Tell whether rows that read like this were printed as a zone of this layout.

        Two agreeing digits settle it. A specimen whose digits are all invented still has its
        rows at their full length, dates where dates belong and a known country.
        """
        if not (self._has_form() and self._has_dates()):
            return False
        full = all(len(row) == self.layout.length for row in self.raw)
        return self.evidence >= 2 or (full and self.text("issuer").rstrip(FILLER) in CODES)

    def with_number(self, number: str) -> "Zone":
        """Return the zone with another document number of the same length (filler excluded)."""
        size = len(self.text("number"))
        rows = self.layout.spans["number"].put(self.rows, number[:size].ljust(size, FILLER))
        rest = number[size:]
        if rest:
            optional = self.layout.spans["optional"]
            start = Span(optional.row, optional.start, optional.start + len(rest))
            rows = start.put(rows, rest)
        return replace(self, rows=rows)

    def with_right_digit(self) -> "Zone":
        """Return the zone with the check digit that its document number asks for."""
        rest, digit = self._long_number()
        right = check_digit(self.text("number") + rest)
        span = self.layout.spans["number_check"]
        if digit:
            optional = self.layout.spans["optional"]
            place = optional.start + len(rest)
            span = Span(optional.row, place, place + 1)
        return replace(self, rows=span.put(self.rows, right))

    def agrees_but_for(self, name: str) -> bool:
        """Tell whether every check other than `name` agrees."""
        return all(outcome for check, outcome in self.checks.items() if check != name)

    def _has_form(self) -> bool:
        """Tell whether type, name, number and sex hold what they must hold."""
        return (
            self.text("type")[:1] in tuple(self.layout.begins)
            and bool(self.text("names").strip(FILLER))
            and not DIGITS.isdisjoint(self.number)
            and self.text("sex") in _SEXES
        )

    def _has_dates(self) -> bool:
        """Tell whether birth and expiry are dates; a part of one that is not known is filler."""
        birth, expiry = self.text("birth"), self.text("expiry")
        return (
            birth[:2].isdigit()
            and _is_date(birth)
            and (not expiry.strip(FILLER) or _is_date(expiry))
        )

    def _agrees(self, covered: tuple[Span, ...], digit: Span) -> bool:
        return agrees("".join(span.of(self.rows) for span in covered), digit.of(self.rows))

    def _long_number(self) -> tuple[str, str]:
        """Return the rest of a long number and its check digit, or two empty strings."""
        if self.text("number_check") != FILLER or FILLER in self.text("number"):
            return "", ""
        overflow = self.text("optional").split(FILLER)[0]
        return overflow[:-1], overflow[-1:]


def lay_out(layout: Layout, rows: tuple[str, ...], raw: tuple[str, ...]) -> Zone:
    """Return the zone of `rows` (each of the layout's length), its fields mended kind by kind.

    A date holds digits and a country letters, so a look-alike of the other kind is put right.
    The document number and the optional fields hold both: they are left as read. The second letter
    of a card's type is never O (that shape is the D of "ID").
    """
    if rows[0][0] != "P" and rows[0][1] in "O0Q":
        rows = (rows[0][0] + "D" + rows[0][2:], *rows[1:])
    for span in layout.spans.values():
        rows = span.put(rows, _mend(span.kind, span.of(rows)))
    for field in _COUNTRY_FIELDS:
        if field in layout.spans:
            span = layout.spans[field]
            rows = span.put(rows, mend_code(span.of(rows)))
    return _mend_optional(Zone(layout, rows, raw))


def _mend(kind: Kind, text: str) -> str:
    if kind is Kind.DIGITS:
        return to_digits(text)
    return to_letters(text) if kind is Kind.LETTERS else text


def _mend_optional(zone: Zone) -> Zone:
    """Return the zone with optional data in digits where only then the digits over it agree."""
    for field in ("optional", "optional2"):
        span = zone.layout.spans.get(field)
        if span is None or zone.has_long_number or zone.agrees_but_for("number"):
            continue
        mended = replace(zone, rows=span.put(zone.rows, to_digits(span.of(zone.rows))))
        if sum(mended.checks.values()) > sum(zone.checks.values()):
            zone = mended
    return zone


def _is_date(text: str) -> bool:
    return set(text) <= DIGITS | {FILLER} and _is_month(text[2:4])


def _is_month(text: str) -> bool:
    return FILLER in text or text == "00" or (text.isdigit() and 1 <= int(text) <= 12)
