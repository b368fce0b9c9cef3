"""The specimens that `make accuracy` measures, each with what it says."""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from app.domain.documents import DocumentType, FileTag
from app.specimens import (
    PHOTOS,
    Condition,
    Person,
    draw_bill,
    draw_bill_pdf,
    draw_id_card_back,
    draw_id_card_front,
    draw_passport,
    draw_person,
    load_portrait,
    photograph,
)

_IDENTITY, _ADDRESS = DocumentType.IDENTITY_PROOF, DocumentType.ADDRESS_PROOF

#: Young enough for any rule on how old a proof of address may be.
_BILL_AGE = timedelta(days=20)


@dataclass(frozen=True)
class Case:
    """One specimen: its files, and what it says.

    `number` is the document number without filler. `says_all` tells that `fields` and `mrz` are all
    there is on the paper, so that anything else that is read was invented. `addressee` is the first
    and last name of a letter's.
    """

    name: str
    source: str
    kind: str
    condition: str
    document_type: DocumentType
    files: tuple[tuple[FileTag, bytes], ...]
    mrz: tuple[str, ...] = ()
    number: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    says_all: bool = False
    addressee: tuple[str, str] | None = None


def drawn_cases(options: argparse.Namespace, today: date) -> Iterator[Case]:
    """Yield the papers of the persons of `options.seed` and following, in every condition."""
    for seed in range(options.seed, options.seed + options.people):
        person = draw_person(seed, today=today)
        for condition in options.conditions:
            yield _passport(person, seed, condition)
            yield _card(person, seed, condition)
            yield _bill(person, seed, condition, today)
        yield _pdf(person, seed, today)


def _passport(person: Person, seed: int, condition: Condition) -> Case:
    layout: Literal["list", "grid"] = "grid" if seed % 2 else "list"
    portrait = load_portrait(PHOTOS[seed % len(PHOTOS)])
    image, truth = draw_passport(person, portrait, seed=seed, layout=layout)
    return Case(
        name=f"drawn passport {seed} {person.trap} {condition}",
        source="drawn",
        kind="passport",
        condition=condition,
        document_type=_IDENTITY,
        files=((FileTag.FRONT, photograph(image, seed, condition)),),
        mrz=truth.mrz,
        number=person.document_number,
        fields=truth.fields,
        says_all=True,
    )


def _card(person: Person, seed: int, condition: Condition) -> Case:
    portrait = load_portrait(PHOTOS[seed % len(PHOTOS)])
    front, printed = draw_id_card_front(person, portrait, seed=seed)
    back, truth = draw_id_card_back(person, seed=seed)
    return Case(
        name=f"drawn card {seed} {person.trap} {condition}",
        source="drawn",
        kind="card",
        condition=condition,
        document_type=_IDENTITY,
        files=(
            (FileTag.FRONT, photograph(front, seed, condition)),
            (FileTag.BACK, photograph(back, seed + 1, condition)),
        ),
        mrz=truth.mrz,
        number=person.document_number,
        fields={**printed.fields, **truth.fields},
        says_all=True,
    )


def _bill(person: Person, seed: int, condition: Condition, today: date) -> Case:
    layout: Literal["left", "window"] = "window" if seed % 2 else "left"
    image, truth = draw_bill(person, issued=today - _BILL_AGE, layout=layout, seed=seed)
    return Case(
        name=f"drawn bill {seed} {person.trap} {condition}",
        source="drawn",
        kind="bill",
        condition=condition,
        document_type=_ADDRESS,
        files=((FileTag.PAGES, photograph(image, seed, condition)),),
        fields=_letter_fields(truth.fields),
        says_all=True,
        addressee=(person.first_name, person.last_name),
    )


def _pdf(person: Person, seed: int, today: date) -> Case:
    document, truth = draw_bill_pdf(person, issued=today - _BILL_AGE, seed=seed)
    return Case(
        name=f"drawn pdf {seed} {person.trap}",
        source="drawn",
        kind="bill",
        condition="pdf",
        document_type=_ADDRESS,
        files=((FileTag.PAGES, document),),
        fields=_letter_fields(truth.fields),
        says_all=True,
        addressee=(person.first_name, person.last_name),
    )


def _letter_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """Return what is read of a letter as fields; its names are looked for in the text."""
    return {key: value for key, value in fields.items() if key in ("date", "phone")}


def sample_cases(folder: Path) -> Iterator[Case]:
    """Yield the papers of a folder that its `manifest.json` knows the truth of."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for entry in manifest["files"]:
        truth = entry.get("ground_truth") or {}
        data = (folder / entry["file"]).read_bytes()
        if "mrz_type" in truth:
            yield _specimen(entry["file"], data, truth)
        elif "sur" in truth:
            yield _simulated(entry["file"], data, truth)
        elif "address" in truth:
            yield _letter(entry["file"], data, truth)


def _specimen(name: str, data: bytes, truth: Mapping[str, Any]) -> Case:
    """Return a printed specimen, of which the zone alone is known."""
    return Case(
        name=name,
        source="file",
        kind=truth["mrz_type"],
        condition="found",
        document_type=_IDENTITY,
        files=((FileTag.FRONT, data),),
        mrz=tuple(truth["mrz"]),
        number=truth["doc_number"].replace("<", ""),
    )


def _simulated(name: str, data: bytes, truth: Mapping[str, Any]) -> Case:
    """Return a simulated photograph, whose fields are known as six digits and plain letters."""
    is_bill = "bill" in name
    is_card_back = "back" in name
    fields = {
        "lastName": truth["sur"],
        "firstName": truth["given"],
        "dateOfBirth": f"19{truth['dob'][:2]}-{truth['dob'][2:4]}-{truth['dob'][4:]}",
        "expirationDate": f"20{truth['exp'][:2]}-{truth['exp'][2:4]}-{truth['exp'][4:]}",
        "documentNumber": truth["num"],
    }
    return Case(
        name=name,
        source="file",
        kind=name.rsplit("_", 2)[0],
        condition=truth["variant"],
        document_type=_ADDRESS if is_bill else _IDENTITY,
        files=(
            (
                FileTag.PAGES if is_bill else FileTag.BACK if is_card_back else FileTag.FRONT,
                data,
            ),
        ),
        mrz=tuple(truth["mrz"] or ()),
        number=None if is_bill else truth["num"],
        fields={} if is_bill else fields,
        addressee=(truth["given"], truth["sur"]) if is_bill else None,
    )


def _letter(name: str, data: bytes, truth: Mapping[str, Any]) -> Case:
    last, _, first = truth["name"].rpartition(" ")
    return Case(
        name=name,
        source="file",
        kind="letter",
        condition="pdf" if name.endswith(".pdf") else "found",
        document_type=_ADDRESS,
        files=((FileTag.PAGES, data),),
        addressee=(first, last),
    )
