"""Finding the shipped language nearest to what was asked for."""

import pytest
from babel import Locale

from app.domain.language_tags import is_language_tag
from app.languages.shipped import ENGLISH, Language, best_match, nearest

SHIPPED = ("de", "pt-BR", "zh-Hans", "zh-Hant", "sr-Latn", "nb", "he", "fil", "es", "es-MX")
LANGUAGES = (ENGLISH, *(Language(tag, Locale.parse(tag, sep="-")) for tag in SHIPPED))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("de-AT", "de"),
        ("de-Latn-CH-1996", "de"),
        ("pt", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hant-CN", "zh-Hant"),
        ("sr", "sr-Latn"),
        ("no", "nb"),
        ("iw", "he"),
        ("tl", "fil"),
        ("es-MX", "es-MX"),
        ("es-AR", "es"),
        ("en-US", "en"),
        ("de-u-co-phonebk", "de"),
        ("zh-x-hant", "zh-Hans"),
        ("xx", None),
        ("tlh", None),
        ("en-XA", "en"),
    ],
)
def test_nearest_language_is_found(asked: str, found: str | None) -> None:
    match = nearest(asked, LANGUAGES)
    assert (match and match.tag) == found


def test_pseudo_languages_answer_to_their_exact_name_alone() -> None:
    match = best_match("en-xa", with_pseudo=True)
    assert match is not None
    assert match.tag == "en-XA"
    assert best_match("ar-XB") != best_match("ar-XB", with_pseudo=True)
    assert best_match("en", with_pseudo=True) == ENGLISH


@pytest.mark.parametrize(
    "tag", ["de", "pt-BR", "zh-Hant-TW", "sl-rozaj-biske", "de-CH-1901", "en-u-nu-latn", "es-419"]
)
def test_tags_are_well_formed(tag: str) -> None:
    assert is_language_tag(tag)


@pytest.mark.parametrize(
    "tag", ["", "d", "german", "de_AT", "de-", "-de", "de--AT", "de AT", "dé", "de\n", "de-" * 20]
)
def test_tags_are_malformed(tag: str) -> None:
    assert not is_language_tag(tag)
