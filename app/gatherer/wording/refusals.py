"""Why something was refused and what to do about it: documents judged, and files nobody can read.

Every rejection type, every advice code and every class of unreadable file has its words here, and a
test counts them. What an account holds is never told, nor which detail agreed (NIST SP 800-63A-4,
3.2.1): all mismatches share one sentence.
"""

from dataclasses import dataclass, replace

from app.domain.documents import (
    MAX_FILE_BYTES,
    MAX_PDF_PAGES,
    DocumentSubtype,
    FileTag,
    takes_pdf,
)
from app.domain.errors import (
    DamagedFile,
    DuplicateFile,
    EmptyFile,
    FileTooLarge,
    InfectedFile,
    PdfLocked,
    PdfNotTaken,
    UnreadableFile,
    UnsupportedFileType,
)
from app.domain.journey import JourneyLine
from app.domain.rejections import Advice, RejectionReason, RejectionType
from app.gatherer.wording.documents import noun_of

_MEGABYTES = MAX_FILE_BYTES // (1024 * 1024)

#: Said with each file that was refused before it was stored.
NO_ATTEMPT_USED = "This did not use up an attempt."


@dataclass(frozen=True)
class Refusal:
    """What happened, and the one thing to do about it; `{merchant}` stands for its name."""

    title: str
    action: str

    def named(self, merchant: str) -> "Refusal":
        """Return it with the merchant's name in place."""
        return Refusal(
            self.title.replace("{merchant}", merchant), self.action.replace("{merchant}", merchant)
        )


_MISMATCH = Refusal(
    "The details on this document do not match what {merchant} gave us",
    "Send a document of your own that is up to date, or tell {merchant} that your details changed.",
)

REJECTIONS: dict[RejectionType, Refusal] = {
    RejectionType.DOCUMENT_UNREADABLE: Refusal(
        "We could not read this document",
        "Take the photo again in good light, with the whole document in the picture.",
    ),
    RejectionType.DOCUMENT_EXPIRED: Refusal(
        "This document has expired", "Use one that is still valid."
    ),
    RejectionType.DOCUMENT_WAS_VALID_BUT_EXPIRED: Refusal(
        "This document is no longer valid", "Use a newer one."
    ),
    RejectionType.DOCUMENT_NOT_MATCHING: _MISMATCH,
    RejectionType.DOCUMENT_DUPLICATE: Refusal(
        "This document was sent before", "Send another one, or take a new photo."
    ),
    RejectionType.DOCUMENT_INVALID: Refusal(
        "We cannot accept this document", "Choose another document from the list."
    ),
    RejectionType.DOCUMENT_NOT_OPEN: Refusal(
        "We could not open this document", "Take a photo of it and send that."
    ),
    RejectionType.UNDERAGE_PERSON: Refusal(
        "{merchant} cannot accept this document", "Ask {merchant} what you can do."
    ),
    RejectionType.THIRD_PARTY_OR_MISMATCH: _MISMATCH,
    RejectionType.DOB_MISMATCH: _MISMATCH,
    RejectionType.NAME_MISMATCH: _MISMATCH,
    RejectionType.NAME_AND_DOB_MISMATCH: _MISMATCH,
    RejectionType.EXPIRATION_DATE_MISSING: Refusal(
        "We could not find until when this document is valid",
        "Take the photo again so that every date can be read, or use another document.",
    ),
    RejectionType.ISSUE_DATE_MISSING: Refusal(
        "We could not find the date of this document",
        "Take the photo again so that its date can be read, or use one that shows a date.",
    ),
    RejectionType.SUBTYPE_MISSING: Refusal(
        "We could not tell which document this is",
        "Show the whole document, or choose another one.",
    ),
    RejectionType.CRITICAL_INFO_MISSING: Refusal(
        "Part of this document could not be read",
        "Take the photo again so that every line can be read.",
    ),
    RejectionType.OLD_ADDRESS_ON_ID: _MISMATCH,
    RejectionType.TAMPERED_DOCUMENT: Refusal(
        "We could not confirm this document",
        "Take a photo of the document itself, not of a screen, a scan or a copy.",
    ),
    RejectionType.OTHER: Refusal(
        "We could not accept this document", "Take a new photo, or choose another document."
    ),
}

