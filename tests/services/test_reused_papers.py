"""Papers that are known from another customer: found within the organization, nowhere else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from apiflask import APIFlask
from sqlalchemy import delete, select

from app.domain.commands import Address, CreateKycRequest, PutCustomer, RequestDocument
from app.domain.documents import DocumentType, FileTag
from app.domain.evidence import AnalysisReport, FieldReading, FileEvidence, MrzReading, Source
from app.domain.statuses import DocumentStatus
from app.extensions import resources
from app.models import Customer, File, Fingerprint, KycDocument
from app.services import organizations
from app.services.analyse_document import analyse_document
from app.services.customers import put_customer
from app.services.kyc_requests import create_kyc_request
from app.services.reused_papers import forget_without_files, note_reuse
from app.services.transaction import reading, transaction
from tests.support.gathering import gather, send
from tests.support.pictures import jpeg

PICTURE = "0123456789abcdef" * 4
NUMBER = "L898902C3"
SendFor = Callable[..., str]


@pytest.fixture(autouse=True)
def _reuse_is_looked_for(app: APIFlask) -> None:
    resources().settings = replace(resources().settings, reuse_check=True)


@pytest.fixture
def send_for(customer: Customer) -> SendFor:
    """Send a document of a customer, by default of Anna's organization; return its id."""

    def send_one(
        customer_id: str, organization_id: str = customer.organization_id, *, seed: int = 0
    ) -> str:
        person = Address(first_name="Bert", last_name="Ode", date_of_birth=date(1980, 1, 2))
        put_customer(organization_id, PutCustomer(customer_id=customer_id, address=person))
        asked = CreateKycRequest(customer_id, (RequestDocument(DocumentType.IDENTITY_PROOF),))
        kyc_request = create_kyc_request(organization_id, asked, actor="key:test")
        gather(kyc_request.id, data=jpeg(seed))
        return send(kyc_request.id)

    return send_one


def report(
    digest: str, *, picture: str = "", number: str = "", certain: bool = True
) -> AnalysisReport:
    """Return what analysis saw of one front."""
    file = FileEvidence(FileTag.FRONT, digest, "image/jpeg", 640, 400, 1, fingerprint=picture)
    mrz = MrzReading("TD3", (), (), {"number": True}, number_certain=certain, tag=FileTag.FRONT)
    read = {"documentNumber": FieldReading(number, number, Source.MRZ, 0.99)} if number else {}
    return AnalysisReport(files=(file,), fields=read, mrz=mrz if number else None)


def codes(document_id: str, seen: AnalysisReport) -> list[str]:
    return [finding.code for finding in note_reuse(document_id, seen).findings]


def with_other_bits(picture: str, bits: int) -> str:
    """Return the hash with bits altered that lie as far apart as they can."""
    return f"{int(picture, 16) ^ sum(1 << (place * 256 // bits) for place in range(bits)):064x}"


def test_same_file_of_another_customer_is_found(send_for: SendFor) -> None:
    first, second = send_for("bert"), send_for("carl")
    assert codes(first, report("a" * 64)) == []
    found = note_reuse(second, report("a" * 64)).findings
    assert [finding.code for finding in found] == ["picture-of-another"]
    assert found[0].detail == f"id-front: same file as in {first} of another customer"


@pytest.mark.parametrize(("bits", "expected"), [(6, ["picture-of-another"]), (8, [])])
def test_picture_that_was_saved_again_is_found(
    send_for: SendFor, bits: int, expected: list[str]
) -> None:
    note_reuse(send_for("bert"), report("a" * 64, picture=PICTURE))
    again = report("b" * 64, picture=with_other_bits(PICTURE, bits))
    assert codes(send_for("carl"), again) == expected


def test_same_number_in_another_picture_is_found(send_for: SendFor) -> None:
    note_reuse(send_for("bert"), report("a" * 64, number=NUMBER))
    assert codes(send_for("carl"), report("b" * 64, number=NUMBER)) == ["number-of-another"]


def test_number_that_is_not_certain_is_not_looked_for(send_for: SendFor) -> None:
    note_reuse(send_for("bert"), report("a" * 64, number=NUMBER))
    assert codes(send_for("carl"), report("b" * 64, number=NUMBER, certain=False)) == []


def test_same_customer_may_send_the_same_paper_again(send_for: SendFor) -> None:
    paper = report("a" * 64, picture=PICTURE, number=NUMBER)
    note_reuse(send_for("bert"), paper)
    assert codes(send_for("bert"), paper) == []


def test_other_organizations_are_never_looked_up(send_for: SendFor) -> None:
    paper = report("a" * 64, picture=PICTURE, number=NUMBER)
    note_reuse(send_for("bert"), paper)
    other = organizations.create_organization("Another Shop").id
    assert codes(send_for("carl", other), paper) == []
    with reading() as session:
        hashes = session.scalars(select(Fingerprint.value).where(Fingerprint.kind == "number"))
        assert len(set(hashes)) == 2


def test_number_itself_is_not_kept(send_for: SendFor) -> None:
    note_reuse(send_for("bert"), report("a" * 64, number=NUMBER))
    with reading() as session:
        rows = session.execute(select(Fingerprint.key, Fingerprint.value)).all()
    assert rows
    assert all(NUMBER not in text for row in rows for text in row)


def test_number_is_found_after_a_new_key_was_added(send_for: SendFor) -> None:
    note_reuse(send_for("bert"), report("a" * 64, number=NUMBER))
    keys = (*resources().settings.secret_keys, "a-new-key-of-at-least-32-characters")
    resources().settings = replace(resources().settings, secret_keys=keys)
    assert codes(send_for("carl"), report("b" * 64, number=NUMBER)) == ["number-of-another"]


def test_fingerprints_go_with_the_files(send_for: SendFor) -> None:
    first, second = send_for("bert"), send_for("carl", seed=1)
    note_reuse(first, report("a" * 64, picture=PICTURE))
    note_reuse(second, report("b" * 64))
    assert forget_without_files() == 0
    with transaction() as session:
        session.execute(delete(File).where(File.kyc_document_id == first))
    assert forget_without_files() == 9
    assert codes(second, report("a" * 64)) == []


def test_analysing_twice_keeps_one_set(send_for: SendFor) -> None:
    document_id = send_for("bert")
    for _ in range(2):
        note_reuse(document_id, report("a" * 64, picture=PICTURE))
    with reading() as session:
        assert len(session.scalars(select(Fingerprint.id)).all()) == 9


def test_nothing_is_kept_where_it_is_switched_off(send_for: SendFor) -> None:
    resources().settings = replace(resources().settings, reuse_check=False)
    first, second = send_for("bert"), send_for("carl")
    note_reuse(first, report("a" * 64))
    assert codes(second, report("a" * 64)) == []


def test_analysis_tells_of_a_paper_of_another_customer(send_for: SendFor) -> None:
    note_reuse(send_for("bert"), report(sha256(jpeg()).hexdigest()))
    document_id = send_for("carl")
    analyse_document(document_id, "test:1:owner")
    with reading() as session:
        document = session.get_one(KycDocument, document_id)
    assert [item["code"] for item in document.report["findings"]] == ["picture-of-another"]
    assert document.status != DocumentStatus.ACCEPTED
    checks = {item["name"]: item for item in document.document_matches["checkList"]}
    assert checks["isTampered"]["reason"] == "picture-of-another"
