"""Which reason a rejected document is given: the first rung of one ladder that holds.

| rung | type | holds when |
| --- | --- | --- |
| 1 | document-invalid | a selfie was sent in place of a document |
| 2 | document-unreadable | the pictures show nothing |
| 3 | document-unreadable | nothing could be read and the picture has a known fault |
| 4 | document-not-matching | a picture shows more than one document |
| 5 | document-not-matching | front and back show the same side |
| 6 | document-not-matching | the wrong side of the document was sent |
| 7 | document-invalid | it is not an identity document |
| 8 | document-not-matching | it is an identity document where a letter was asked for |
| 9 | document-not-matching | it is a document that the merchant does not take |
| 10 | third-party-or-mismatch | both names differ, and the date of birth or the address too |
| 11 | name-and-dob-mismatch | a name and the date of birth differ |
| 12 | name-mismatch | a name differs |
| 13 | dob-mismatch | the date of birth differs |
| 14 | underage-person | the holder is under the minimum age |
| 15 | document-was-valid-but-expired | its last day has passed since it was sent |
| 16 | document-expired | its last day had passed when it was sent |
| 17 | document-expired | the letter is older than the days allowed |
| 18 | old-address-on-id | a card shows another address |
| 19 | document-not-matching | a letter shows another address |
| 20 | document-unreadable | the selfie cannot be used |

What must be sent anew comes first, whose paper it is before how long it is good for, and the selfie
last, since another one helps only if the document holds. Types that are not here are given by
people.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from app.domain.checks import Case, Result, State, Why
from app.domain.documents import SUBTYPES, DocumentSubtype, DocumentType
from app.domain.evidence import QualityProblem
from app.domain.judgement.address_checks import CARDS
from app.domain.judgement.identity_checks import was_in_date_when_sent
from app.domain.judgement.scene_checks import is_wrong_side
from app.domain.rejections import Advice, RejectionReason, RejectionType
from app.domain.scoring_settings import CheckName

_C = CheckName
_T = RejectionType


@dataclass(frozen=True)
class Ruling:
    """A case with its checks."""

    case: Case
    results: Sequence[Result]

    @cached_property
    def wrong(self) -> dict[CheckName, str | None]:
        """Return the checks that failed, and why; those a person must settle are not among them."""
        return {item.name: item.why for item in self.results if item.state is State.FAILED}

    @cached_property
    def passed(self) -> frozenset[CheckName]:
        """Return the checks that passed."""
        return frozenset(item.name for item in self.results if item.state is State.PASSED)

    @property
    def names_differ(self) -> int:
        """Return how many of the two names are not the customer's."""
        return len({_C.FIRST_NAME, _C.LAST_NAME} & self.wrong.keys())

    @property
    def address_differs(self) -> bool:
        """Tell whether street and place are not the customer's; one of them alone may be a slip."""
        place = {_C.POSTAL_CODE, _C.CITY} & self.wrong.keys()
        return _C.LINE1 in self.wrong and bool(place) and _C.POSTAL_CODE not in self.passed


class Told(NamedTuple):
    """What is told of a rejection: to the merchant in a sentence, to the customer by a code."""

    message: str
    advice: Advice | None = None


class Rung(NamedTuple):
    """One step of the ladder: `when` is the sentence of the table, `tell` finds out if it holds."""

    type: RejectionType
    when: str
    tell: Callable[[Ruling], Told | None]


def find_rejection(ruling: Ruling) -> RejectionReason | None:
    """Return the reason of the first rung that holds, None if none does."""
    for rung in LADDER:
        told = rung.tell(ruling)
        if told is not None:
            return RejectionReason(rung.type, told.message, told.advice)
    return None


def is_unreadable(ruling: Ruling) -> bool:
    """Tell whether nothing that identifies a person could be read, and the picture is to blame."""
    silent = {Why.NOT_READ, Why.NOT_ON_RECORD}
    telling = {_C.FIRST_NAME, _C.LAST_NAME, _C.DATE_OF_BIRTH, _C.LINE1}
    if any(item.why not in silent for item in ruling.results if item.name in telling):
        return False
    case = ruling.case
    if case.picture_problem is not None:
        return True
    return case.picture_fault is not None and case.is_text_poor


def _if(
    holds: Callable[[Ruling], object], message: str, advice: Advice | None = None
) -> Callable[[Ruling], Told | None]:
    """Return a teller that always says the same, if the condition holds."""
    return lambda ruling: Told(message, advice) if holds(ruling) else None


def _failed(name: CheckName) -> Callable[[Ruling], bool]:
    """Return the condition that a check failed."""
    return lambda ruling: name in ruling.wrong


