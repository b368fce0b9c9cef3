"""Every reason, file fault, document and state has words, and the words keep the rules."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain import errors
from app.domain.documents import DocumentSubtype, DocumentType, FileTag, files_needed
from app.domain.errors import FileTooLarge, UnreadableFile
from app.domain.journey import LineState
from app.domain.rejections import Advice, RejectionReason, RejectionType
from app.gatherer.wording import documents, refusals, scripts, states
from app.gatherer.wording.refusals import Refusal
from tests.gatherer.test_steps import TO_DO

_FORBIDDEN = re.compile(r"\b(oops|invalid|failed|illegal|please|sorry|error)\b|!", re.IGNORECASE)
_TITLE_CHARACTERS = 66

UNREADABLE = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, UnreadableFile) and kind is not FileTooLarge
]


def _check(refusal: Refusal) -> None:
    assert len(refusal.title) <= _TITLE_CHARACTERS
    assert not refusal.title.endswith(".")
    assert refusal.action.endswith(".")
    for text in (refusal.title, refusal.action):
        assert not _FORBIDDEN.search(str(text)), text
        assert "{" not in text
        assert "%(" not in text


@pytest.mark.parametrize("rejection_type", list(RejectionType))
def test_every_rejection_type_has_words(rejection_type: RejectionType) -> None:
    _check(refusals.refusal_of(RejectionReason(rejection_type, "for the merchant"), "The Shop"))


@pytest.mark.parametrize("advice", list(Advice))
def test_every_advice_has_words_of_its_own(advice: Advice) -> None:
    reason = RejectionReason(RejectionType.OTHER, "for the merchant", advice)
    words = refusals.refusal_of(reason, "The Shop")
    _check(words)
    assert words != refusals.REJECTIONS[RejectionType.OTHER]


def test_unknown_advice_falls_back_to_the_type() -> None:
    reason = RejectionReason(RejectionType.DOCUMENT_EXPIRED, "expired", "of a later version")
    assert refusals.refusal_of(reason, "The Shop").title == "This document has expired"


def test_rejection_without_a_reason_has_words() -> None:
    _check(refusals.refusal_of(None, "The Shop"))


def test_mismatches_cannot_be_told_apart() -> None:
    mismatches = {
        RejectionType.NAME_MISMATCH,
        RejectionType.DOB_MISMATCH,
        RejectionType.NAME_AND_DOB_MISMATCH,
        RejectionType.THIRD_PARTY_OR_MISMATCH,
        RejectionType.DOCUMENT_NOT_MATCHING,
        RejectionType.OLD_ADDRESS_ON_ID,
    }
    words = {refusals.refusal_of(RejectionReason(item, ""), "The Shop") for item in mismatches}
    assert len(words) == 1


def test_no_refusal_says_which_detail_of_a_person_differs() -> None:
    words = [*refusals.REJECTIONS.values(), *refusals.ADVICE.values()]
    told = " ".join(f"{item.title} {item.action}" for item in words).lower()
    for detail in (" name", "birth", "nationality", "address", "years old", "too young"):
        assert detail not in told


def test_merchants_name_is_put_in_as_it_is() -> None:
    reason = RejectionReason(RejectionType.NAME_MISMATCH, "")
    assert "A {merchant} Shop" in refusals.refusal_of(reason, "A {merchant} Shop").title


@pytest.mark.parametrize(
    ("advice", "told"),
    [
        (Advice.LETTER_SENT, "Send your passport."),
        (Advice.WRONG_DOCUMENT, "Send your passport."),
        (Advice.SELFIE_SENT, "Take a photo of your passport."),
    ],
)
def test_only_paper_that_is_taken_is_named(advice: Advice, told: str) -> None:
    reason = RejectionReason(RejectionType.DOCUMENT_INVALID, "", advice)
    one = replace(TO_DO, requested_subtypes=(DocumentSubtype.PASSPORT,))
    assert refusals.refusal_of(reason, "The Shop", one).action == told
    several = replace(TO_DO, requested_subtypes=None)
    assert refusals.refusal_of(reason, "The Shop", several) == refusals.ADVICE[advice]


def test_refused_letter_is_told_how_old_it_may_be() -> None:
    reason = RejectionReason(RejectionType.DOCUMENT_EXPIRED, "", Advice.TOO_OLD)
    bill = replace(
        TO_DO,
        document_type=DocumentType.ADDRESS_PROOF,
        requested_subtypes=(DocumentSubtype.UTILITY_BILL,),
        max_age_days=60,
    )
    assert refusals.refusal_of(reason, "The Shop", bill).action == "Use one from the last 60 days."
    lease = replace(bill, requested_subtypes=(DocumentSubtype.LEASE_AGREEMENT,))
    assert refusals.refusal_of(reason, "The Shop", lease).action == "Use a newer one."


@pytest.mark.parametrize("kind", UNREADABLE)
@pytest.mark.parametrize("tag", list(FileTag))
def test_every_unreadable_file_has_words(kind: type[UnreadableFile], tag: FileTag) -> None:
    _check(refusals.unreadable_file(kind(), tag, DocumentSubtype.ID_CARD))


@pytest.mark.parametrize("limit", ["bytes", "pixels", "pages", "of a later version"])
def test_every_limit_has_words(limit: str) -> None:
    _check(refusals.unreadable_file(FileTooLarge(limit), FileTag.PAGES, None))


def test_pdf_is_offered_only_where_it_is_taken() -> None:
    fault = errors.UnsupportedFileType()
    assert "PDF" not in refusals.unreadable_file(fault, FileTag.FRONT, None).title
    assert "PDF" in refusals.unreadable_file(fault, FileTag.PAGES, None).title


@pytest.mark.parametrize("subtype", list(DocumentSubtype))
def test_every_side_of_every_document_has_words(subtype: DocumentSubtype) -> None:
    assert documents.choice_name(subtype)
    assert documents.sides_of(subtype)
    for tag in files_needed(subtype, face_proof=True):
        words = documents.side_wording(subtype, tag, limit=2)
        assert len(words.heading) <= 60
        assert words.tips
        assert words.formats.endswith(("12 MB", "12 MB each"))
        assert "take a photo" in words.nothing_picked.lower() or "choose" in words.nothing_picked
        assert documents.file_name_of(subtype, tag)


def test_every_type_and_state_has_words() -> None:
    assert set(documents.TYPE_NAMES) == set(documents.TYPE_PURPOSES) == set(DocumentType)
    assert set(states.STATE_NAMES) == set(states.STATE_TONES) == set(LineState)


@pytest.mark.parametrize(
    "words",
    [scripts.CAPTURE, scripts.TIME_LIMIT, scripts.CHECKING, scripts.return_words("The Shop", 5)],
)
def test_sentences_of_scripts_keep_the_rules(words: dict[str, str]) -> None:
    for text in words.values():
        assert not _FORBIDDEN.search(str(text)), text


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(days=3, hours=5), "3 days"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(minutes=119, seconds=59), "119 minutes"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(minutes=1, seconds=59), "1 minute"),
        (timedelta(seconds=5), "1 minute"),
    ],
)
def test_time_left_is_rounded_down(left: timedelta, text: str) -> None:
    assert states.time_left(left) == text


def test_moment_names_its_zone() -> None:
    at = datetime(2026, 3, 3, 14, 5, tzinfo=UTC)
    assert states.moment(at) == "3 March 2026, 14:05 UTC"
