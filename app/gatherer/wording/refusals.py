"""Why something was refused and what to do about it: documents judged, and files nobody can read.

Every rejection type, every advice code and every class of unreadable file has its words here, and a
test counts them. What an account holds is never told, nor which detail agreed (NIST SP 800-63A-4,
3.2.1): all mismatches share one sentence.
"""

from dataclasses import dataclass, replace

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln
from flask_babel.speaklater import LazyString

from app.domain.documents import MAX_FILE_BYTES, MAX_PDF_PAGES, DocumentSubtype, FileTag
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
from app.gatherer.wording.documents import age_sentence, kinds_of_file, noun_of
from app.languages.formats import format_megabytes

_MEGABYTES = MAX_FILE_BYTES // (1024 * 1024)

#: Said with each file that was refused before it was stored.
NO_ATTEMPT_USED = _l("This did not use up an attempt.")


@dataclass(frozen=True)
class Refusal:
    """What happened, and the one thing to do about it; `%(merchant)s` stands for its name."""

    title: str
    action: str

    def named(self, merchant: str) -> "Refusal":
        """Return it with the merchant's name in place."""
        title, action = (
            str(text).replace("%(merchant)s", merchant) for text in (self.title, self.action)
        )
        return Refusal(title, action)


_MISMATCH = Refusal(
    # Translators: No text may say which detail differs: name, birth date or address.
    _l("The details on this document do not match what %(merchant)s gave us"),
    _l(
        "Send a document of your own that is up to date, or tell %(merchant)s that your details "
        "changed."
    ),
)

REJECTIONS: dict[RejectionType, Refusal] = {
    RejectionType.DOCUMENT_UNREADABLE: Refusal(
        _l("We could not read this document"),
        _l("Take the photo again in good light, with the whole document in the picture."),
    ),
    RejectionType.DOCUMENT_EXPIRED: Refusal(
        _l("This document has expired"), _l("Use one that is still valid.")
    ),
    RejectionType.DOCUMENT_WAS_VALID_BUT_EXPIRED: Refusal(
        _l("This document is no longer valid"), _l("Use a newer one.")
    ),
    RejectionType.DOCUMENT_NOT_MATCHING: _MISMATCH,
    RejectionType.DOCUMENT_DUPLICATE: Refusal(
        _l("This document was sent before"), _l("Send another one, or take a new photo.")
    ),
    RejectionType.DOCUMENT_INVALID: Refusal(
        _l("We cannot accept this document"), _l("Choose another document from the list.")
    ),
    RejectionType.DOCUMENT_NOT_OPEN: Refusal(
        _l("We could not open this document"), _l("Take a photo of it and send that.")
    ),
    # Translators: Keep it neutral: no text may say why, or which detail of the person differs.
    RejectionType.UNDERAGE_PERSON: Refusal(
        _l("%(merchant)s cannot accept this document"), _l("Ask %(merchant)s what you can do.")
    ),
    RejectionType.THIRD_PARTY_OR_MISMATCH: _MISMATCH,
    RejectionType.DOB_MISMATCH: _MISMATCH,
    RejectionType.NAME_MISMATCH: _MISMATCH,
    RejectionType.NAME_AND_DOB_MISMATCH: _MISMATCH,
    RejectionType.EXPIRATION_DATE_MISSING: Refusal(
        _l("We could not find until when this document is valid"),
        _l("Take the photo again so that every date can be read, or use another document."),
    ),
    RejectionType.ISSUE_DATE_MISSING: Refusal(
        _l("We could not find the date of this document"),
        _l("Take the photo again so that its date can be read, or use one that shows a date."),
    ),
    RejectionType.SUBTYPE_MISSING: Refusal(
        _l("We could not tell which document this is"),
        _l("Show the whole document, or choose another one."),
    ),
    RejectionType.CRITICAL_INFO_MISSING: Refusal(
        _l("Part of this document could not be read"),
        _l("Take the photo again so that every line can be read."),
    ),
    RejectionType.OLD_ADDRESS_ON_ID: _MISMATCH,
    RejectionType.TAMPERED_DOCUMENT: Refusal(
        _l("We could not confirm this document"),
        _l("Take a photo of the document itself, not of a screen, a scan or a copy."),
    ),
    RejectionType.OTHER: Refusal(
        _l("We could not accept this document"), _l("Take a new photo, or choose another document.")
    ),
}

