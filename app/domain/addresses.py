"""Does the paper show the customer's address? Numbers must be equal, words nearly so.

A whole-string ratio gives 96 of 100 for a wrong house number. So the set of numbers in a line must
be equal, and of its words at least 85 % must be the same after abbreviations are spelled alike
(St and Street, Rd and Road, r. and rue, Str. and Straße). A bill holds the issuer's address too:
what counts stands near the customer's name.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.domain.evidence import ExpectedPerson, TextLine
from app.domain.judgement.address_words import (
    address_words,
    is_unit,
    letters_in,
    numbers_in,
    pieces_of,
)
from app.domain.judgement.spelling import Word, is_near, is_same, joined, words
from app.domain.names import LOW_CONFIDENCE

#: Share of a line's words that must be the same; lower lets Harbour Road pass for Harbour Lane.
WORD_OVERLAP = 0.85

#: Lines between a name and its address at most; two columns read row by row double the distance.
NEAR_LINES = 10


class PartMatch(StrEnum):
    """How one part of the customer's address relates to the paper.

    `partial`: only some of it is there (a street without its number), or it stands far from the
    customer's name.
    `mismatch`: the same street with another number, or another flat.
    """

    MATCH = "match"
    PARTIAL = "partial"
    MISMATCH = "mismatch"
    NOT_FOUND = "not-found"
    NOT_ON_RECORD = "not-on-record"


@dataclass(frozen=True)
class FoundAddress:
    """How each part of the customer's address agrees with a paper."""

    line1: PartMatch
    city: PartMatch
    region: PartMatch
    postal_code: PartMatch


class _Row(NamedTuple):
    """One line of the paper: its words as written, as an address, and whether they are unsure."""

    words: tuple[Word, ...]
    address: tuple[Word, ...]
    is_unsure: bool


class _Wanted(NamedTuple):
    """One piece of the street (a street with its number, a flat), and all numbers on record."""

    piece: tuple[Word, ...]
    known: frozenset[str]


def find_address(
    expected: ExpectedPerson, lines: Sequence[TextLine], *, name_line: int | None = None
) -> FoundAddress:
    """Find the customer's address among the lines of a paper.

    `name_line` is the index of the line with the customer's name: an address far from it is the
    issuer's. Without it the whole paper counts.
    """
    rows = [
        _Row(words(line.text), address_words(line.text), line.confidence < LOW_CONFIDENCE)
        for line in lines
    ]
    street, line = _find_street(expected, rows, name_line)
    near = _near(rows, name_line if line is None else line)
    return FoundAddress(
        line1=street,
        city=_find_words(expected.city, near),
        region=_find_words(expected.region, near),
        postal_code=_find_postal_code(expected.postal_code, near),
    )


def _find_street(
    expected: ExpectedPerson, rows: Sequence[_Row], name_line: int | None
) -> tuple[PartMatch, int | None]:
    """Return how the street lines agree, and where the longest of them stands."""
    pieces = [piece for line in expected.address_lines for piece in pieces_of(line)]
    if not pieces:
        return PartMatch.NOT_ON_RECORD, None
    known = _known_numbers(expected)
    street = _Wanted(max(pieces, key=len), known)
    found = [_match_at(street, rows, index) for index in range(len(rows))]
    places = [index for index, match in enumerate(found) if match is PartMatch.MATCH]
    if not places:
        return _best(found), None
    line = min(places, key=lambda index: abs(index - (name_line or 0)))
    if name_line is not None and abs(line - name_line) > NEAR_LINES:
        return PartMatch.PARTIAL, line
    near = _near(rows, line)
    if _has_other_unit(near, known):
        return PartMatch.MISMATCH, line
    return _worst(_find_piece(_Wanted(piece, known), near) for piece in pieces), line


def _worst(matches: Iterable[PartMatch]) -> PartMatch:
    """Return MATCH if every piece matches, MISMATCH if one differs, PARTIAL otherwise."""
    seen = set(matches)
    if PartMatch.MISMATCH in seen:
        return PartMatch.MISMATCH
    return PartMatch.MATCH if seen == {PartMatch.MATCH} else PartMatch.PARTIAL


def _find_piece(wanted: _Wanted, rows: Sequence[_Row]) -> PartMatch:
    """Return the best match of one piece among some lines."""
    return _best(_match_at(wanted, rows, index) for index in range(len(rows)))


def _best(matches: Iterable[PartMatch]) -> PartMatch:
    """Return what counts of several tries: a match, else another number, else a part."""
    seen = set(matches)
    order = (PartMatch.MATCH, PartMatch.MISMATCH, PartMatch.PARTIAL)
    return next((match for match in order if match in seen), PartMatch.NOT_FOUND)


