"""Tests of the letters and cards that are drawn from tables of wording."""

from datetime import date

import numpy as np
import pytest

from app.domain.documents import GATHERED_TYPES, SUBTYPES, DocumentSubtype, FileTag
from app.specimens import (
    CARDS,
    LAYOUTS,
    LETTERS,
    draw_card,
    draw_letter,
    draw_person,
    load_portrait,
)

TODAY = date(2026, 11, 23)
ISSUED = date(2026, 11, 3)
_S = DocumentSubtype

#: Kinds that are drawn by functions of their own.
DRAWN_APART = {_S.PASSPORT, _S.ID_CARD, _S.REVERSE_OF_ID}


def test_every_kind_of_paper_is_drawn_in_several_languages() -> None:
    wanted = {subtype for kind in GATHERED_TYPES for subtype in SUBTYPES[kind]} - {_S.OTHER}
    assert LETTERS.keys() | CARDS.keys() | DRAWN_APART == wanted
    assert all(len(languages) >= 3 for languages in (*LETTERS.values(), *CARDS.values()))


@pytest.mark.parametrize("kind", list(LETTERS))
def test_letters_differ_by_layout_and_say_whose_they_are(kind: DocumentSubtype) -> None:
    person = draw_person(3, today=TODAY)
    one, other = (
        draw_letter(kind, person, language=LETTERS[kind][0], layout=layout, seed=3, issued=ISSUED)
        for layout in LAYOUTS
    )
    assert one.truth.subtype is kind
    assert {"SPECIMEN", person.full_name, person.address.line1} <= set(one.truth.text)
    assert one.truth.fields["date"] == "2026-11-03"
    assert not np.array_equal(np.asarray(one.image), np.asarray(other.image))
    assert not any("{" in text or "#" in text for text in one.truth.text)


def test_same_seed_draws_the_same_letter() -> None:
    person = draw_person(1, today=TODAY)
    first, second = (
        draw_letter(
            _S.TAX_RETURN, person, language="de", layout="plain", seed=9, issued=ISSUED
        ).image
        for _ in range(2)
    )
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("kind", list(CARDS))
def test_cards_have_two_sides_and_two_layouts(kind: DocumentSubtype) -> None:
    person, portrait = draw_person(2, today=TODAY), load_portrait("p1_a")
    papers = [
        draw_card(kind, side, person, portrait, language=CARDS[kind][0], seed=seed)
        for side in (FileTag.FRONT, FileTag.BACK)
        for seed in (2, 3)
    ]
    assert [paper.truth.tag for paper in papers] == [FileTag.FRONT] * 2 + [FileTag.BACK] * 2
    assert len({paper.image.tobytes() for paper in papers}) == 4
    assert all("SPECIMEN" in paper.truth.text for paper in papers)
