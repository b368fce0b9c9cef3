"""Times, spans, lists and names by the rules of each language."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from babel import Locale
from flask import Flask, g

from app import languages
from app.languages import formats
from app.languages.shipped import PSEUDO, Language

APP = Flask(__name__)
languages.init_app(APP)
AT = datetime(2026, 3, 3, 14, 5, tzinfo=UTC)


@contextmanager
def page_in(tag: str) -> Iterator[None]:
    """Be on a page in a language, whether or not it ships."""
    language = next((each for each in PSEUDO if each.tag == tag), None)
    with APP.test_request_context():
        g.language = language or Language(tag, Locale.parse(tag, sep="-"))
        yield


@pytest.mark.parametrize(
    ("tag", "day", "clock"),
    [
        ("en-GB", "3 March 2026", "14:05"),
        ("de", "3. März 2026", "14:05"),
        ("pt-BR", "3 de março de 2026", "14:05"),
        ("ja", "2026年3月3日", "14:05"),
        ("ar", "3 مارس 2026", "2:05"),
    ],
)
def test_moment_is_written_as_the_language_does_and_names_its_zone(
    tag: str, day: str, clock: str
) -> None:
    with page_in(tag):
        told = formats.format_moment(AT)
    assert day in told
    assert clock in told
    assert "UTC" in told


@pytest.mark.parametrize(
    ("tag", "told"),
    [("en-GB", "a, b or c"), ("de", "a, b oder c"), ("ja", "a、b、またはc"), ("ar", "a أو b أو c")],
)
def test_alternatives_are_joined_as_the_language_does(tag: str, told: str) -> None:
    with page_in(tag):
        assert formats.format_alternatives(["a", "b", "c"]) == told


@pytest.mark.parametrize(
    ("tag", "told"), [("de", "2 Tage"), ("pl", "2 dni"), ("ru", "2 дня"), ("ar", "يومان")]
)
def test_span_has_the_plural_of_the_language(tag: str, told: str) -> None:
    with page_in(tag):
        assert formats.format_span(2, "day") == told


def test_sizes_and_numbers_are_written_as_the_language_does() -> None:
    with page_in("fr"):
        assert formats.format_megabytes(12) == "12\u202fMo"
    with page_in("de"):
        assert formats.format_number(1095) == "1.095"


@pytest.mark.parametrize(
    ("tag", "text", "told"),
    [
        ("en-GB", "passport", "Passport"),
        ("tr", "ikamet belgesi", "İkamet belgesi"),
        ("nl", "ijsbewijs", "IJsbewijs"),
        ("ka", "პასპორტი", "პასპორტი"),
        ("el", "άδεια", "Άδεια"),
        ("ar", "جواز", "جواز"),
        ("de", "", ""),
    ],
)
def test_first_letter_is_raised_as_the_language_does(tag: str, text: str, told: str) -> None:
    with page_in(tag):
        assert formats.capital(text) == told


def test_name_is_isolated_where_directions_meet() -> None:
    with page_in("en-GB"):
        assert formats.isolated("Harbour Street Shop") == "Harbour Street Shop"
        assert formats.isolated("متجر") == "\u2068متجر\u2069"
    with page_in("ar-XB"):
        assert formats.isolated("Shop") == "\u2068Shop\u2069"