#: Wording by advice code, where the cause is known better than its type says.
ADVICE: dict[str, Refusal] = {
    Advice.BLURRY: Refusal(
        _l("The photo is blurry"), _l("Hold the phone still and wait for it to focus.")
    ),
    Advice.GLARE: Refusal(
        _l("A reflection covers part of the document"),
        _l("Turn off the flash and move away from the light."),
    ),
    Advice.TOO_DARK: Refusal(_l("The photo is too dark"), _l("Move closer to a window or lamp.")),
    Advice.CUT_OFF: Refusal(
        _l("Part of the document is missing"),
        _l("Move back until all four corners are in the photo."),
    ),
    Advice.TOO_SMALL: Refusal(
        _l("The document is too far away"), _l("Move closer until it almost fills the photo.")
    ),
    Advice.WRONG_DOCUMENT: Refusal(
        _l("This looks like another document"),
        _l("Send the one you chose, or choose the one you have."),
    ),
    Advice.WRONG_SIDE: Refusal(_l("This is the other side of the document"), _l("Turn it over.")),
    Advice.TOO_OLD: Refusal(_l("This document is too old"), _l("Use a newer one.")),
    Advice.NO_FACE: Refusal(
        _l("We cannot see your face"), _l("Take the selfie with your whole face in the picture.")
    ),
    Advice.SEVERAL_FACES: Refusal(
        _l("We see more than one person"), _l("Take the selfie with nobody else in the picture.")
    ),
    Advice.FACE_TOO_SMALL: Refusal(
        _l("Your face is too far away"),
        _l("Hold the phone at arm's length or closer for the selfie."),
    ),
    Advice.FACE_TOO_DARK: Refusal(_l("Your selfie is too dark"), _l("Face a window or lamp.")),
    Advice.FACE_CUT_OFF: Refusal(
        _l("Part of your face is missing"),
        _l("Take the selfie with your whole face in the picture."),
    ),
    Advice.FACE_TURNED_AWAY: Refusal(
        _l("Your face is turned away"), _l("Look straight at the camera for the selfie.")
    ),
    Advice.EYES_COVERED: Refusal(
        _l("We cannot see your eyes"),
        _l("Take off dark glasses and keep hair away from your eyes."),
    ),
    Advice.CLOSED_EYES: Refusal(
        _l("Your eyes are closed"), _l("Take the selfie again with your eyes open.")
    ),
    Advice.SELFIE_SENT: Refusal(
        _l("This is a photo of a face, not of a document"),
        _l("Take a photo of the document you chose."),
    ),
    Advice.BLANK_PAGE: Refusal(
        _l("We cannot see a document in this photo"),
        _l("Lay the document down with its printed side up and take the photo again."),
    ),
    Advice.SEVERAL_DOCUMENTS: Refusal(
        _l("We see more than one document"), _l("Take a photo of one document alone.")
    ),
    Advice.SAME_SIDE: Refusal(
        _l("Both photos show the same side"), _l("Take one photo of the front and one of the back.")
    ),
    Advice.LETTER_SENT: Refusal(
        _l("This looks like a letter or bill"),
        _l("Send one of the identity documents in the list."),
    ),
    Advice.IDENTITY_SENT: Refusal(
        _l("This looks like an identity document"),
        _l("Send a bill, statement or letter from the list."),
    ),
}


#: What to do where the merchant takes one paper alone: there is no list to choose from.
_ONLY: dict[str, str] = {
    # Translators: %(document)s is a document's name in dictionary form. Put it where it stays so.
    RejectionType.DOCUMENT_INVALID: _l("Send your %(document)s."),
    Advice.WRONG_DOCUMENT: _l("Send your %(document)s."),
    Advice.LETTER_SENT: _l("Send your %(document)s."),
    Advice.IDENTITY_SENT: _l("Send your %(document)s."),
    Advice.SELFIE_SENT: _l("Take a photo of your %(document)s."),
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
        return age_sentence(line.age_limit)
    if code in _ONLY and len(line.permitted_subtypes) == 1:
        document = noun_of(line.permitted_subtypes[0])
        return str(_ONLY[code]).replace("%(document)s", document)
    return None


def unreadable_file(
    error: UnreadableFile, tag: FileTag, subtype: DocumentSubtype | None
) -> Refusal:
    """Return the words for a file that was refused before it was stored."""
    if isinstance(error, FileTooLarge):
        return _TOO_LARGE.get(error.limit, _TOO_LARGE["bytes"])
    if isinstance(error, PdfNotTaken):
        action = (
            gettext("Take a photo of yourself.")
            if tag is FileTag.FACE_PROOF
            # Translators: %(document)s is a document's name in dictionary form.
            else gettext("Take a photo of your %(document)s.", document=noun_of(subtype))
        )
        return Refusal(gettext("We need a photo for this one"), action)
    if isinstance(error, UnsupportedFileType):
        return Refusal(
            # Translators: %(kinds)s are kinds of file: "JPG, PNG or PDF".
            gettext("Choose a %(kinds)s", kinds=kinds_of_file(tag)),
            gettext("That file is of another kind. Choose another file."),
        )
    return next(
        (words for kind, words in _UNREADABLE.items() if isinstance(error, kind)),
        _UNREADABLE[DamagedFile],
    )


_UNREADABLE: dict[type[UnreadableFile], Refusal] = {
    EmptyFile: Refusal(_l("That file is empty"), _l("Choose another file, or take a photo.")),
    PdfLocked: Refusal(
        _l("This PDF has a password"),
        _l("Save a copy without the password, or take photos of the pages."),
    ),
    DamagedFile: Refusal(
        _l("We could not open that file"), _l("Choose another one, or take a photo.")
    ),
    InfectedFile: Refusal(
        _l("Our virus scanner stopped that file"),
        _l("Take a photo of the document instead, or choose another file."),
    ),
    DuplicateFile: Refusal(_l("This is the same photo as before"), _l("Take a new one.")),
}

#: Also said by scripts, which know it before a byte is sent.
TOO_LARGE_TO_SEND = Refusal(
    # Translators: %(size)s is "12 MB".
    _l("That file is larger than %(size)s", size=LazyString(format_megabytes, _MEGABYTES)),
    _l("Take a photo instead; we make it smaller for you."),
)

_TOO_LARGE: dict[str, Refusal] = {
    "bytes": TOO_LARGE_TO_SEND,
    "pixels": Refusal(
        _l("That picture is too large for us to open"),
        _l("Take the photo again with your phone's usual settings."),
    ),
    "pages": Refusal(
        _ln(
            "That PDF has more than %(num)d page",
            "That PDF has more than %(num)d pages",
            MAX_PDF_PAGES,
        ),
        _l("Send only the pages that matter, or take photos of them."),
    ),
}
