"""Papers of every kind, and papers and sides that were not asked for, for `make accuracy`."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from app.domain.documents import SUBTYPES, DocumentSubtype, DocumentType, FileTag
from app.specimens import KINDS, OTHER_KINDS, PHOTOS, Condition, Kind, Sitting, invent_person
from scripts.accuracy_sets import Case, Planned, photographed

_IDENTITY, _ADDRESS = DocumentType.IDENTITY_PROOF, DocumentType.ADDRESS_PROOF
#: How these papers are photographed, in turn.
_CONDITIONS: Final[tuple[Condition, ...]] = ("good", "tilt", "noise")
#: Pictures of which a better one may be asked for instead of a verdict.
BEYOND_WHAT_MUST_BE: Final = frozenset({"blur", "dark", "cut"})
#: Papers that prove an address where a merchant takes no card for it.
_LETTERS: Final = tuple(kind for kind in SUBTYPES[_ADDRESS] if kind not in SUBTYPES[_IDENTITY])


def kind_cases(options: argparse.Namespace, today: date) -> Iterator[Planned]:
    """Yield each kind of paper as it is, and once in every way in which it can be the wrong one.

    Kinds that `planned_cases` draws anyway are not drawn again as they are.
    """
    for seed in range(options.seed, options.seed + options.people):
        person = invent_person(seed, today=today)
        sitting = Sitting(person, PHOTOS[seed % len(PHOTOS)], seed, today)
        for place, kind in enumerate(kind for kind in (*KINDS, *OTHER_KINDS) if kind.draw):
            condition = _CONDITIONS[(seed + place) % len(_CONDITIONS)]
            if kind in OTHER_KINDS:
                yield partial(_itself, kind, sitting, condition)
            for fault, spoil in WRONG_PAPERS.items():
                if _can_be(fault, kind):
                    yield partial(_spoiled, kind, sitting, condition, fault, spoil)


def _can_be(fault: str, kind: Kind) -> bool:
    """Tell whether papers of a kind can be wrong in this way."""
    if fault == "other-paper":
        return kind in KINDS and kind.document_type is _IDENTITY
    return fault == "other-proof" or (kind.document_type is _IDENTITY and kind.sides == 2)


def _itself(kind: Kind, sitting: Sitting, condition: Condition) -> Case:
    """Return a paper of which nothing but its kind is measured."""
    case = _bare(photographed(kind, sitting, condition))
    return replace(case, source="kind", holder=None)


def _spoiled(
    kind: Kind, sitting: Sitting, condition: Condition, fault: str, spoil: Callable[[Case], Case]
) -> Case:
    return spoil(_bare(photographed(kind, sitting, condition, fault)))


def _bare(case: Case) -> Case:
    """Return the case without its selfie, of which no field is measured."""
    files = [(tag, data) for tag, data in case.files if tag is not FileTag.FACE_PROOF]
    unmeasured = replace(case, mrz=(), number=None, fields={}, says_all=False, addressee=None)
    return replace(unmeasured, files=tuple(files), words=())


def _other_proof(case: Case) -> Case:
    """Send an identity paper as a letter, and any other paper as an identity card."""
    _, picture = case.files[0]
    if case.document_type is _IDENTITY:
        files = ((FileTag.PAGES, picture),)
        return replace(case, document_type=_ADDRESS, files=files, permitted=_LETTERS)
    return replace(case, document_type=_IDENTITY, files=((FileTag.FRONT, picture),))


def _other_paper(case: Case) -> Case:
    """Send an identity paper where another identity paper was asked for."""
    passport, id_card = DocumentSubtype.PASSPORT, DocumentSubtype.ID_CARD
    return replace(case, permitted=(id_card if case.subtype is passport else passport,))


def _twice(case: Case, side: int) -> Case:
    _, picture = case.files[side]
    return replace(case, files=((FileTag.FRONT, picture), (FileTag.BACK, picture)))


#: How a paper can be the wrong one, by name.
WRONG_PAPERS: Final[dict[str, Callable[[Case], Case]]] = {
    "other-proof": _other_proof,
    "other-paper": _other_paper,
    "front-twice": partial(_twice, side=0),
    "back-twice": partial(_twice, side=1),
}
