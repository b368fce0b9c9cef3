"""Tests of recognising the labels of a paper."""

import pytest

from app.analysis.fields.labels import fields_labelled, leading_label, plain


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Surname / Nom", "lastName"),
        ("1. Numm/Nom/Surname", "lastName"),
        ("Name/Surname/Nom", "lastName"),
        ("Given names / Prénoms", "firstName"),
        ("Imię (imiona)", "firstName"),
        ("4. Date of birth / Date de naissance", "dateOfBirth"),
        ("Date de naissancel", "dateOfBirth"),
        ("Geburtsdatum", "dateOfBirth"),
        ("Gültig bis", "expirationDate"),
        ("Date d'expiration", "expirationDate"),
        ("Fecha de expedición", "issueDate"),
        ("N° du passeport/Passport No.", "documentNumber"),
        ("Nationality: British", "nationality"),
        ("Sex / Sexe", "sex"),
        ("Place of birth", "other"),
    ],
)
def test_label_is_known_in_many_languages(label: str, field: str) -> None:
    assert fields_labelled(label) == {field}


@pytest.mark.parametrize("text", ["ERIKSSON", "13 FEB 1990", "UTO", "F", "", "Anna Maria"])
def test_values_are_no_labels(text: str) -> None:
    assert fields_labelled(text) == frozenset()


def test_label_of_a_whole_name_is_two_labels() -> None:
    assert len(fields_labelled("SURNAME, NAME")) == 2


def test_plain_text_has_neither_accents_nor_signs() -> None:
    assert plain("N° du passeport — ŁÓDŹ, Ødegård") == "n du passeport lodz odegard"


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("DOB 04/07/1988", "dateOfBirth", "04/07/1988"),
        ("LN CARDHOLDER", "lastName", "CARDHOLDER"),
        ("FN IMA", "firstName", "IMA"),
        ("DL I1234568", "documentNumber", "I1234568"),
        ("Surname / Nom LINDQVIST", "lastName", "LINDQVIST"),
        ("Date of birth 13.02.1990", "dateOfBirth", "13.02.1990"),
        ("3. Geburtsdatum 13.02.1990", "dateOfBirth", "13.02.1990"),
        ("Nome e cognome", "", ""),
        ("NOM DU PERE", "", ""),
        ("Name LINDQVIST", "", ""),
        ("SPECIMEN", "", ""),
    ],
)
def test_value_may_stand_behind_its_label(text: str, field: str, value: str) -> None:
    assert leading_label(text) == (field, value)
