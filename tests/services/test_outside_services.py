"""What follows when an outside service answers, finds something, or is away."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_network

import pytest
from apiflask import APIFlask
from sqlalchemy import select
from structlog.testing import capture_logs

from app.adapters.credit_bureau import HttpBureau
from app.adapters.malware_scanner import EICAR, ClamdScanner
from app.adapters.outside_service import OutsideService
from app.adapters.picture_search import HttpPictureSearch, SandboxPictureSearch
from app.analysis.pipeline import SubmittedFile
from app.domain.commands import Address, CreateKycRequest, PutCustomer, RequestDocument
from app.domain.documents import DocumentType, FileTag
from app.domain.errors import InfectedFile
from app.domain.evidence import AnalysisReport
from app.domain.statuses import DocumentStatus, RequestStatus
from app.extensions import now, resources
from app.models import Customer, File, KycDocument, KycRequest, Organization
from app.service_health import ServiceHealth
from app.services.analyse_document import analyse_document
from app.services.customers import put_customer
from app.services.journey import read_journey
from app.services.kyc_requests import create_kyc_request
from app.services.malware_scan import scan_again
from app.services.picture_search import search_pictures
from app.services.transaction import reading, transaction
from app.specimens import draw_passport, draw_person, load_portrait, photograph
from tests.services.conftest import MakeRequest
from tests.support.clamd_server import Clamd, clamd
from tests.support.gathering import gather, send
from tests.support.object_store_server import free_port
from tests.support.pictures import jpeg
from tests.support.receiver import Receiver, answering, receiving

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CREDIT = tuple(
    RequestDocument(item, max_attempts=1)
    for item in (
        DocumentType.CREDIT_FILE_PROOF,
        DocumentType.IDENTITY_PROOF,
        DocumentType.ADDRESS_PROOF,
    )
)


def documents_of(kyc_request: KycRequest) -> list[KycDocument]:
    with reading() as session:
        return list(
            session.scalars(
                select(KycDocument).where(KycDocument.kyc_request_id == kyc_request.id)
            ).all()
        )


def analysed(kyc_request: KycRequest) -> KycDocument:
    """Send what was gathered, analyse it, and return its document."""
    analyse_document(send(kyc_request.id), "test:1:owner")
    return documents_of(kyc_request)[0]


def check_of(document: KycDocument, name: str) -> dict[str, object] | None:
    found = [item for item in document.parsed_data["checkList"] if item["name"] == name]
    return found[0] if found else None


def service_at(url: str) -> OutsideService:
    return OutsideService(url, "secret", (ip_network("127.0.0.0/8"),), timeout_seconds=2.0)


@pytest.fixture
def receiver(app: APIFlask) -> Iterator[Receiver]:
    """An outside service over HTTP, in the place of bureau and picture search."""
    with receiving() as server:
        resources().credit_bureau = HttpBureau(service_at(server.url))
        resources().picture_search = HttpPictureSearch(service_at(server.url))
        yield server


@pytest.fixture
def scanner(app: APIFlask) -> Iterator[Clamd]:
    """A scanner that speaks clamd's protocol."""
    with clamd() as server:
        host, _, port = server.url.removeprefix("tcp://").partition(":")
        resources().malware_scanner = ClamdScanner(host, int(port))
        yield server


@pytest.fixture
def scanner_away(app: APIFlask) -> Callable[[], None]:
    """Return a switch that takes the scanner away."""

    def switch() -> None:
        resources().malware_scanner = ClamdScanner("127.0.0.1", free_port())

    return switch


def test_a_good_file_at_the_bureau_fulfils_at_once(
    receiver: Receiver, make_request: MakeRequest
) -> None:
    receiver.behave = answering(200, body=b'{"creditBureau": "B", "decision": "single-source"}')
    kyc_request = make_request(*CREDIT)
    assert kyc_request.status == RequestStatus.FULFILLED
    (document,) = documents_of(kyc_request)
    data = document.document_matches["data"]
    assert (data["creditBureau"], data["decision"]) == ("B", "single-source")


def test_another_decision_of_the_bureau_refuses(
    receiver: Receiver, make_request: MakeRequest
) -> None:
    receiver.behave = answering(200, body=b'{"creditBureau": "B", "decision": "other"}')
    assert make_request(CREDIT[0]).status == RequestStatus.FAILED


@pytest.mark.parametrize("status", [302, 401, 404, 500, 503])
def test_a_bureau_that_fails_leaves_the_file_to_a_person(
    receiver: Receiver, make_request: MakeRequest, status: int
) -> None:
    receiver.behave = answering(status)
    kyc_request = make_request(CREDIT[0])
    assert kyc_request.status == RequestStatus.PENDING_REVIEW
    (document,) = documents_of(kyc_request)
    assert document.status == DocumentStatus.PENDING
    assert document.report["failures"] == [f"credit-bureau:http-{status}"]
    assert document.rejection_type is None