def _match_at(wanted: _Wanted, rows: Sequence[_Row], index: int) -> PartMatch:
    """Compare a piece with one line, and with that line and the next written as one."""
    row = rows[index]
    match = _match_in(wanted, row.address, is_unsure=row.is_unsure)
    if match is not PartMatch.NOT_FOUND or index + 1 == len(rows):
        return match
    below = rows[index + 1]
    return _match_in(
        wanted, (*row.address, *below.address), is_unsure=row.is_unsure or below.is_unsure
    )


def _match_in(wanted: _Wanted, line: Sequence[Word], *, is_unsure: bool) -> PartMatch:
    """Look for a piece anywhere in a line; a strange number beside it belongs to another house."""
    street = letters_in(wanted.piece)
    if _shared(street, line, is_unsure=is_unsure) < WORD_OVERLAP * len(street):
        return PartMatch.NOT_FOUND
    found: set[PartMatch] = set()
    for length in range(max(1, len(wanted.piece) - 1), len(wanted.piece) + 2):
        for start in range(len(line) - length + 1):
            end = start + length
            match = _compare_span(wanted.piece, line[start:end], is_unsure=is_unsure)
            if match is PartMatch.MATCH and _has_strange_neighbour(
                line[:start], line[end:], wanted.known
            ):
                match = PartMatch.MISMATCH
            found.add(match)
    return _best(found)


def _compare_span(wanted: Sequence[Word], span: Sequence[Word], *, is_unsure: bool) -> PartMatch:
    """Compare as many words as a piece has: numbers equal, words the same by 85 %."""
    if _overlap(letters_in(wanted), letters_in(span), is_unsure=is_unsure) < WORD_OVERLAP:
        return PartMatch.NOT_FOUND
    expected, seen = Counter(numbers_in(wanted)), Counter(numbers_in(span))
    if expected == seen:
        return PartMatch.MATCH
    if not letters_in(wanted):
        # A number without a word beside it is no street: another one says nothing.
        return PartMatch.NOT_FOUND
    return PartMatch.PARTIAL if seen <= expected else PartMatch.MISMATCH


def _overlap(wanted: Sequence[Word], seen: Sequence[Word], *, is_unsure: bool) -> float:
    """Return the share (0-1) of words that have a partner, of the longer side."""
    longer = max(len(wanted), len(seen))
    return _shared(wanted, seen, is_unsure=is_unsure) / longer if longer else 1.0


def _shared(wanted: Sequence[Word], seen: Sequence[Word], *, is_unsure: bool) -> int:
    """Return how many words have a partner of their own."""
    rest = list(seen)
    for word in wanted:
        for other in rest:
            if is_same(word, other) or (is_unsure and is_near(word, other)):
                rest.remove(other)
                break
    return len(seen) - len(rest)


def _has_strange_neighbour(
    before: Sequence[Word], after: Sequence[Word], known: frozenset[str]
) -> bool:
    """Tell whether a number that is not on record stands beside the span, or a flat's after it."""
    beside = [*before[-1:], *after[: 2 if is_unit(after) else 1]]
    return not known.issuperset(numbers_in(beside))


def _has_other_unit(rows: Sequence[_Row], known: frozenset[str]) -> bool:
    """Tell whether a line begins with a flat that is not the customer's."""
    return any(
        is_unit(row.address) and not known.issuperset(numbers_in(row.address[1:2])) for row in rows
    )


def _find_words(text: str, rows: Sequence[_Row]) -> PartMatch:
    """Look for a city or region on one line, in one piece."""
    wanted = address_words(text)
    if not wanted:
        return PartMatch.NOT_ON_RECORD
    whole = joined(wanted)
    for row in rows:
        for start in range(len(row.address)):
            if any(
                is_same(whole, joined(row.address[start:end]))
                for end in range(start + 1, min(len(row.address), start + len(wanted) + 1) + 1)
            ):
                return PartMatch.MATCH
    return PartMatch.NOT_FOUND


def _find_postal_code(text: str, rows: Sequence[_Row]) -> PartMatch:
    """Look for a postal code; spaces do not count, and a ZIP+4 agrees by its first five digits."""
    code = "".join(word.plain for word in words(text))
    if not code:
        return PartMatch.NOT_ON_RECORD
    codes = {code, code[:5]} if re.fullmatch(r"\d{9}", code) else {code}
    for row in rows:
        written = [word.plain for word in row.words]
        for start in range(len(written)):
            if any("".join(written[start:end]) in codes for end in range(start + 1, start + 4)):
                return PartMatch.MATCH
    return PartMatch.NOT_FOUND


def _known_numbers(expected: ExpectedPerson) -> frozenset[str]:
    """Return every number in the address on record."""
    record = (*expected.address_lines, expected.postal_code, expected.city)
    return frozenset(number for text in record for number in numbers_in(address_words(text)))


def _near(rows: Sequence[_Row], line: int | None) -> Sequence[_Row]:
    """Return the lines around one line, all lines when there is none."""
    if line is None:
        return rows
    return rows[max(0, line - NEAR_LINES) : line + NEAR_LINES + 1]
