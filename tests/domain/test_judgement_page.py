"""The page for compliance staff says what the program does."""

import re
from pathlib import Path

import pytest

from app.domain.checks import Why
from app.domain.judgement import precedence
from app.domain.judgement.precedence import LADDER
from app.domain.judgement.sign_checks import SIGNS
from app.domain.rejections import RejectionType
from app.domain.scoring_settings import settings_for
from app.domain.statuses import MatchLevel

PAGE = Path(__file__).parents[2] / "docs" / "judgement.md"
ORDER = (MatchLevel.MODERATE, MatchLevel.STRICT, MatchLevel.BASIC)


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading, without its head."""
    section = re.split(r"^## ", text, flags=re.MULTILINE)
    lines = next(part for part in section if part.startswith(heading)).splitlines()
    table = [line for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("heading", "part"),
    [("Checks of an identity proof", "identity"), ("Checks of an address proof", "address")],
)
def test_weights_on_the_page_are_those_of_the_program(page: str, heading: str, part: str) -> None:
    written = {row[0].strip("`"): [int(cell) for cell in row[2:]] for row in rows(page, heading)}
    weights = [getattr(settings_for(level), part).weights for level in ORDER]
    assert written == {str(name): [each[name] for each in weights] for name in weights[0]}


def test_thresholds_on_the_page_are_those_of_the_program(page: str) -> None:
    written = rows(page, "Match levels")
    for level, row in zip(ORDER, written, strict=True):
        identity, address = settings_for(level).identity, settings_for(level).address
        assert row[0] == str(int(level))
        assert row[1].split(" ")[0] == level.name.lower()
        thresholds = [int(row[3]), int(row[4])]
        assert thresholds == [identity.accept_above, identity.reject_below]
        assert thresholds == [address.accept_above, address.reject_below]


def test_other_settings_on_the_page_are_those_of_the_program(page: str) -> None:
    settings = settings_for(MatchLevel.STRICT)
    assert {row[0].strip("`"): float(row[1]) for row in rows(page, "Other settings")} == {
        "minimumAgeSettings.defaultMinimumAge": settings.identity.minimum_age.default,
        "faceThresholds.match": settings.identity.face_match,
        "faceThresholds.review": settings.identity.face_review,
        "documentMaxAge": settings.address.document_max_age_days,
    }


def test_ladder_on_the_page_and_in_the_docstring_is_the_programs(page: str) -> None:
    ladder = [[str(place), rung.type, rung.when] for place, rung in enumerate(LADDER, 1)]
    assert rows(page, "Which reason a rejection is given") == ladder
    docstring = f"## Ladder\n{precedence.__doc__}"
    assert rows(docstring, "Ladder") == ladder


def test_every_rejection_is_explained_and_who_gives_it(page: str) -> None:
    by_machine = {str(rung.type) for rung in LADDER}
    written = {row[0]: row[1] for row in rows(page, "What each rejection means")}
    assert written == {
        str(type_): "machine, person" if type_ in by_machine else "person"
        for type_ in RejectionType
    }


def test_every_reason_of_a_check_is_explained(page: str) -> None:
    assert [row[0] for row in rows(page, "Why a check did not pass")] == [str(why) for why in Why]


def test_every_sign_is_explained_with_its_check(page: str) -> None:
    written = {row[0]: row[1] for row in rows(page, "Signs of copying and editing")}
    assert written == {code: check.value for code, check in SIGNS.items()}
