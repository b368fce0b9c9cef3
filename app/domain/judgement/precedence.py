"""Which reason a rejected document is given: the first rung of one ladder that holds.

| rung | type | holds when |
| --- | --- | --- |
| 1 | document-unreadable | nothing could be read and the picture has a known fault |
| 2 | document-not-matching | the wrong side of the document was sent |
| 3 | document-invalid | it is not an identity document |
| 4 | document-not-matching | it is a document that the merchant does not take |
| 5 | third-party-or-mismatch | both names differ, and the date of birth or the address too |
| 6 | name-and-dob-mismatch | a name and the date of birth differ |
| 7 | name-mismatch | a name differs |
| 8 | dob-mismatch | the date of birth differs |
| 9 | underage-person | the holder is under the minimum age |
| 10 | document-was-valid-but-expired | its last day has passed since it was sent |
| 11 | document-expired | its last day had passed when it was sent |
| 12 | document-expired | the letter is older than the days allowed |
| 13 | old-address-on-id | a card shows another address |
| 14 | document-not-matching | a letter shows another address |
| 15 | document-unreadable | the selfie cannot be used |

What must be sent anew comes first, whose paper it is before how long it is good for, and the selfie
last, since another one helps only if the document holds. Types that are not here are given by
people.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from app.domain.checks import Case, Result, State, Why
from app.domain.documents import FileTag
from app.domain.evidence import QualityProblem
from app.domain.judgement.address_checks import CARDS
from app.domain.judgement.identity_checks import was_in_date_when_sent
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


def is_wrong_side(ruling: Ruling) -> bool:
    """Tell whether the picture shows a side that was not asked for.

    Either what is seen is no side that was sent, or the lines of a card's back (TD1) stand in the
    picture sent as its front and no portrait is anywhere. Swapped sides do no harm.
    """
    report, sent = ruling.case.report, {file.tag for file in ruling.case.pages}
    sides = {FileTag.FRONT, FileTag.BACK}
    if report.side in sides and sent <= sides and report.side not in sent and sent:
        return True
    is_back_as_front = (
        report.mrz is not None and report.mrz.format == "TD1" and report.mrz.tag is FileTag.FRONT
    )
    return is_back_as_front and _C.CONTAINS_IMAGE not in ruling.passed


def _if(
    holds: Callable[[Ruling], object], message: str, advice: Advice | None = None
) -> Callable[[Ruling], Told | None]:
    """Return a teller that always says the same, if the condition holds."""
    return lambda ruling: Told(message, advice) if holds(ruling) else None


def _failed(name: CheckName) -> Callable[[Ruling], bool]:
    """Return the condition that a check failed."""
    return lambda ruling: name in ruling.wrong


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
}


def _tell_selfie(ruling: Ruling) -> Told | None:
    """Name what is wrong with the selfie."""
    why = ruling.wrong.get(_C.HAS_MATCHING_FACE_PROOF)
    return _SELFIES[Why(why)] if why is not None else None


LADDER: tuple[Rung, ...] = (
    Rung(
        _T.DOCUMENT_UNREADABLE,
        "nothing could be read and the picture has a known fault",
        _tell_unreadable,
    ),
    Rung(
        _T.DOCUMENT_NOT_MATCHING,
        "the wrong side of the document was sent",
        _if(is_wrong_side, "Picture shows the wrong side of the document", Advice.WRONG_SIDE),
    ),
    Rung(
        _T.DOCUMENT_INVALID,
        "it is not an identity document",
        _if(
            _failed(_C.IS_IDENTITY_DOCUMENT),
            "Picture does not show an identity document",
            Advice.WRONG_DOCUMENT,
        ),
    ),
    Rung(
        _T.DOCUMENT_NOT_MATCHING,
        "it is a document that the merchant does not take",
        _if(
            _failed(_C.DOCUMENT_SUBTYPE),
            "Document is not of a requested subtype",
            Advice.WRONG_DOCUMENT,
        ),
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