def _because(why: Why) -> Callable[[Ruling], bool]:
    """Return the condition that a check failed for this reason."""
    return lambda ruling: why in ruling.wrong.values()


_FAULTS = {
    QualityProblem.TOO_SMALL: "the picture is too small",
    QualityProblem.TOO_DARK: "the picture is too dark",
    QualityProblem.BLURRY: "the picture is blurry",
    QualityProblem.GLARE: "a reflection covers part of it",
    QualityProblem.CUT_OFF: "part of it is outside the picture",
}


def _tell_unreadable(ruling: Ruling) -> Told | None:
    """Name the fault of a picture in which nothing could be read."""
    fault = ruling.case.picture_fault
    if fault is None or not is_unreadable(ruling):
        return None
    return Told(f"Document is unreadable: {_FAULTS[fault]}", Advice(fault.value))


def _a(subtype: DocumentSubtype) -> str:
    """Return a subtype with its article; of those with "u" none begins with a vowel's sound."""
    return f"an {subtype}" if subtype[0] in "aeio" else f"a {subtype}"


def _tell_no_identity(ruling: Ruling) -> Told | None:
    """Say that it is no identity document, and whether it is a letter that was recognised."""
    if _C.IS_IDENTITY_DOCUMENT not in ruling.wrong:
        return None
    recognised = ruling.case.report.document_subtype
    if recognised is None or not ruling.case.report.subtype_certain:
        return Told("Picture does not show an identity document", Advice.WRONG_DOCUMENT)
    return Told(
        f"Document is {_a(recognised)}, which is not an identity document", Advice.LETTER_SENT
    )


def _tell_identity_sent(ruling: Ruling) -> Told | None:
    """Name the identity document that was sent where none is taken."""
    recognised = ruling.case.report.document_subtype
    is_refused = ruling.wrong.get(_C.DOCUMENT_SUBTYPE) == Why.NOT_PERMITTED
    if not is_refused or recognised not in _IDENTITY:
        return None
    if ruling.case.judged.document_type is DocumentType.IDENTITY_PROOF:
        return None
    return Told(f"Document is {_a(recognised)}, not a letter or bill", Advice.IDENTITY_SENT)


def _tell_not_permitted(ruling: Ruling) -> Told | None:
    """Name the paper that was sent and those that the merchant takes."""
    recognised = ruling.case.report.document_subtype
    if _C.DOCUMENT_SUBTYPE not in ruling.wrong or recognised is None:
        return None
    taken = ", ".join(ruling.case.permitted)
    return Told(f"Document is {_a(recognised)}; requested: {taken}", Advice.WRONG_DOCUMENT)


#: Identity documents, some of which prove an address too where the merchant takes them.
_IDENTITY = frozenset(SUBTYPES[DocumentType.IDENTITY_PROOF]) - {DocumentSubtype.OTHER}


def _is_expired(ruling: Ruling) -> bool:
    """Tell whether the last day of a card has passed, whichever proof it was sent as."""
    return Why.EXPIRED in {ruling.wrong.get(_C.EXPIRATION_DATE), ruling.wrong.get(_C.DATE)}


def _tell_expired_since(ruling: Ruling) -> Told | None:
    """Name the last day of a paper that ran out between sending and judgement."""
    if not _is_expired(ruling) or not was_in_date_when_sent(ruling.case):
        return None
    return Told(f"Document was valid when sent, expired on {ruling.case.day('expirationDate')}")


def _tell_expired(ruling: Ruling) -> Told | None:
    """Name the last day of a paper that was no longer in date."""
    if not _is_expired(ruling):
        return None
    return Told(f"Document expired on {ruling.case.day('expirationDate')}")


def _tell_too_old(ruling: Ruling) -> Told | None:
    """Name the day of a letter that is too old, and how old it may be."""
    if ruling.wrong.get(_C.DATE) != Why.TOO_OLD:
        return None
    days = ruling.case.settings.address.document_max_age_days
    written = ruling.case.day("date")
    return Told(f"Document of {written} is older than {days} days", Advice.TOO_OLD)


_SELFIES = {
    Why.NO_FACE: Told("Selfie shows no face", Advice.NO_FACE),
    Why.SEVERAL_FACES: Told("Selfie shows more than one person", Advice.SEVERAL_FACES),
    Why.FACE_TOO_SMALL: Told("Face in the selfie is too small", Advice.FACE_TOO_SMALL),
    Why.FACE_TOO_DARK: Told("Selfie is too dark", Advice.FACE_TOO_DARK),
    Why.FACE_CUT_OFF: Told("Face in the selfie is cut off", Advice.FACE_CUT_OFF),
    Why.FACE_TURNED_AWAY: Told("Face in the selfie is turned away", Advice.FACE_TURNED_AWAY),
    Why.EYES_COVERED: Told("Eyes in the selfie are covered", Advice.EYES_COVERED),
    Why.CLOSED_EYES: Told("Eyes in the selfie are closed", Advice.CLOSED_EYES),
}


