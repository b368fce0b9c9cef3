"""Is a paper or a picture of it known from another customer of the same organization?

Each document leaves fingerprints: the SHA-256 of its files, a perceptual hash of the picture of a
front or a selfie, and a keyed hash of a document number that its check digit vouches for. The same
customer sending the same paper again is normal; two customers with one paper are for a person.
Nothing is ever looked up across organizations.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from app.adapters.keyed_hash import KeyedHash
from app.domain.documents import FileTag
from app.domain.evidence import AnalysisReport, Finding
from app.domain.statuses import DocumentStatus
from app.extensions import now, settings
from app.models import File, Fingerprint, KycDocument
from app.services.status import lock_request
from app.services.transaction import reading, transaction

#: Pictures are known by sight only where each shows a person: letters and backs of one issuer
#: differ in a few letters alone.
_SIGHTED = frozenset({FileTag.FRONT, FileTag.FACE_PROOF})
#: Bits of 256 in which two savings of one picture may differ. Saved again and shrunk to half they
#: differed in up to 4, flat drawings of two persons in 10 at least. With 8 parts, two are the same.
_NEAR = 6
_PARTS = 8
#: A shorter number is too likely to be another paper's as well.
_LEAST_NUMBER = 6


@dataclass(frozen=True)
class _Trace:
    """One fingerprint before it is kept; `keys` are all by which it is looked up, first is kept."""

    kind: str
    what: str
    value: str
    keys: tuple[str, ...]


def note_reuse(kyc_document_id: str, report: AnalysisReport) -> AnalysisReport:
    """Keep the document's fingerprints; return the report with what other customers share of them.

    They are kept before they are looked up, so that of two documents analysed at once one sees the
    other. Raises ServiceUnavailable. Does nothing where REUSE_CHECK is off.
    """
    if not settings().reuse_check:
        return report
    with transaction() as session:
        document = session.get_one(KycDocument, kyc_document_id)
        lock_request(session, document.kyc_request_id or "")
        session.refresh(document)
        if document.document_status is not DocumentStatus.IN_PROGRESS:
            # Decided or erased meanwhile: what nobody waits for must leave no traces.
            return report
        traces = _traces(document.organization_id, report)
        session.execute(delete(Fingerprint).where(Fingerprint.kyc_document_id == document.id))
        session.add_all(_row(document, trace, key) for trace in traces for key in _kept(trace))
    with reading() as session:
        found = [_finding(session, document, trace) for trace in traces]
    reused = tuple(dict.fromkeys(finding for finding in found if finding is not None))
    return replace(report, findings=(*report.findings, *reused))


def forget_without_files() -> int:
    """Delete the fingerprints of documents whose files are gone; return how many there were."""
    has_files = exists().where(File.kyc_document_id == Fingerprint.kyc_document_id)
    with transaction() as session:
        gone = session.scalars(select(Fingerprint.id).where(~has_files)).all()
        session.execute(delete(Fingerprint).where(~has_files))
    return len(gone)


def _traces(organization_id: str, report: AnalysisReport) -> list[_Trace]:
    traces = [
        _Trace("file", f"{file.tag}: same file", file.sha256, (file.sha256,))
        for file in report.files
        if file.media_type
    ]
    traces += [
        _Trace("picture", f"{file.tag}: same picture", file.fingerprint, _parts(file.fingerprint))
        for file in report.files
        if file.fingerprint and file.tag in _SIGHTED
    ]
    digests = _number_digests(organization_id, report)
    if digests:
        traces.append(_Trace("number", "same document number", digests[0], tuple(digests)))
    return traces


def _number_digests(organization_id: str, report: AnalysisReport) -> list[str]:
    """Return the keyed hashes of a number that is certain, none for any other.

    The organization is hashed with it, so that the rows of two of them cannot be compared.
    """
    mrz, number = report.mrz, report.fields.get("documentNumber")
    if mrz is None or number is None or not (mrz.number_certain and mrz.checks.get("number")):
        return []
    plain = "".join(sign for sign in number.value.upper() if sign.isalnum())
    country = report.fields.get("issuanceCountry")
    if len(plain) < _LEAST_NUMBER:
        return []
    hashes = KeyedHash(settings().secret_keys, purpose="document-number")
    return hashes.digests(organization_id, country.value if country else "", plain)


def _parts(value: str) -> tuple[str, ...]:
    """Return the parts of a perceptual hash, each with its place in front."""
    length = len(value) // _PARTS
    return tuple(f"{i}:{value[i * length : (i + 1) * length]}" for i in range(_PARTS))


def _kept(trace: _Trace) -> Sequence[str]:
    return trace.keys if trace.kind == "picture" else trace.keys[:1]


def _row(document: KycDocument, trace: _Trace, key: str) -> Fingerprint:
    return Fingerprint(
        organization_id=document.organization_id,
        kyc_document_id=document.id,
        customer_id=document.customer_id,
        kind=trace.kind,
        key=key,
        value=trace.value,
        created_at=now(),
    )


def _finding(session: Session, document: KycDocument, trace: _Trace) -> Finding | None:
    """Return the finding for the first document of another customer that shares a fingerprint."""
    rows = session.execute(
        select(Fingerprint.kyc_document_id, Fingerprint.value)
        .where(
            Fingerprint.organization_id == document.organization_id,
            Fingerprint.kind == trace.kind,
            or_(*(Fingerprint.key == key for key in trace.keys)),
            Fingerprint.customer_id != document.customer_id,
        )
        .order_by(Fingerprint.id)
    )
    other = _first_near(((row[0], row[1]) for row in rows), trace)
    if other is None:
        return None
    code = "number-of-another" if trace.kind == "number" else "picture-of-another"
    return Finding(code, f"{trace.what} as in {other} of another customer")


def _first_near(rows: Iterable[tuple[str, str]], trace: _Trace) -> str | None:
    for kyc_document_id, value in rows:
        if trace.kind != "picture" or _distance(value, trace.value) <= _NEAR:
            return kyc_document_id
    return None


def _distance(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()
