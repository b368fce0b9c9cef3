"""When a bill, statement or letter was written, and the issuer's telephone number."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from app.analysis.fields.dates import find_dates, is_month_first
from app.analysis.fields.labels import plain
from app.domain.addressee import find_holder
from app.domain.evidence import FieldReading, TextLine

#: Words beside the day on which a paper was written, in plain letters.
_WRITTEN: Final = re.compile(
    r"\b(?:(?:facture|avis|releve|rechnung|kontoauszug|factura|extracto|fattura|estratto|factuur"
    r"|faktura|wyciag|fatura|extrato|invoice|statement|bill)(?: \w+){0,3} (?:du|vom|del|dated|van"
    r"|z dnia)|(?:invoice|bill|billing|statement|issue|issued|letter|tax point|print|document) ?"
    r"(?:date|on)?|date|dated|date d(?:e la )? ?(?:facture|emission|edition)|facture du|edite le"
    r"|emise? le|fait le|releve du|(?:rechnungs|ausstellungs|brief|auszugs)?datum|ausgestellt am"
    r"|vom|fecha(?: de(?: la)? (?:factura|emision|expedicion))?|emitid[ao](?: el)?"
    r"|data(?: d[ei]| della)? ?(?:fattura|emissione|documento|fatura|emissao)?|emess[ao] il"
    r"|(?:factuur|afschrift)datum|data wystawienia|data (?:faktury|wyciagu)|wystawion[ao])\b"
)

#: Words beside days that are none of that: due days, periods, births, contracts.
_OTHER: Final = re.compile(
    r"\b(?:due|pay(?:ment)?|before|until|by|period|from|to|between|next|birth|born|expir\w*|valid"
    r"|since|start\w*|contract|meter|reading|debit|transaction|echeance|paiement|payer|avant"
    r"|limite|prelev\w*|periode|du|au|prochaine?|naissance|depuis|contrat|fallig\w*|zahl\w*"
    r"|bis|zeitraum|abrechnungszeitraum|geburt\w*|vertrag\w*|seit|vencimiento|pago|periodo|desde"
    r"|hasta|nacimiento|scadenza|pagamento|dal|al|nascita|verval\w*|betal\w*|periode|tot|geboorte\w*"
    r"|termin|platnosc\w*|okres|do|vencimento|pagar|ate|nascimento)\b"
)

_PHONE_WORD: Final = re.compile(
    r"\b(?:tel|phone|telephone|telefon\w*|telefoon|call|customer (?:service|care)|help ?line"
    r"|hotline|mobile|contact|service clients?|kundenservice|servicio|assistenza|klantenservice"
    r"|infolinia)\b"
)
_PHONE: Final = re.compile(r"(?<![\w/])(?:\+|00)?\(?\d[\d\s().\-/]{5,18}\d(?![\w/])")


class _Dated(NamedTuple):
    """A day on a paper, how likely it is the day of writing, and the line that holds it."""

    day: date
    likelihood: int
    line: TextLine


def read_letter(lines: Sequence[TextLine], *, today: date) -> dict[str, FieldReading]:
    """Return `date` and `phone` of a paper whose lines are given in reading order.

    The day of writing is a day beside such a word; failing that, the latest day on the paper that
    is not after today and not beside a word for another kind of day. A day that no word vouches
    for is returned with a confidence of at most 0.7: it proves nothing against the customer.
    """
    found = {"date": _written_on(lines, today), "phone": _phone(lines)}
    return {key: reading for key, reading in found.items() if reading is not None}


def read_holder(lines: Sequence[TextLine], *, is_card: bool) -> dict[str, FieldReading]:
    """Return `holder`, the full name of the addressee of a letter or the holder of a payment card.

    Which of its words are the family name is not known. `is_card` tells that no page of a letter
    was sent.
    """
    index = find_holder(lines, is_card=is_card)
    if index is None:
        return {}
    line = lines[index]
    return {"holder": FieldReading(line.text.strip(), line.text, line.source, line.confidence)}


def _written_on(lines: Sequence[TextLine], today: date) -> FieldReading | None:
    dated = [item for item in _dated(lines, today) if item.day <= today]
    if not dated:
        return None
    best = max(dated, key=lambda item: (item.likelihood, item.day))
    confidence = best.line.confidence if best.likelihood > 1 else min(best.line.confidence, 0.7)
    return FieldReading(best.day.isoformat(), best.line.text, best.line.source, confidence)


def _dated(lines: Sequence[TextLine], today: date) -> Iterator[_Dated]:
    """Yield every day of a paper; a line of nothing but days takes its word from the one above."""
    month_first = is_month_first(line.text for line in lines)
    above = ""
    for line in lines:
        text = plain(line.text)
        days = find_dates(line.text, today=today, month_first=month_first)
        words = text if re.search(r"[a-z]{3}", text) else f"{above} {text}"
        for day in days:
            yield _Dated(day, _likelihood(words, len(days)), line)
        above = "" if days else text


def _likelihood(words: str, days: int) -> int:
    """Return 2 for a day of writing, 1 for a day without a word, 0 for a day of another kind."""
    rest, written = _WRITTEN.subn(" ", words)
    if days > 1 or _OTHER.search(rest):
        return 0
    return 2 if written else 1


def _phone(lines: Sequence[TextLine]) -> FieldReading | None:
    """Return the first number beside a word for it, else the first in international form."""
    found = [
        (bool(_PHONE_WORD.search(plain(line.text))), number, line)
        for line in lines
        for number in _numbers(line.text)
    ]
    labelled = [(number, line) for has_word, number, line in found if has_word]
    international = [(number, line) for _, number, line in found if number.startswith("+")]
    for number, line in (*labelled, *international):
        return FieldReading(number, line.text, line.source, line.confidence)
    return None


def _numbers(text: str) -> Iterator[str]:
    """Yield what may be telephone numbers: seven to fifteen digits (E.164), with a leading plus."""
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if 7 <= len(digits) <= 15 and not find_dates(match[0], today=date.max):
            yield ("+" if match[0].startswith("+") else "") + digits