def _tell_selfie(ruling: Ruling) -> Told | None:
    """Name what is wrong with the selfie."""
    why = ruling.wrong.get(_C.HAS_MATCHING_FACE_PROOF)
    return _SELFIES[Why(why)] if why is not None else None


LADDER: tuple[Rung, ...] = (
    Rung(
        _T.DOCUMENT_INVALID,
        "a selfie was sent in place of a document",
        _if(
            _because(Why.SELFIE_SENT),
            "Picture shows a face and no document",
            Advice.SELFIE_SENT,
        ),
    ),
    Rung(
        _T.DOCUMENT_UNREADABLE,
        "the pictures show nothing",
        _if(_because(Why.BLANK_PAGE), "Picture shows an empty page or table", Advice.BLANK_PAGE),
    ),
    Rung(
        _T.DOCUMENT_UNREADABLE,
        "nothing could be read and the picture has a known fault",
        _tell_unreadable,
    ),
    Rung(
        _T.DOCUMENT_NOT_MATCHING,
        "a picture shows more than one document",
        _if(
            _because(Why.SEVERAL_DOCUMENTS),
            "Picture shows more than one document",
            Advice.SEVERAL_DOCUMENTS,
        ),
    ),
    Rung(
        _T.DOCUMENT_NOT_MATCHING,
        "front and back show the same side",
        _if(
            _because(Why.SAME_SIDE),
            "Both pictures show the same side of the document",
            Advice.SAME_SIDE,
        ),
    ),
    Rung(
        _T.DOCUMENT_NOT_MATCHING,
        "the wrong side of the document was sent",
        _if(
            lambda ruling: is_wrong_side(ruling.case),
            "Picture shows the wrong side of the document",
            Advice.WRONG_SIDE,
        ),
    ),
    Rung(_T.DOCUMENT_INVALID, "it is not an identity document", _tell_no_identity),
    Rung(
        _T.DOCUMENT_NOT_MATCHING,
        "it is an identity document where a letter was asked for",
        _tell_identity_sent,
    ),
    Rung(
        _T.DOCUMENT_NOT_MATCHING,
        "it is a document that the merchant does not take",
        _tell_not_permitted,
    ),
    Rung(
        _T.THIRD_PARTY_OR_MISMATCH,
        "both names differ, and the date of birth or the address too",
        _if(
            lambda ruling: (
                ruling.names_differ == 2
                and (_C.DATE_OF_BIRTH in ruling.wrong or ruling.address_differs)
            ),
            "Document is another person's",
        ),
    ),
    Rung(
        _T.NAME_AND_DOB_MISMATCH,
        "a name and the date of birth differ",
        _if(
            lambda ruling: ruling.names_differ and _C.DATE_OF_BIRTH in ruling.wrong,
            "Name and date of birth on the document are not the customer's",
        ),
    ),
    Rung(
        _T.NAME_MISMATCH,
        "a name differs",
        _if(lambda ruling: ruling.names_differ, "Name on the document is not the customer's"),
    ),
    Rung(
        _T.DOB_MISMATCH,
        "the date of birth differs",
        _if(_failed(_C.DATE_OF_BIRTH), "Date of birth on the document is not the customer's"),
    ),
    Rung(
        _T.UNDERAGE_PERSON,
        "the holder is under the minimum age",
        _if(_failed(_C.HAS_MINIMAL_AGE), "Person is under the minimum age"),
    ),
    Rung(
        _T.DOCUMENT_WAS_VALID_BUT_EXPIRED,
        "its last day has passed since it was sent",
        _tell_expired_since,
    ),
    Rung(_T.DOCUMENT_EXPIRED, "its last day had passed when it was sent", _tell_expired),
    Rung(_T.DOCUMENT_EXPIRED, "the letter is older than the days allowed", _tell_too_old),
    Rung(
        _T.OLD_ADDRESS_ON_ID,
        "a card shows another address",
        _if(
            lambda ruling: ruling.address_differs and ruling.case.paper in CARDS,
            "Address on the card is not the customer's",
        ),
    ),
    Rung(
        _T.DOCUMENT_NOT_MATCHING,
        "a letter shows another address",
        _if(lambda ruling: ruling.address_differs, "Address on the document is not the customer's"),
    ),
    Rung(_T.DOCUMENT_UNREADABLE, "the selfie cannot be used", _tell_selfie),
)