def test_papers_are_gathered_while_the_bureau_is_away(make_request: MakeRequest) -> None:
    resources().credit_bureau = HttpBureau(service_at(f"http://127.0.0.1:{free_port()}/"))
    kyc_request = make_request(*CREDIT)
    assert kyc_request.status == RequestStatus.GATHERING
    assert [line.document_type for line in read_journey(kyc_request.id).lines] == [
        DocumentType.IDENTITY_PROOF,
        DocumentType.ADDRESS_PROOF,
    ]
    gather(kyc_request.id)


def test_an_answer_of_the_bureau_is_not_awaited_inside_a_transaction(
    app: APIFlask, receiver: Receiver, organization: Organization
) -> None:
    put_customer(organization.id, PutCustomer(Address(first_name="A"), "c"))

    def behave(request: object) -> None:
        # On SQLite one writer locks out the next: this must not wait for the creation.
        with app.app_context(), transaction() as session:
            session.get_one(Customer, (organization.id, "c")).city = "Zenith"
        answering(200, body=b'{"creditBureau": "B", "decision": "other"}')(request)  # type: ignore[arg-type]

    receiver.behave = behave
    create_kyc_request(organization.id, CreateKycRequest("c", CREDIT), actor="key:t")
    assert len(receiver.received) == 1


def test_an_infected_file_is_refused_and_nothing_of_it_kept(
    scanner: Clamd, kyc_request: KycRequest
) -> None:
    with pytest.raises(InfectedFile) as refusal:
        gather(kyc_request.id, data=jpeg() + EICAR)
    assert refusal.value.reason == "Test.EICAR.Body.UNOFFICIAL"
    with reading() as session:
        assert session.scalars(select(File)).all() == []
    assert read_journey(kyc_request.id).lines[0].attempts_left == 3
    assert list(resources().store.list()) == []


def test_a_clean_file_is_noted_as_scanned(scanner: Clamd, kyc_request: KycRequest) -> None:
    gather(kyc_request.id)
    with reading() as session:
        scanned_at = session.scalars(select(File.scanned_at)).one()
    assert scanned_at is not None
    assert scanned_at <= now()
    assert scanner.scanned == [jpeg()]


def test_with_the_scanner_away_the_upload_is_taken_and_a_person_looks(
    scanner_away: Callable[[], None], kyc_request: KycRequest
) -> None:
    scanner_away()
    gather(kyc_request.id)
    with reading() as session:
        assert session.scalars(select(File.scanned_at)).one() is None
    document = analysed(kyc_request)
    assert document.status == DocumentStatus.PENDING
    assert document.report["failures"] == ["malware-scan:id-front:not-reached"]
    assert document.rejection_type is None


def test_a_file_is_cleared_once_the_scanner_is_back(scanner: Clamd) -> None:
    assert scan_again([SubmittedFile(FileTag.FRONT, jpeg())]) == ((), False)
    assert scanner.scanned == [jpeg()]


def test_what_was_stored_unscanned_and_is_infected_is_left_to_a_person_unread(
    kyc_request: KycRequest, scanner_away: Callable[[], None]
) -> None:
    scanner_away()
    gather(kyc_request.id, data=jpeg() + EICAR)
    with clamd() as server:
        resources().malware_scanner = ClamdScanner("127.0.0.1", int(server.url.rpartition(":")[2]))
        document = analysed(kyc_request)
    assert document.status == DocumentStatus.PENDING
    assert document.report["failures"] == ["malware-scan:id-front:infected"]
    assert document.report["files"] == []


def test_without_a_scanner_nothing_is_said_of_scanning(kyc_request: KycRequest) -> None:
    resources().malware_scanner = None
    gather(kyc_request.id, data=jpeg() + EICAR)
    assert scan_again([SubmittedFile(FileTag.FRONT, EICAR)]) == ((), False)


def passport() -> bytes:
    person = draw_person(7, today=now().date())
    return photograph(draw_passport(person, load_portrait("p1_a")).image, 7)


def searched(*files: SubmittedFile, kind: str = "identity-proof") -> AnalysisReport:
    """Return an empty report after the picture search."""
    empty = AnalysisReport(files=(), failures=("earlier",))
    return search_pictures(empty, files, DocumentType(kind))


