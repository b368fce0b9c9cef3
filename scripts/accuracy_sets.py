"""The specimens that `make accuracy` measures, each with what it says."""

import argparse
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.specimens import (
    FAULTS,
    KINDS,
    PHOTOS,
    Condition,
    Kind,
    Person,
    Sitting,
    Truth,
    invent_person,
    load_photo,
    photograph,
)
from app.specimens.papers.aamva import postal_code, region_code

_IDENTITY, _ADDRESS = DocumentType.IDENTITY_PROOF, DocumentType.ADDRESS_PROOF

#: What is read of a letter as fields, beside the name of its addressee.
_OF_LETTERS = frozenset({"date", "phone"})
#: The kind of card of which the address is read: it stands in the barcode.
_WITH_BARCODE = "american-licence"


@dataclass(frozen=True)
class Case:
    """One specimen: its files, and what it says.

    `number` is the document number without filler. `says_all` tells that `fields` and `mrz` are all
    there is on the paper, so that anything else that is read was invented. `addressee` is the first
    and last name of a letter's, `words` all words of a letter. `holder` is whose paper it is where
    that is known, and `fault` what is wrong with a paper that must not be accepted. `subtype` is
    the paper it is, `permitted` what was asked for (None: every paper of the document type).
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
    words: tuple[str, ...] = ()
    holder: Person | None = None
    fault: str = ""
    seed: int = 0
    subtype: DocumentSubtype | None = None
    permitted: tuple[DocumentSubtype, ...] | None = None

    @property
    def has_selfie(self) -> bool:
        """Tell whether a selfie was sent along."""
        return any(tag is FileTag.FACE_PROOF for tag, _ in self.files)


#: A specimen that is drawn only when its turn comes: a run may hold hundreds.
Planned = Callable[[], Case]


def planned_cases(options: argparse.Namespace, today: date) -> Iterator[Planned]:
    """Yield the papers of the persons of `options.seed` and following.

    Each kind is drawn in every condition, and once more with a fault: which one, the seed says.
    """
    kinds = [kind for kind in KINDS if kind.name in options.kinds]
    for seed in range(options.seed, options.seed + options.people):
        person = invent_person(seed, today=today)
        sitting = Sitting(person, PHOTOS[seed % len(PHOTOS)], seed, today)
        for kind in kinds:
            if kind.write is not None:
                yield partial(_written, kind, sitting)
            for condition in options.conditions if kind.draw is not None else ():
                yield partial(photographed, kind, sitting, condition)
            if options.faults:
                yield partial(_faulty, kind, sitting, kind.faults[seed % len(kind.faults)])


def _written(kind: Kind, sitting: Sitting, fault: str = "") -> Case:
    """Return a paper that comes as a file."""
    if kind.write is None:
        raise ValueError(f"{kind.name} is no file")
    content, truth = kind.write(sitting)
    return _case(kind, sitting, "pdf", fault, [truth], [(FileTag.PAGES, content)])


def photographed(kind: Kind, sitting: Sitting, condition: Condition, fault: str = "") -> Case:
    """Return a paper that was photographed, in good light with a selfie if there is another photo.

    A selfie from the very photograph on the paper would prove nothing.
    """
    if kind.draw is None:
        raise ValueError(f"{kind.name} is not drawn")
    sheets = kind.draw(sitting)
    files = [
        (sheet.truth.tag, photograph(sheet.image, sitting.seed + side, condition))
        for side, sheet in enumerate(sheets)
    ]
    if kind.document_type is _IDENTITY and condition == "good":
        files += _selfie(sitting, of_holder=fault != "other-face")
    return _case(kind, sitting, condition, fault, [sheet.truth for sheet in sheets], files)


def _faulty(kind: Kind, sitting: Sitting, fault: str) -> Case:
    """Return a paper that must not be accepted, otherwise in perfect order."""
    spoiled = FAULTS[fault](sitting)
    if kind.write is not None:
        return _written(kind, spoiled, fault)
    return photographed(kind, spoiled, "good", fault)


def _selfie(sitting: Sitting, *, of_holder: bool) -> list[tuple[FileTag, bytes]]:
    """Return another photograph of the holder, or one of somebody else; none if there is none."""
    person = sitting.photo.partition("_")[0]
    same = [name for name in PHOTOS if name.startswith(person) and name != sitting.photo]
    others = [name for name in PHOTOS if not name.startswith(person)]
    names = same if of_holder else others
    if not names:
        return []
    photo = load_photo(names[sitting.seed // len(PHOTOS) % len(names)])
    return [(FileTag.FACE_PROOF, photograph(photo, sitting.seed))]


def _case(
    kind: Kind,
    sitting: Sitting,
    condition: str,
    fault: str,
    truths: list[Truth],
    files: list[tuple[FileTag, bytes]],
) -> Case:
    """Return the case that the truths of all sides tell."""
    fields = {key: value for truth in truths for key, value in truth.fields.items()}
    is_letter = kind.document_type is not _IDENTITY
    names = (fields.get("firstName", ""), fields.get("lastName", ""))
    if is_letter:
        fields = {key: value for key, value in fields.items() if key in _OF_LETTERS}
        fields |= {"holder": " ".join(names)} if all(names) else {}
    elif kind.name == _WITH_BARCODE:
        fields |= _address_of(sitting.person)
    told = ("drawn", kind.name, str(sitting.seed), sitting.style.name, sitting.person.trap)
    return Case(
        name=" ".join(filter(None, (*told, condition, fault))),
        source="drawn",
        kind=kind.name,
        condition=condition,
        document_type=kind.document_type,
        files=tuple(files),
        mrz=next((truth.mrz for truth in truths if truth.mrz), ()),
        number=None if is_letter else fields.get("documentNumber"),
        fields=fields,
        says_all=True,
        addressee=names if is_letter and all(names) else None,
        words=words_of(truths) if is_letter else (),
        holder=sitting.person,
        fault=fault,
        seed=sitting.seed,
        subtype=truths[0].subtype,
    )


def _address_of(person: Person) -> dict[str, str]:
    """Return the address in a licence's barcode as a report holds it."""
    home = person.address
    return {
        "line1": home.line1,
        "city": home.city,
        "region": region_code(person),
        "postalCode": postal_code(person),
    }


def words_of(truths: list[Truth]) -> tuple[str, ...]:
    """Return every word and number that is printed, in lower case."""
    texts = " ".join(text for truth in truths for text in truth.text)
    return tuple(re.findall(r"\w+", texts.casefold()))


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
