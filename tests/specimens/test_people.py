"""Persons follow from seed and day alone, cover every trap, and take what a caller fixes."""

from datetime import date, timedelta

from app.specimens import draw_person


def test_same_seed_draws_the_same_person(today: date) -> None:
    assert draw_person(5, today=today) == draw_person(5, today=today)


def test_twelve_seeds_cover_every_trap(today: date) -> None:
    assert {draw_person(seed, today=today).trap for seed in range(12)} == {
        "none",
        "umlaut",
        "apostrophe",
        "double-surname",
        "middle-names",
        "nordic-letters",
        "look-alike-number",
        "hyphen",
        "short-name",
        "long-name",
        "caron",
    }


def test_same_trap_returns_with_other_particulars(today: date) -> None:
    first, second = draw_person(1, today=today), draw_person(13, today=today)
    assert first.trap == second.trap
    assert first.document_number != second.document_number
    assert first.birth_date != second.birth_date


def test_everyone_is_of_age_with_papers_in_date(today: date) -> None:
    for seed in range(60):
        person = draw_person(seed, today=today)
        assert person.birth_date <= today - timedelta(days=19 * 365)
        assert person.issue_date < today < person.expiry_date


def test_overrides_win_over_the_seed(today: date) -> None:
    child = today - timedelta(days=3000)
    person = draw_person(2, today=today, first_name="Ida", birth_date=child, expiry_date=today)
    assert (person.first_name, person.birth_date, person.expiry_date) == ("Ida", child, today)
    assert person.last_name == draw_person(2, today=today).last_name
