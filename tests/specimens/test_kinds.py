"""The table of kinds: every row can be drawn, in every style, and with each of its faults."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.specimens import FAULTS, KINDS, PHOTOS, STYLES, Kind, Sitting, Truth, invent_person

kinds = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])


def sitting(seed: int, today: date) -> Sitting:
    """Return a sitting of a person of the crowd."""
    return Sitting(invent_person(seed, today=today), PHOTOS[0], seed, today)


def truths(kind: Kind, sat: Sitting) -> list[Truth]:
    """Draw a paper and return what its sides say."""
    if kind.write is not None:
        return [kind.write(sat)[1]]
    assert kind.draw is not None
    return [paper.truth for paper in kind.draw(sat)]


@kinds
def test_every_kind_is_drawn_in_either_layout(kind: Kind, today: date) -> None:
    first, second = (truths(kind, sitting(seed, today)) for seed in (100, 104))
    # The back of a European licence names no one.
    assert any("lastName" in truth.fields or truth.address for truth in first)
    assert [truth.tag for truth in first] == [truth.tag for truth in second]


@kinds
def test_kind_is_either_drawn_or_written(kind: Kind) -> None:
    assert (kind.draw is None) != (kind.write is None)
    assert kind.faults
    assert set(kind.faults) <= set(FAULTS)


def test_four_seeds_show_every_style_and_eight_both_layouts(today: date) -> None:
    sat = [sitting(seed, today) for seed in range(8)]
    assert {item.style.name for item in sat[:4]} == {style.name for style in STYLES}
    assert len({(item.style.name, item.is_second_layout) for item in sat}) == 8


def test_styles_print_dates_in_their_own_ways() -> None:
    printed = {style.name: style.day(date(1990, 10, 7)) for style in STYLES}
    assert printed == {
        "english": "07 OCT 1990",
        "german": "07.10.1990",
        "spanish": "07-10-1990",
        "polish": "07 PAŹ/OCT 1990",
    }


@pytest.mark.parametrize("seed", range(0, 400, 37))
def test_faults_are_what_they_are_called(seed: int, today: date) -> None:
    sat = sitting(seed, today)
    assert FAULTS["expired"](sat).person.expiry_date < today
    minor = FAULTS["under-age"](sat).person
    assert minor.birth_date > today.replace(year=today.year - 18)
    assert minor.expiry_date > today
    assert FAULTS["old-letter"](sat).issued < today - timedelta(days=90)
    assert FAULTS["wrong-digit"](sat).flaw is not None
    assert FAULTS["other-face"](sat) == sat


def test_crowd_follows_from_the_seed_and_takes_overrides(today: date) -> None:
    person = invent_person(5, today=today)
    assert person == invent_person(5, today=today)
    ida = invent_person(5, today=today, first_name="Ida", document_number="X2O00001")
    assert (ida.first_name, ida.trap) == ("Ida", "look-alike-number")
    assert replace(ida, first_name="", document_number="", trap="") == replace(
        person, first_name="", document_number="", trap=""
    )


def test_crowd_is_of_age_with_papers_in_date(today: date) -> None:
    crowd = [invent_person(seed, today=today) for seed in range(100_000, 100_080)]
    assert all(person.issue_date < today < person.expiry_date for person in crowd)
    assert all(person.birth_date < today - timedelta(days=18 * 366) for person in crowd)
    assert len({person.full_name for person in crowd}) > 70
    assert all(len(person.document_number) <= 9 for person in crowd)
