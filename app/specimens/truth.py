"""What a drawn paper says: the ground truth that a reader is measured against."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

from PIL import Image

from app.domain.documents import DocumentSubtype, FileTag
from app.specimens.people import Address, Person

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Truth:
    """Ground truth of one paper.

    `fields` has the keys of an analysis report; a key is there only if the value is printed or in
    the MRZ. Dates are ISO. Boxes are left, top, right, bottom in pixels of the drawing, before it
    is photographed.
    """

    subtype: DocumentSubtype
    tag: FileTag
    fields: Mapping[str, str]
    trap: str = "none"
    mrz: tuple[str, ...] = ()
    address: Address | None = None
    portrait_box: Box | None = None
    ghost_box: Box | None = None
    text: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, object]:
        """Return the truth as plain JSON values."""
        return asdict(self)


class Paper(NamedTuple):
    """One drawn side or page: the picture (RGB) and what it says."""

    image: Image.Image
    truth: Truth


def identity_fields(person: Person, *names: str) -> dict[str, str]:
    """Return the named fields of a person as an analysis report would hold them."""
    values = {
        "firstName": person.first_name,
        "lastName": person.last_name,
        "dateOfBirth": person.birth_date.isoformat(),
        "expirationDate": person.expiry_date.isoformat(),
        "issueDate": person.issue_date.isoformat(),
        "nationality": person.nationality,
        "issuanceCountry": "UTO",
        "documentNumber": person.document_number,
        "sex": person.sex,
    }
    return {name: values[name] for name in names}