def test_a_document_found_online_is_told_with_its_addresses(
    receiver: Receiver, scanner: Clamd, kyc_request: KycRequest
) -> None:
    urls = [f"https://pictures.example/{number}.jpg" for number in range(5)]
    receiver.behave = answering(
        200, body=json.dumps({"isPublishedOnline": True, "matchingImages": urls}).encode()
    )
    gather(kyc_request.id)
    document = analysed(kyc_request)
    assert document.parsed_data["data"]["isPublishedOnline"] is True
    assert document.parsed_data["data"]["matchingImages"] == urls[:3]
    assert check_of(document, "isPublishedOnline") == {
        "name": "isPublishedOnline",
        "failed": True,
        "score": 40,
        "reason": "published-online",
    }
    assert check_of(document, "isTampered")["failed"] is False
    assert document.report["failures"] == []
    (got,) = receiver.received
    assert set(json.loads(got.body)) == {"sha256", "differenceHash"}
    # Cleared at the upload, so not scanned once more.
    assert len(scanner.scanned) == 1


def test_a_search_that_fails_leaves_the_document_to_a_person(
    receiver: Receiver, make_request: MakeRequest
) -> None:
    receiver.behave = answering(500)
    kyc_request = make_request()
    gather(kyc_request.id, data=passport())
    document = analysed(kyc_request)
    assert document.status == DocumentStatus.PENDING
    assert document.report["failures"] == ["picture-search:http-500"]
    assert check_of(document, "isPublishedOnline") is None


def test_a_search_that_finds_nothing_is_told_apart_from_none(receiver: Receiver) -> None:
    receiver.behave = answering(200, body=b'{"isPublishedOnline": false}')
    report = searched(SubmittedFile(FileTag.FRONT, jpeg()))
    assert (report.findings, report.matching_images) == ((), ())
    resources().picture_search = None
    assert searched(SubmittedFile(FileTag.FRONT, jpeg())).matching_images is None
    assert report.failures == ("earlier",)


def test_only_pictures_of_identity_documents_are_searched(receiver: Receiver) -> None:
    receiver.behave = answering(200, body=b'{"isPublishedOnline": false}')
    searched(
        SubmittedFile(FileTag.FRONT, jpeg()),
        SubmittedFile(FileTag.BACK, jpeg(1)),
        SubmittedFile(FileTag.FACE_PROOF, jpeg(2)),
    )
    assert len(receiver.received) == 2
    searched(SubmittedFile(FileTag.PAGES, jpeg()), kind="address-proof")
    assert len(receiver.received) == 2


def test_a_picture_that_cannot_be_read_is_not_searched(receiver: Receiver) -> None:
    assert searched(SubmittedFile(FileTag.FRONT, jpeg()[:300])).matching_images == ()
    assert receiver.received == []


def test_the_sandbox_s_search_is_steered_by_the_file(app: APIFlask) -> None:
    resources().picture_search = SandboxPictureSearch()
    data = jpeg()
    while not hashlib.sha256(data).hexdigest().endswith("00"):
        data += b" "
    report = searched(SubmittedFile(FileTag.FRONT, data))
    assert [finding.code for finding in report.findings] == ["published-online"]
    assert report.matching_images == ("https://pictures.example/0000000000000000.jpg",)


def test_only_the_kind_of_a_failure_is_logged(
    receiver: Receiver, make_request: MakeRequest
) -> None:
    receiver.behave = answering(500, body=b"Martinez")
    with capture_logs() as logged:
        make_request(CREDIT[0])
    assert logged == [
        {"event": "credit_bureau.failed", "error": "http-500", "log_level": "warning"}
    ]


def test_an_outage_shows_beside_readiness_and_not_in_it(
    app: APIFlask, scanner: Clamd, receiver: Receiver
) -> None:
    client = app.test_client()
    resources().picture_search = None
    receiver.behave = answering(503)
    before = client.get("/health/ready")
    assert before.get_json()["outsideServices"] == {
        "creditBureau": "unavailable",
        "malwareScanner": "ok",
        "pictureSearch": "not-configured",
    }
    resources().malware_scanner = ClamdScanner("127.0.0.1", free_port())
    resources().service_health = ServiceHealth()
    after = client.get("/health/ready")
    assert after.get_json()["outsideServices"]["malwareScanner"] == "unavailable"
    assert after.status_code == before.status_code
    assert after.get_json()["checks"] == before.get_json()["checks"]


def test_a_service_that_hangs_does_not_hold_up_readiness(app: APIFlask, scanner: Clamd) -> None:
    scanner.delay = threading.Event()
    begun = time.monotonic()
    answer = app.test_client().get("/health/ready").get_json()
    assert answer["outsideServices"]["malwareScanner"] == "unknown"
    assert time.monotonic() - begun < 5
    scanner.delay.set()
