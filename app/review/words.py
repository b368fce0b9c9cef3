"""The desk's English: names of what staff see. Customers' words are the portal's own."""

from datetime import date, datetime, timedelta

from app.domain.documents import FileTag
from app.domain.rejections import RejectionType
from app.domain.review_queue import QueueSort, QueueState
from app.models import KycDocument

TYPE_NAMES = {
    "identity-proof": "Proof of identity",
    "address-proof": "Proof of address",
    "funds-proof": "Proof of funds",
    "purchase-proof": "Proof of purchase",
    "credit-file-proof": "Credit file",
}

STATUS_NAMES = {
    "in-progress": "being analysed",
    "pending": "waits for a person",
    "accepted": "accepted",
    "rejected": "rejected",
    "archived": "archived",
}

STATUS_TONES = {
    "in-progress": "quiet",
    "pending": "active",
    "accepted": "good",
    "rejected": "bad",
    "archived": "quiet",
}

#: What the verbs mean where the machine has decided already.
ACCEPT_LABELS = {
    "pending": "Accept",
    "accepted": "Confirm",
    "rejected": "Accept after all",
}
REJECT_LABELS = {
    "pending": "Reject…",
    "accepted": "Reject after all…",
    "rejected": "Confirm…",
}

STATE_NAMES = {
    QueueState.WAITING: "Waiting",
    QueueState.UNREVIEWED: "Unreviewed",
    QueueState.IN_REVIEW: "In review",
    QueueState.REVIEWED: "Reviewed",
    QueueState.MACHINE: "Decided by the machine",
}

SORT_NAMES = {
    QueueSort.OLDEST: "Oldest first",
    QueueSort.NEWEST: "Newest first",
    QueueSort.LOWEST: "Lowest score first",
}

FILE_NAMES = {
    FileTag.FRONT.value: "Front",
    FileTag.BACK.value: "Back",
    FileTag.PAGES.value: "Pages",
    FileTag.FACE_PROOF.value: "Selfie",
}

#: In the order in which a person compares them.
FIELD_NAMES = {
    "firstName": "First name",
    "lastName": "Last name",
    "dateOfBirth": "Date of birth",
    "line1": "Address line",
    "city": "City",
    "region": "Region",
    "postalCode": "Postal code",
    "date": "Date of the paper",
    "expirationDate": "Valid until",
    "issueDate": "Issued on",
    "documentNumber": "Document number",
    "nationality": "Nationality",
    "issuanceCountry": "Issued in",
    "issuanceRegion": "Issued in (state)",
    "sex": "Sex",
    "phone": "Phone of the issuer",
    "documentSubtype": "Kind of paper",
    "paymentInstrumentId": "Payment instrument",
    "containsImage": "Shows a portrait",
    "isIdentityDocument": "Is an identity document",
    "hasMinimalAge": "Is old enough",
    "hasMatchingFaceProof": "Selfie shows the holder",
    "hasCompletedFaceLiveness": "Liveness completed",
    "mrzChecksumValid": "Check digits agree",
    "isTampered": "Shows signs of tampering",
    "isDigitallyTampered": "Was changed digitally",
    "isPhotocopy": "Is a copy",
    "isPublishedOnline": "Was found online",
    "wordCount": "Words",
    "uniqueWords": "Different words",
    "creditBureau": "Credit bureau",
    "creditFileNumber": "Number of the file",
    "name": "Name",
    "consultedDate": "Asked on",
    "decision": "Decision",
}

CHECK_NAMES = {**FIELD_NAMES, "mrzChecksum": "Check digits of the zone"}

REJECTION_NAMES = {
    RejectionType.DOCUMENT_UNREADABLE: "Cannot be read",
    RejectionType.DOCUMENT_EXPIRED: "Had expired",
    RejectionType.DOCUMENT_WAS_VALID_BUT_EXPIRED: "Expired after it was sent",
    RejectionType.DOCUMENT_NOT_MATCHING: "Does not match the customer",
    RejectionType.DOCUMENT_DUPLICATE: "Was sent before",
    RejectionType.DOCUMENT_INVALID: "Is no paper that is taken",
    RejectionType.DOCUMENT_NOT_OPEN: "Cannot be opened",
    RejectionType.UNDERAGE_PERSON: "Holder is too young",
    RejectionType.THIRD_PARTY_OR_MISMATCH: "Belongs to somebody else",
    RejectionType.EXPIRATION_DATE_MISSING: "Shows no date of expiry",
    RejectionType.ISSUE_DATE_MISSING: "Shows no date of issue",
    RejectionType.SUBTYPE_MISSING: "Kind of paper cannot be told",
    RejectionType.DOB_MISMATCH: "Other date of birth",
    RejectionType.NAME_MISMATCH: "Other name",
    RejectionType.NAME_AND_DOB_MISMATCH: "Other name and date of birth",
    RejectionType.CRITICAL_INFO_MISSING: "Something needed is missing",
    RejectionType.OLD_ADDRESS_ON_ID: "Shows an old address",
    RejectionType.TAMPERED_DOCUMENT: "Shows signs of tampering",
    RejectionType.OTHER: "Another reason",
}

EVENT_NAMES = {
    "created": "Sent by the customer",
    "accepted": "Accepted by the machine",
    "rejected": "Rejected by the machine",
    "referred": "Left to a person",
    "archived": "Archived",
    "accepted-by-reviewer": "Accepted",
    "rejected-by-reviewer": "Rejected",
    "overturned-by-reviewer": "Decided otherwise than the machine",
    "confirmed-by-reviewer": "Decided as the machine did",
    "reviewed": "Looked at",
    "review-started": "Review begun",
    "review-stopped": "Review given up",
    "matches-overridden": "Matches corrected",
    "case-viewed": "Case opened",
    "picture-viewed": "Picture opened",
}


#: Shown where there is no value.
NOTHING = "\N{EM DASH}"


def shown(value: object) -> str:
    """Return a value as staff read it; a dash where there is none."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    text = str(value)
    # The wire writes days as times at midnight.
    return text.removesuffix("T00:00:00Z")


def title_of(document: KycDocument) -> str:
    """Return what a document is called in headings: its type, and whose it is."""
    return f"{TYPE_NAMES[document.type]} of {document.customer_id}"


def code_words(code: str | None) -> str:
    """Return a code of the machine as words: `not_read` is "not read"."""
    return (code or "").replace("_", " ").replace("-", " ")


def ago(span: timedelta) -> str:
    """Return how long ago something was."""
    return "just now" if span < timedelta(minutes=1) else f"{age(span)} ago"


def age(span: timedelta) -> str:
    """Return a span in one unit, rounded down."""
    minutes = max(0, int(span.total_seconds() // 60))
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        count = minutes // size
        if count >= 2 or (size == 1):
            return f"{count} {unit}{'' if count == 1 else 's'}"
    raise AssertionError(minutes)


def span(seconds: float) -> str:
    """Return a number of seconds in one unit, rounded down."""
    return age(timedelta(seconds=seconds))


def moment(at: datetime | None) -> str:
    """Return a moment in UTC, to the minute."""
    return "" if at is None else at.strftime("%Y-%m-%d %H:%M UTC")
