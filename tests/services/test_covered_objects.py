"""A card number in a paper: afterwards it is in no object, no row and no answer."""

import hashlib
from collections.abc import Iterator
from io import BytesIO

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from app.adapters.clock import MovableClock
from app.analysis.covered_files import CoveredFile
from app.analysis.intake import prepare
from app.analysis.reading.ocr import read_lines
from app.analysis.sides import decoded
from app.domain.card_numbers import find_card_numbers
from app.domain.commands import RequestDocument
from app.domain.documents import DocumentSubtype, DocumentType, FileTag, MediaType
from app.domain.errors import DuplicateFile
from app.domain.statuses import DocumentStatus
from app.extensions import now, store
from app.models import File, KycDocument, KycRequest
from app.models.base import Base
from app.services.analyse_document import analyse_document
from app.services.covered_objects import Replacement, point_at, store_covered, the_losers_deleted
from app.services.transaction import reading, transaction
from app.specimens import Address, draw_bill, draw_person
from tests.conftest import ApiClient
from tests.services.conftest import MakeRequest
from tests.support.gathering import gather, send

NUMBER = "4012888888881881"
SPELLINGS = (NUMBER, "4012 8888 8888 1881", "4012-8888-8888-1881")
PURCHASE = DocumentType.PURCHASE_PROOF


@pytest.fixture
def statement(app: APIFlask) -> bytes:
    """A card statement that shows the number of the card, as a PNG."""
    home = Address("12 Harbour Road", "Zenith", "", "10245")
    person = draw_person(
        7, today=now().date(), first_name="Anna Maria", last_name="Martinez Lopez", address=home
    )
    paper = draw_bill(
        person,
        issued=now().date(),
        subtype=DocumentSubtype.CREDIT_CARD_STATEMENT,
        notes=(f"Card number: {SPELLINGS[1]}", "IBAN DE89 3704 0044 0532 0130 00"),
    )
    out = BytesIO()
    paper.image.save(out, "PNG")
    return out.getvalue()


def kept_objects() -> dict[str, bytes]:
    return {item.key: store().get(item.key) for item in store().list("files/")}


def everything_stored() -> Iterator[str]:
    """Yield every row of the database as text."""
    with reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                yield str(tuple(row))


def only_file() -> File:
    with reading() as session:
        return session.scalars(select(File)).one()


def test_card_number_of_a_statement_is_kept_nowhere(
    make_request: MakeRequest, statement: bytes, api: ApiClient
) -> None:
    kyc_request = make_request(RequestDocument(PURCHASE))
    gather(kyc_request.id, FileTag.PAGES, data=statement, document_type=PURCHASE)
    first_key = only_file().object_key
    subtype = DocumentSubtype.CREDIT_CARD_STATEMENT
    document_id = send(kyc_request.id, subtype=subtype, document_type=PURCHASE)
    analyse_document(document_id, "test:1:owner")

    with reading() as session:
        document = session.get_one(KycDocument, document_id)
    assert document.status == DocumentStatus.PENDING
    assert document.parsed_data["data"]["lastName"] == "Martinez Lopez"
    assert not [step for step in document.report["failures"] if step.endswith("crashed")]
    sent = document.report["files"][0]
    assert (sent["sha256"], sent["covered"]) == (hashlib.sha256(statement).hexdigest(), True)
    _assert_only_the_covered_version_is_kept(first_key)
    answer = api.get(f"/kyc-documents/{document_id}?expand=files").get_data(as_text=True)
    for text in (*everything_stored(), answer):
        assert not any(spelling in text for spelling in SPELLINGS)
    # The same paper sent once more is known by what was sent, not by what is kept.
    gather(kyc_request.id, FileTag.PAGES, data=statement, document_type=PURCHASE, upload_key="b")
    with pytest.raises(DuplicateFile):
        send(kyc_request.id, "submission-2", subtype=subtype, document_type=PURCHASE)


def _assert_only_the_covered_version_is_kept(first_key: str) -> None:
    objects, file = kept_objects(), only_file()
    assert list(objects) == [file.object_key] != [first_key]
    data = objects[file.object_key]
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    assert (file.size_bytes, file.media_type) == (len(data), "image/jpeg")
    seen = [line.text for line in read_lines(decoded(prepare(data).pages[0].jpeg))]
    assert find_card_numbers("\n".join(seen)) == []
    text = "".join(seen).replace(" ", "")
    assert "0128888" not in text
    assert "DE89370400440532013000" in text


def covered_version() -> CoveredFile:
    return CoveredFile(0, b"\xff\xd8\xff covered", MediaType.JPEG, 1000, 800)


def test_row_points_at_the_covered_version_and_the_old_object_goes(
    kyc_request: KycRequest,
) -> None:
    gather(kyc_request.id)
    file = only_file()
    replacements = store_covered([file.id], [covered_version()])
    with the_losers_deleted(replacements), transaction() as session:
        point_at(session, replacements)
    assert kept_objects() == {only_file().object_key: b"\xff\xd8\xff covered"}
    assert (only_file().width, only_file().height) == (1000, 800)


def test_covered_version_goes_when_the_conclusion_is_not_committed(
    kyc_request: KycRequest,
) -> None:
    gather(kyc_request.id)
    before = kept_objects()
    replacements = store_covered([only_file().id], [covered_version()])
    assert len(kept_objects()) == 2
    with pytest.raises(RuntimeError):
        _die_before_the_commit(replacements)
    assert kept_objects() == before


def _die_before_the_commit(replacements: tuple[Replacement, ...]) -> None:
    with the_losers_deleted(replacements), transaction() as session:
        point_at(session, replacements)
        raise RuntimeError("the worker dies")


def test_nothing_is_stored_for_a_file_that_was_erased(
    kyc_request: KycRequest, clock: MovableClock
) -> None:
    assert store_covered(["file_gone"], [covered_version()]) == ()
    assert kept_objects() == {}