#: Wording by advice code, where the cause is known better than its type says.
ADVICE: dict[str, Refusal] = {
    Advice.BLURRY: Refusal("The photo is blurry", "Hold the phone still and wait for it to focus."),
    Advice.GLARE: Refusal(
        "A reflection covers part of the document",
        "Turn off the flash and move away from the light.",
    ),
    Advice.TOO_DARK: Refusal("The photo is too dark", "Move closer to a window or lamp."),
    Advice.CUT_OFF: Refusal(
        "Part of the document is missing", "Move back until all four corners are in the photo."
    ),
    Advice.TOO_SMALL: Refusal(
        "The document is too far away", "Move closer until it almost fills the photo."
    ),
    Advice.WRONG_DOCUMENT: Refusal(
        "This looks like another document",
        "Send the one you chose, or choose the one you have.",
    ),
    Advice.WRONG_SIDE: Refusal("This is the other side of the document", "Turn it over."),
    Advice.TOO_OLD: Refusal("This document is too old", "Use a newer one."),
    Advice.NO_FACE: Refusal(
        "We cannot see your face", "Take the selfie with your whole face in the picture."
    ),
    Advice.SEVERAL_FACES: Refusal(
        "We see more than one person", "Take the selfie with nobody else in the picture."
    ),
    Advice.FACE_TOO_SMALL: Refusal(
        "Your face is too far away", "Hold the phone at arm's length or closer for the selfie."
    ),
    Advice.FACE_TOO_DARK: Refusal("Your selfie is too dark", "Face a window or lamp."),
    Advice.FACE_CUT_OFF: Refusal(
        "Part of your face is missing", "Take the selfie with your whole face in the picture."
    ),
    Advice.FACE_TURNED_AWAY: Refusal(
        "Your face is turned away", "Look straight at the camera for the selfie."
    ),
    Advice.EYES_COVERED: Refusal(
        "We cannot see your eyes", "Take off dark glasses and keep hair away from your eyes."
    ),
    Advice.CLOSED_EYES: Refusal(
        "Your eyes are closed", "Take the selfie again with your eyes open."
    ),
    Advice.SELFIE_SENT: Refusal(
        "This is a photo of a face, not of a document", "Take a photo of the document you chose."
    ),
    Advice.BLANK_PAGE: Refusal(
        "We cannot see a document in this photo",
        "Lay the document down with its printed side up and take the photo again.",
    ),
    Advice.SEVERAL_DOCUMENTS: Refusal(
        "We see more than one document", "Take a photo of one document alone."
    ),
    Advice.SAME_SIDE: Refusal(
        "Both photos show the same side", "Take one photo of the front and one of the back."
    ),
    Advice.LETTER_SENT: Refusal(
        "This looks like a letter or bill", "Send one of the identity documents in the list."
    ),
    Advice.IDENTITY_SENT: Refusal(
        "This looks like an identity document", "Send a bill, statement or letter from the list."
    ),
}


#: What to do where the merchant takes one paper alone: there is no list to choose from.
_ONLY: dict[str, str] = {
    RejectionType.DOCUMENT_INVALID: "Send your {noun}.",
    Advice.WRONG_DOCUMENT: "Send your {noun}.",
    Advice.LETTER_SENT: "Send your {noun}.",
    Advice.IDENTITY_SENT: "Send your {noun}.",
    Advice.SELFIE_SENT: "Take a photo of your {noun}.",
}


def refusal_of(
    reason: RejectionReason | None, merchant: str, line: JourneyLine | None = None
) -> Refusal:
    """Return the words for a rejected document; a reviewer may reject without a known reason.

    With the line that asks for it they say which paper to send, and how old it may be.
    """
    if reason is None:
        return REJECTIONS[RejectionType.OTHER].named(merchant)
    code = reason.advice if reason.advice in ADVICE else reason.type
    refusal = ADVICE.get(code) or REJECTIONS[reason.type]
    if line is not None:
        refusal = replace(refusal, action=_action_for(code, line) or refusal.action)
    return refusal.named(merchant)


def _action_for(code: str, line: JourneyLine) -> str | None:
    """Return what to do now, where the line tells it better than the code alone."""
    if code == Advice.TOO_OLD and line.age_limit is not None:
        return f"Use one from the last {line.age_limit} days."
    if code in _ONLY and len(line.permitted_subtypes) == 1:
        return _ONLY[code].format(noun=noun_of(line.permitted_subtypes[0]))
    return None


def unreadable_file(
    error: UnreadableFile, tag: FileTag, subtype: DocumentSubtype | None
) -> Refusal:
    """Return the words for a file that was refused before it was stored."""
    if isinstance(error, FileTooLarge):
        return _TOO_LARGE.get(error.limit, _TOO_LARGE["bytes"])
    if isinstance(error, PdfNotTaken):
        return Refusal(
            "We need a photo for this one",
            "Take a photo of yourself."
            if tag is FileTag.FACE_PROOF
            else f"Take a photo of your {noun_of(subtype)}.",
        )
    if isinstance(error, UnsupportedFileType):
        kinds = "JPG, PNG, HEIC, WebP or PDF" if takes_pdf(tag) else "JPG, PNG, HEIC or WebP"
        return Refusal(f"Choose a {kinds}", "That file is of another kind. Choose another file.")
    return next(
        (words for kind, words in _UNREADABLE.items() if isinstance(error, kind)),
        _UNREADABLE[DamagedFile],
    )


_UNREADABLE: dict[type[UnreadableFile], Refusal] = {
    EmptyFile: Refusal("That file is empty", "Choose another file, or take a photo."),
    PdfLocked: Refusal(
        "This PDF has a password",
        "Save a copy without the password, or take photos of the pages.",
    ),
    DamagedFile: Refusal("We could not open that file", "Choose another one, or take a photo."),
    InfectedFile: Refusal(
        "Our virus scanner stopped that file",
        "Take a photo of the document instead, or choose another file.",
    ),
    DuplicateFile: Refusal("This is the same photo as before", "Take a new one."),
}

#: Also said by scripts, which know it before a byte is sent.
TOO_LARGE_TO_SEND = Refusal(
    f"That file is larger than {_MEGABYTES} MB", "Take a photo instead; we make it smaller for you."
)

_TOO_LARGE: dict[str, Refusal] = {
    "bytes": TOO_LARGE_TO_SEND,
    "pixels": Refusal(
        "That picture is too large for us to open",
        "Take the photo again with your phone's usual settings.",
    ),
    "pages": Refusal(
        f"That PDF has more than {MAX_PDF_PAGES} pages",
        "Send only the pages that matter, or take photos of them.",
    ),
}
