"""Shapes of the wire: `parsedData` is what was read, `documentMatches` what of it holds.

Keys and their order are the reference's. Days are date-times at midnight UTC, as there.
"""

from collections.abc import Mapping
from datetime import date

from app.domain.checks import Case
from app.domain.documents import DocumentType
from app.domain.evidence import AnalysisReport, FieldReading, Source
from app.domain.judgement.countries import two_letters
from app.domain.judgement.face_check import has_completed_liveness
from app.domain.judgement.precedence import Ruling
from app.domain.judgement.spelling import words
from app.domain.scoring_settings import CheckName

#: Version of the shapes below, as the reference counts it.
VERSION = "2.0"

_C = CheckName
_MRZ_BOUND = ("nationality", "issuanceCountry", "documentNumber", "sex")


def read_data(ruling: Ruling) -> dict[str, object]:
    """Return what was read, null where nothing was."""
    return _SHAPES[ruling.case.judged.document_type](ruling)


def matched_data(ruling: Ruling) -> dict[str, object]:
    """Return the same with only what passed its check.

    What has nothing to be compared with (number, nationality, issuing country, sex) holds where
    the check digits of the machine-readable zone vouch for it, or the error correction of a
    barcode.
    """
    data = read_data(ruling)
    passed = {str(name) for name in ruling.passed}
    checked = {str(result.name) for result in ruling.results}
    if _C.EXPIRATION_DATE in passed:
        passed.add("expiryDate")
    if _C.MRZ_CHECKSUM in passed:
        passed.update(_MRZ_BOUND)
    fields = ruling.case.report.fields
    passed.update(key for key in _MRZ_BOUND if _is_from_barcode(fields.get(key)))
    bound = checked.union(_MRZ_BOUND, {"expiryDate"})
    return {
        key: None if key in bound and key not in passed and not isinstance(value, bool) else value
        for key, value in data.items()
    }


def _is_from_barcode(reading: FieldReading | None) -> bool:
    return reading is not None and reading.source is Source.BARCODE


def _identity(ruling: Ruling) -> dict[str, object]:
    """Return the data of an identity proof."""
    case, report = ruling.case, ruling.case.report
    expiry = _midnight(case.day("expirationDate"))
    country = case.reading("issuanceCountry")
    return {
        "containsImage": _C.CONTAINS_IMAGE in ruling.passed,
        "isIdentityDocument": report.is_identity_document,
        "isPublishedOnline": _is_published(ruling),
        "matchingImages": _matching_images(report),
        "firstName": _text(case, "firstName"),
        "lastName": _text(case, "lastName"),
        "dateOfBirth": _midnight(case.day("dateOfBirth")),
        "expirationDate": expiry,
        "issueDate": _midnight(case.day("issueDate")),
        "hasMinimalAge": _has_minimal_age(ruling),
        "nationality": _text(case, "nationality"),
        "issuanceCountry": two_letters(country.value) if country else None,
        "issuanceRegion": _text(case, "issuanceRegion"),
        "documentNumber": _text(case, "documentNumber"),
        "sex": _text(case, "sex"),
        "mrzChecksumValid": report.mrz.is_valid if report.mrz else None,
        "documentSubtype": _subtype(case),
        "hasMatchingFaceProof": _has_matching_face(ruling),
        "isTampered": _is_unsettled(ruling, _C.IS_TAMPERED),
        "isDigitallyTampered": None,
        "isPhotocopy": _is_unsettled(ruling, _C.IS_PHOTOCOPY),
        "hasCompletedFaceLiveness": has_completed_liveness(case),
        "expiryDate": expiry,
    }


def _address(ruling: Ruling) -> dict[str, object]:
    """Return the data of an address proof.

    A letter does not say which of its lines is the address, so a part is given where it was found
    to be the customer's.
    """
    case, expected = ruling.case, ruling.case.expected
    written = [word.plain for line in case.report.lines for word in words(line.text)]
    parts = {
        _C.LINE1: ", ".join(expected.address_lines),
        _C.CITY: expected.city,
        _C.REGION: expected.region,
        _C.POSTAL_CODE: expected.postal_code,
    }
    return {
        **_names(ruling),
        **{str(name): text if name in ruling.passed else None for name, text in parts.items()},
        "wordCount": len(written),
        "uniqueWords": len(set(written)),
        "date": _midnight(case.day("date")),
        "phone": _text(case, "phone"),
        "documentSubtype": _subtype(case),
        "isTampered": _is_unsettled(ruling, _C.IS_TAMPERED),
    }


def _funds(ruling: Ruling) -> dict[str, object]:
    """Return the data of a proof of funds."""
    return {**_names(ruling), "documentSubtype": _subtype(ruling.case)}


def _purchase(ruling: Ruling) -> dict[str, object]:
    """Return the data of a proof of purchase."""
    return {**_names(ruling), "paymentInstrumentId": None, "documentSubtype": _subtype(ruling.case)}


_SHAPES = {
    DocumentType.IDENTITY_PROOF: _identity,
    DocumentType.ADDRESS_PROOF: _address,
    DocumentType.FUNDS_PROOF: _funds,
    DocumentType.PURCHASE_PROOF: _purchase,
}


def _names(ruling: Ruling) -> Mapping[str, object]:
    """Return the names on a letter: as read as fields, else as found in the text.

    The name of an addressee who is somebody else is divided before its last word.
    """
    case = ruling.case
    first, _, last = (_text(case, "holder") or "").rpartition(" ")
    found = {
        _C.FIRST_NAME: (case.expected.first_name, first),
        _C.LAST_NAME: (case.expected.last_name, last),
    }
    return {
        str(name): _text(case, name) or (text if name in ruling.passed else holder or None)
        for name, (text, holder) in found.items()
    }


def _text(case: Case, key: str) -> str | None:
    """Return a field as text."""
    reading = case.reading(key)
    return reading.value.strip() if reading else None


def _subtype(case: Case) -> str | None:
    """Return which paper it is, as the wire writes it."""
    return case.paper.value if case.paper else None


def _midnight(day: date | None) -> str | None:
    """Return a day as the wire writes it."""
    return f"{day.isoformat()}T00:00:00Z" if day else None


def _is_unsettled(ruling: Ruling, name: CheckName) -> bool:
    """Tell whether a check was made and did not pass."""
    return any(result.name is name for result in ruling.results) and name not in ruling.passed


def _is_published(ruling: Ruling) -> bool | None:
    """Tell whether an outside picture search found the document, None where none was made."""
    if not any(result.name is _C.IS_PUBLISHED_ONLINE for result in ruling.results):
        return None
    return _C.IS_PUBLISHED_ONLINE not in ruling.passed


def _matching_images(report: AnalysisReport) -> list[str] | None:
    """Return at most three addresses where the document was found, None without a search."""
    return None if report.matching_images is None else list(report.matching_images[:3])


def _has_minimal_age(ruling: Ruling) -> bool | None:
    """Tell whether the holder is old enough, None without a certain date of birth."""
    if _C.HAS_MINIMAL_AGE in ruling.passed:
        return True
    return False if _C.HAS_MINIMAL_AGE in ruling.wrong else None


def _has_matching_face(ruling: Ruling) -> bool | None:
    """Tell whether the selfie shows the holder, None where nothing was compared."""
    if _C.HAS_MATCHING_FACE_PROOF in ruling.passed:
        return True
    distance = ruling.case.report.face_distance
    if distance is None or not ruling.case.judged.face_proof_required:
        return None
    return False if distance > ruling.case.settings.identity.face_review else None
