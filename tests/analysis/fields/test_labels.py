"""Tests of recognising the labels of a paper."""

import pytest

from app.analysis.fields.labels import fields_labelled, plain


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
