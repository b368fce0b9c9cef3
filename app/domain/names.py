"""Is the name on the paper the customer's? Compared part by part, never as one string.

Whole-string likeness does not separate people: ANNA and JOANNA, MARIA and MARIO, LI WEI and WEI LIN
all score above 91 of 100. So each part of the expected name needs its own partner on the paper, in
one of its spellings (`judgement.spelling`). A letter may differ only in a word of four letters or
more that the reader was unsure of, and then the match is partial: a person looks.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from app.domain.addressee import NameRole, role_of
from app.domain.evidence import TextLine
from app.domain.judgement.spelling import Word, is_alike, is_latin, is_near, is_same, joined, words

#: Below this confidence (0-1) a reading may hold a wrong letter, and proves no difference.
LOW_CONFIDENCE = 0.80


class NameMatch(StrEnum):
    """How a name on the paper relates to the expected one.

    `partial`: one name holds the other, or they may differ by a misread letter; a person must look.
    `not-read`: there is nothing to compare, or it is written in another script.
    """

    MATCH = "match"
    PARTIAL = "partial"
    MISMATCH = "mismatch"
    NOT_READ = "not-read"


@dataclass(frozen=True)
class FoundName:
    """A name found in free text: how well each part agrees, the index of its (first) line, and
    what it stands for on the paper.
    """

    first: NameMatch = NameMatch.NOT_READ
    last: NameMatch = NameMatch.NOT_READ
    line: int | None = None
    role: NameRole = NameRole.ADDRESSEE


def compare_first_name(
    expected: str, read: str, *, confidence: float = 1.0, is_cut: bool = False
) -> NameMatch:
    """Compare given names: the paper may hold more middle names, and must begin with the same one.

    `is_cut` tells that the MRZ had no room for all letters, so the end may be missing.
    """
    wanted, seen = words(expected), words(read)
    if not _are_comparable(wanted, seen):
        return NameMatch.NOT_READ
    begins_alike = is_same(wanted[0], seen[0])
    if _starts_with(seen, wanted) or (begins_alike and _take(wanted, seen, is_same) is not None):
        return NameMatch.MATCH
    if is_cut and begins_alike and _is_cut_from(seen, wanted):
        return NameMatch.MATCH
    if begins_alike or _is_initial(wanted[0], seen[0]) or _is_initial(seen[0], wanted[0]):
        return NameMatch.PARTIAL
    if _is_partial(wanted, seen, confidence=confidence, is_cut=is_cut):
        return NameMatch.PARTIAL
    return NameMatch.MISMATCH


def compare_last_name(
    expected: str, read: str, *, confidence: float = 1.0, is_cut: bool = False
) -> NameMatch:
    """Compare family names: the same parts in the same order; one part more or less is partial.

    `is_cut` tells that the MRZ had no room for all letters, so the end may be missing.
    """
    wanted, seen = words(expected), words(read)
    if not _are_comparable(wanted, seen):
        return NameMatch.NOT_READ
    if is_same(joined(wanted), joined(seen)):
        return NameMatch.MATCH
    if is_cut and is_same(wanted[0], seen[0]) and _is_cut_from(seen, wanted):
        return NameMatch.MATCH
    if _is_partial(wanted, seen, confidence=confidence, is_cut=is_cut):
        return NameMatch.PARTIAL
    return NameMatch.MISMATCH


def find_name(first_name: str, last_name: str, lines: Sequence[TextLine]) -> FoundName:
    """Find a name in free text: the whole family name and the first given name, in any order.

    Both must stand on one line or on two that follow each other. An initial in place of the given
    name, or a family name alone, is partial; nothing found is not-read. Of several places where
    the name stands the addressee's counts.
    """
    first, last = words(first_name), words(last_name)
    if not first or not last:
        return FoundName()
    found = [_read_name(first, last, index, row) for index, row in _rows(lines)]
    rank = max((_rank(name) for name in found), default=0)
    roles = [
        replace(name, role=role_of(lines, name.line, first_name, last_name))
        for name in found
        if name.line is not None and _rank(name) == rank
    ]
    addressees = (name for name in roles if name.role is NameRole.ADDRESSEE)
    return next(addressees, next(iter(roles), FoundName()))


def _rank(name: FoundName) -> int:
    return 3 * _RANK[name.last] + _RANK[name.first]


_RANK = {NameMatch.MATCH: 2, NameMatch.PARTIAL: 1, NameMatch.NOT_READ: 0}


def _rows(lines: Sequence[TextLine]) -> Iterator[tuple[int, tuple[TextLine, ...]]]:
    """Yield each line, then each two that follow each other in one file, with their index."""
    for index, line in enumerate(lines):
        yield index, (line,)
    for index, (upper, lower) in enumerate(pairwise(lines)):
        if upper.tag is lower.tag:
            yield index, (upper, lower)


def _read_name(
    first: Sequence[Word], last: Sequence[Word], index: int, row: tuple[TextLine, ...]
) -> FoundName:
    """Return how well one row of free text holds the name."""
    seen = words(" ".join(line.text for line in row))
    rest = _take_run(last, seen)
    if rest is not None:
        given = _given_among(rest, first)
        # A family name alone may be a street or a firm, so it is not taken for the customer's.
        family = NameMatch.PARTIAL if given is NameMatch.NOT_READ else NameMatch.MATCH
        return FoundName(given, family, index)
    agree = _may_be if min(line.confidence for line in row) < LOW_CONFIDENCE else is_alike
    rest = _take(last, seen, agree)
    if rest is not None and any(agree(first[0], word) for word in rest):
        return FoundName(NameMatch.PARTIAL, NameMatch.PARTIAL, index)
    return FoundName()


def _may_be(wanted: Word, seen: Word) -> bool:
    """Tell whether a word that was read unsurely may be the wanted one."""
    return is_near(wanted, seen) or is_alike(wanted, seen)


def _given_among(rest: Sequence[Word], first: Sequence[Word]) -> NameMatch:
    """Return whether the words left of a line hold the first given name, or its initial."""
    if any(
        is_same(word, first[0]) or _starts_with(rest[start:], first)
        for start, word in enumerate(rest)
    ):
        return NameMatch.MATCH
    if any(_is_initial(word, first[0]) for word in rest):
        return NameMatch.PARTIAL
    return NameMatch.NOT_READ


def _is_initial(letter: Word, name: Word) -> bool:
    """Tell whether a word is only the first letter of a name."""
    return len(letter.plain) == 1 and name.plain.startswith(letter.plain)


def _are_comparable(wanted: Sequence[Word], seen: Sequence[Word]) -> bool:
    """Tell whether there are words on both sides, in the same script."""
    return bool(wanted) and bool(seen) and is_latin(wanted) == is_latin(seen)


def _is_partial(
    wanted: Sequence[Word], seen: Sequence[Word], *, confidence: float, is_cut: bool
) -> bool:
    """Tell whether one name holds the other, as far as it could be read."""
    agree = _may_be if confidence < LOW_CONFIDENCE else is_alike
    return (
        _take(wanted, seen, agree) is not None
        or _take(seen, wanted, agree) is not None
        or _starts_with(seen, wanted)
        or _starts_with(wanted, seen)
        or (is_cut and _is_cut_from(seen, wanted))
    )


def _take(
    wanted: Sequence[Word], seen: Sequence[Word], agree: Callable[[Word, Word], bool]
) -> list[Word] | None:
    """Give each wanted word its own partner; return the words left over, None if one has none."""
    rest = list(seen)
    for word in wanted:
        partner = next(
            (other for other in rest if agree(word, other) or is_same(word, other)), None
        )
        if partner is None:
            return None
        rest.remove(partner)
    return rest


def _take_run(wanted: Sequence[Word], seen: Sequence[Word]) -> list[Word] | None:
    """Take the wanted words out, also where they are written as one or apart (DE LA / DELA)."""
    rest = _take(wanted, seen, is_same)
    if rest is not None:
        return rest
    whole = joined(wanted)
    for start in range(len(seen)):
        # A name is rarely torn into more than three words beyond its own.
        for end in range(start + 1, min(len(seen), start + len(wanted) + 3) + 1):
            if is_same(joined(seen[start:end]), whole):
                return [*seen[:start], *seen[end:]]
    return None


def _starts_with(longer: Sequence[Word], start: Sequence[Word]) -> bool:
    """Tell whether the first words of one name, written as one, are the other name."""
    whole = joined(start)
    return any(is_same(joined(longer[:end]), whole) for end in range(1, len(longer) + 1))


def _is_cut_from(seen: Sequence[Word], wanted: Sequence[Word]) -> bool:
    """Tell whether the name seen is the beginning of the wanted one."""
    pairs = zip(joined(wanted), joined(seen), strict=True)
    return any(whole.startswith(beginning) for whole, beginning in pairs)
