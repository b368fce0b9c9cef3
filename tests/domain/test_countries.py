"""Countries as papers print them and as the wire writes them."""

import pytest

from app.domain.judgement.countries import two_letters


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("DEU", "DE"),
        ("D<<", "DE"),
        ("gbr", "GB"),
        ("GBN", "GB"),
        ("RKS", "XK"),
        ("CHE", "CH"),
        ("UTO", None),
        ("", None),
    ],
)
def test_country_is_written_with_two_letters(printed: str, code: str | None) -> None:
    assert two_letters(printed) == code
