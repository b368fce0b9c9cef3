"""Names part by part: every pair that a likeness ratio gets wrong, and how real papers spell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.documents import FileTag
from app.domain.evidence import TextLine
from app.domain.names import (
    FoundName,
    NameMatch,
    compare_first_name,
    compare_last_name,
    find_name,
)

MATCH, PARTIAL, MISMATCH, NOT_READ = NameMatch
NOTHING = FoundName()
NAMES = st.text(st.sampled_from("ABCDEÉÑÜßØ -'"), min_size=1, max_size=20)


def lines(*texts: str, confidence: float = 0.97) -> list[TextLine]:
    return [TextLine(text, confidence, FileTag.PAGES) for text in texts]


@pytest.mark.parametrize(
    ("expected", "read", "match"),
    [
        ("Anna", "ANNA", MATCH),
        ("Anna", "JOANNA", MISMATCH),
        ("Maria", "MARIO", MISMATCH),
        ("Anna", "ANNA MARIA", MATCH),
        ("Anna Maria", "ANNA LOUISE MARIA", MATCH),
        ("Anna Maria", "ANNA", PARTIAL),
        ("Anna Maria", "ANNA LOUISE", PARTIAL),
        ("Maria", "ANNA MARIA", PARTIAL),
        ("Anna Maria", "MARIA", PARTIAL),
        ("Jean-Pierre", "JEANPIERRE", MATCH),
        ("Jeanpierre", "JEAN PIERRE LOUIS", MATCH),
        ("Jean Pierre Louis", "JEANPIERRE", PARTIAL),
        ("J.", "JOHN", PARTIAL),
        ("John", "J", PARTIAL),
        ("Seán", "SEAN", MATCH),
        ("Zoë", "ZOE", MATCH),
        ("Jürgen", "JUERGEN", MATCH),
        ("Juergen", "JÜRGEN", MATCH),
        ("Li", "WEI", MISMATCH),
        ("D'Arcy", "DARCY", MATCH),
        ("Иван", "IVAN", NOT_READ),
        ("Иван", "ИВАН", MATCH),
        ("Anna", "", NOT_READ),
        ("", "ANNA", NOT_READ),
        ("--", "ANNA", NOT_READ),
    ],
)
def test_first_name_is_compared_part_by_part(expected: str, read: str, match: NameMatch) -> None:
    assert compare_first_name(expected, read) is match


@pytest.mark.parametrize(
    ("expected", "read", "match"),
    [
        ("Lin", "LI", MISMATCH),
        ("Wei", "LIN", MISMATCH),
        ("Müller", "MULLER", MATCH),
        ("Müller", "MUELLER", MATCH),
        ("Müller", "MUXXLLER", MATCH),
        ("Weißmüller", "WEISSMUELLER", MATCH),
        ("Peñalosa", "PENXXALOSA", MATCH),
        ("Peñalosa", "PENALOSA", MATCH),
        ("Åkerøy", "AAKEROEY", MATCH),
        ("Åkerøy", "AKEROY", MATCH),
        ("Šedivková", "SEDIVKOVA", MATCH),
        ("Łukasz", "LUKASZ", MATCH),
        ("Þórsson", "THORSSON", MATCH),
        ("O'Hollaran", "OHOLLARAN", MATCH),
        ("O’Hollaran", "O HOLLARAN", MATCH),
        ("Varga-Leclerq", "VARGA LECLERQ", MATCH),
        ("van der Berg", "VANDERBERG", MATCH),
        ("De la Cruz", "DE LA TORRE", MISMATCH),
        ("Martinez", "MARTINEZ LOPEZ", PARTIAL),
        ("Martinez Lopez", "MARTINEZ", PARTIAL),
        ("Martinez Lopez", "LOPEZ MARTINEZ", PARTIAL),
        ("Delacruz", "DE LA CRUZ ORTIZ", PARTIAL),
        ("De la Cruz Ortiz", "DELACRUZ", PARTIAL),
        ("Παππάς", "PAPPAS", NOT_READ),
    ],
)
def test_last_name_is_compared_in_every_spelling(
    expected: str, read: str, match: NameMatch
) -> None:
    assert compare_last_name(expected, read) is match


@pytest.mark.parametrize(
    ("expected", "read"), [("Eriksson", "ERIKSSDN"), ("Eriksson", "ERIKSON"), ("Wolf", "WOLFF")]
)
def test_one_letter_may_differ_when_the_reader_was_unsure(expected: str, read: str) -> None:
    assert compare_last_name(expected, read) is MISMATCH
    assert compare_last_name(expected, read, confidence=0.79) is PARTIAL


@pytest.mark.parametrize(
    ("expected", "read"), [("Ilves", "llves"), ("Ian", "lan"), ("Olsen", "0lsen"), ("Al", "AI")]
)
def test_signs_of_one_shape_are_left_to_a_person_however_sure_the_reader_was(
    expected: str, read: str
) -> None:
    assert compare_last_name(expected, read) is PARTIAL
    assert compare_first_name(expected, read) is PARTIAL
    found = find_name("Erika", expected, lines(f"Erika {read}"))
    assert found == FoundName(PARTIAL, PARTIAL, 0)


@pytest.mark.parametrize(
    ("expected", "read"), [("Kim", "LIM"), ("Anna", "JOANNA"), ("Eriksson", "ERIKSDDN")]
)
def test_more_than_one_letter_or_a_short_name_never_passes(expected: str, read: str) -> None:
    assert compare_last_name(expected, read, confidence=0.1) is MISMATCH


@pytest.mark.parametrize(
    ("expected", "read", "match"),
    [
        ("Maximiliane Charlotte", "MAXIMILIANE CHARLO", MATCH),
        ("Maximiliane Charlotte", "MAXIMILIANE", MATCH),
        ("Maximiliane", "MAXIMI", PARTIAL),
        ("Christopher", "CHRISTIN", MISMATCH),
    ],
)
def test_first_name_cut_off_in_the_zone_is_compared_as_far_as_it_goes(
    expected: str, read: str, match: NameMatch
) -> None:
    assert compare_first_name(expected, read, is_cut=True) is match


def test_last_name_cut_off_in_the_zone_matches_from_its_first_part_on() -> None:
    assert compare_last_name("Papandropoulous Xen", "PAPANDROPOULOUS X", is_cut=True) is MATCH
    assert compare_last_name("Papandropoulous", "PAPANDROPO", is_cut=True) is PARTIAL
    assert compare_last_name("Papandropoulous", "PAPANDROPO") is MISMATCH


@given(name=NAMES)
def test_every_name_matches_itself(name: str) -> None:
    same = compare_first_name(name, name), compare_last_name(name, name)
    assert set(same) <= {MATCH, NOT_READ}
    assert (MATCH in same) is any(sign.isalpha() for sign in name)


@given(expected=NAMES, read=NAMES)
def test_a_match_has_the_same_parts(expected: str, read: str) -> None:
    if compare_last_name(expected, read) is MATCH:
        assert compare_last_name(read, expected) is MATCH


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (("Erika Lindqvist",), FoundName(MATCH, MATCH, 0)),
        (("Mrs LINDQVIST, Erika M.",), FoundName(MATCH, MATCH, 0)),
        (("Dear customer", "Erika Lindqvist"), FoundName(MATCH, MATCH, 1)),
        (("Erika", "Lindqvist"), FoundName(MATCH, MATCH, 0)),
        (("Erika Lindqvist Account number: 4471",), FoundName(MATCH, MATCH, 0)),
        (("MRS E LINDQVIST",), FoundName(PARTIAL, MATCH, 0)),
        (("12 Lindqvist Road",), FoundName(NOT_READ, PARTIAL, 0)),
        (("12 Lindqvist Road", "Karl Berg", "Erika Lindqvist"), FoundName(MATCH, MATCH, 2)),
        (("Erika Lindquist",), NOTHING),
        (("Erika", "of", "Lindqvist"), FoundName(NOT_READ, PARTIAL, 2)),
        (("Karl Berg",), NOTHING),
        ((), NOTHING),
    ],
)
def test_name_is_found_on_one_line_or_two(text: tuple[str, ...], found: FoundName) -> None:
    seen = find_name("Erika Sofia", "Lindqvist", lines(*text))
    assert (seen.first, seen.last) == (found.first, found.last)


def test_name_torn_apart_is_found() -> None:
    text = lines("JEAN PIERRE DE LA CRUZ", "or", "JEANPIERRE DELACRUZ")
    for first, last in (("Jeanpierre", "De la Cruz"), ("Jean-Pierre", "Delacruz")):
        found = find_name(first, last, text)
        assert (found.first, found.last, found.line) == (MATCH, MATCH, 0)


def test_name_over_two_files_is_not_joined() -> None:
    apart = [
        TextLine("Erika", 0.9, FileTag.FRONT),
        TextLine("Lindqvist", 0.9, FileTag.BACK),
    ]
    assert find_name("Erika", "Lindqvist", apart) == FoundName(NOT_READ, PARTIAL, 1)


def test_each_part_needs_its_own_partner_on_the_line() -> None:
    assert find_name("James", "James", lines("Mr James")).first is NOT_READ
    assert find_name("James", "James", lines("James James")).first is MATCH


def test_misread_line_is_partial_only_when_the_reader_was_unsure() -> None:
    unsure = find_name("Erika", "Lindqvist", lines("Erika Lindquist", confidence=0.6))
    assert unsure == FoundName(PARTIAL, PARTIAL, 0)
    assert find_name("Karla", "Lindqvist", lines("Erika Lindquist", confidence=0.6)) == NOTHING


def test_nothing_is_found_for_half_a_name() -> None:
    assert find_name("", "Lindqvist", lines("Lindqvist")) == NOTHING
    assert find_name("Erika", "", lines("Erika")) == NOTHING
