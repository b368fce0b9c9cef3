"""Every state, by name: what it shows, which screens and edge states of the journey it covers."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from flask import abort
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from app.domain.capture_settings import CaptureMode
from app.domain.consent import SelfieConsent
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.errors import (
    DamagedFile,
    DuplicateFile,
    EmptyFile,
    FileTooLarge,
    InfectedFile,
    LinkInvalid,
    PdfLocked,
    PdfNotTaken,
    ServiceUnavailable,
    UnreadableFile,
    UnsupportedFileType,
)
from app.domain.handoff import HandoffEnd, HandoffPhase
from app.domain.journey import Journey, JourneyLine
from app.domain.link_renewal import LinkRenewal
from app.domain.rejections import Advice, RejectionType
from app.domain.return_proof import CodePhase
from app.domain.statuses import DocumentStatus, RequestStatus, ReturnInfo
from app.extensions import now
from app.gatherer import (
    capture,
    consent,
    documents,
    handoff,
    leave,
    overview,
    phone,
    progress,
    receipt,
    refusals,
    return_proof,
    start,
)
from app.gatherer.catalogue import examples
from app.gatherer.wording import scripts
from app.gatherer.wording.refusals import ADVICE, REJECTIONS, Refusal
from app.limits import LimitReached
from app.services.handoff_state import ReceivedFile
from app.services.return_proofs import ReturnProof

_IDENTITY: Final = DocumentType.IDENTITY_PROOF
_ADDRESS: Final = DocumentType.ADDRESS_PROOF
_TOKEN: Final = "example"  # noqa: S105 - opens nothing.


@dataclass(frozen=True)
class State:
    """One state: its name in the address, the journey it belongs to, and the view that draws it.

    `draw` may raise what a customer's request would: the same handlers then word it. `rehearsal` is
    what the page's camera screen finds when it asks for the camera (static/js/rehearsal.js).
    """

    name: str
    journey: Callable[[], Journey]
    draw: Callable[[], ResponseReturnValue]
    rehearsal: str | None = None


def all_states() -> dict[str, State]:
    """Return every state by its name, in the order of the journey."""
    groups = (
        _beginnings(),
        _return_proofs(),
        _handoffs(),
        _captures(),
        _camera_screens(),
        _refused_files(),
        _refusals(),
        _endings(),
        _receipts(),
        _edges(),
    )
    return {state.name: state for group in groups for state in group}


def _beginnings() -> Iterator[State]:
    ex = examples
    yield _start("start", lambda: ex.journey(reason="registration"))
    yield _start("start-one-document", lambda: ex.journey(ex.passport()))
    yield _start("start-letters-only", lambda: ex.journey(ex.letter()))
    yield _start("start-again", lambda: ex.journey(ex.card(FileTag.FRONT), ex.letter()))
    yield _start("start-ends-soon", lambda: ex.journey(expires_at=now() + timedelta(minutes=4)))
    yield _start("finished", lambda: ex.journey(status=RequestStatus.FULFILLED))
    yield State("overview", ex.journey, overview.overview)
    yield State("overview-begun", lambda: ex.journey(_checked(), ex.letter()), overview.overview)
    yield State(
        "overview-retry",
        lambda: ex.journey(ex.refused(ex.card(), Advice.GLARE), ex.letter(is_skipped=True)),
        overview.overview,
    )
    yield State("choose", ex.journey, lambda: documents.choose_document(_IDENTITY))
    yield State("choose-letter", ex.journey, lambda: documents.choose_document(_ADDRESS))
    yield State("choose-nothing", ex.journey, lambda: documents.refuse_choice(_IDENTITY))


def _return_proofs() -> Iterator[State]:
    """Yield the question for a code in a browser that is new to the request."""
    contact, phase = "a•••@shop.example", CodePhase
    proofs = {
        "return-proof": ReturnProof(phase.ASKED, contact),
        "return-proof-no-contact": ReturnProof(phase.ASKED),
        "return-proof-resent": ReturnProof(phase.RESENT, contact),
        "return-proof-used-up": ReturnProof(phase.USED_UP, contact),
        "return-proof-no-code": ReturnProof(phase.NONE, contact),
    }
    for name, proof in proofs.items():
        yield State(name, examples.journey, partial(return_proof.proof_page, proof))
    asked = ReturnProof(phase.ASKED, contact, tries_left=4)
    yield State("return-proof-wrong", examples.journey, lambda: return_proof.wrong_page(asked))
    yield State(
        "return-proof-too-early",
        examples.journey,
        lambda: return_proof.early_page(asked, timedelta(seconds=40)),
    )


def _handoffs() -> Iterator[State]:
    """Yield the computer's page and the phone's, as a handoff goes on."""
    ex, phase = examples, HandoffPhase
    received = ReceivedFile("file_example", FileTag.FRONT)
    on_computer = {
        "use-phone": ex.handoff(phase.WAITING),
        "use-phone-number": ex.handoff(phase.WAITING, match_number=47),
        "use-phone-connected": ex.handoff(phase.CONNECTED),
        "use-phone-received": ex.handoff(phase.CONNECTED, received=received),
        "use-phone-out-of-date": ex.handoff(phase.OUT_OF_DATE),
        "use-phone-ended": ex.handoff(phase.ENDED),
    }
    for name, state in on_computer.items():
        code = _TOKEN if state.phase is phase.WAITING else None
        yield State(name, ex.journey, partial(handoff.handoff_page, state, code))
    on_phone = {
        "phone": ex.opened_code(phase.WAITING),
        "phone-number": ex.opened_code(phase.WAITING, match_choices=(12, 47, 83)),
        "phone-taken": ex.opened_code(phase.CONNECTED),
        "phone-out-of-date": ex.opened_code(phase.OUT_OF_DATE),
        **{
            f"phone-{end}": ex.opened_code(phase.ENDED, ended_as=end)
            for end in (HandoffEnd.STOPPED, HandoffEnd.REFUSED, HandoffEnd.MISMATCHED)
        },
    }
    merchant = ex.journey().organization_name
    for name, opened in on_phone.items():
        yield State(name, ex.journey, partial(phone.code_page, opened, _TOKEN, merchant))
    shut_out = partial(refusals.session_missing_page, was_phone=True)
    yield State("phone-shut-out", ex.journey, shut_out)


def _captures() -> Iterator[State]:
    ex = examples
    yield _capture("capture-front", ex.card(), FileTag.FRONT)
    yield _capture("capture-front-received", ex.card(FileTag.FRONT), FileTag.FRONT)
    yield _capture("capture-back", ex.card(FileTag.FRONT), FileTag.BACK)
    yield _capture("capture-passport", ex.passport(), FileTag.FRONT)
    bill = ex.letter(chosen_subtype=DocumentSubtype.UTILITY_BILL)
    yield _capture("capture-pages", bill, FileTag.PAGES)
    pages = (ex.gathered(FileTag.PAGES), ex.gathered(FileTag.PAGES, 1, pages=4))
    yield _capture(
        "capture-pages-received",
        ex.letter(chosen_subtype=DocumentSubtype.UTILITY_BILL, files=pages),
        FileTag.PAGES,
    )
    both = ex.card(FileTag.FRONT, FileTag.BACK)
    yield _capture("capture-selfie", both, FileTag.FACE_PROOF)
    live = ex.card(FileTag.FRONT, FileTag.BACK, face_liveness_required=True)
    yield _capture("capture-liveness", live, FileTag.FACE_PROOF)
    whole = ex.card(FileTag.FRONT, FileTag.BACK, FileTag.FACE_PROOF)
    yield State("review", lambda: ex.journey(whole), lambda: documents.review(_IDENTITY))
    yield State(
        "review-same-photos", lambda: ex.journey(whole), lambda: documents.refuse_same(_IDENTITY)
    )
    yield State("checking", lambda: ex.journey(_checked()), progress.checking)
    yield State("leave", lambda: ex.journey(_checked(), ex.letter()), leave.confirm_leave)


def _camera_screens() -> Iterator[State]:
    """Yield our camera screen: before the camera is on, and in each trouble with it."""
    found = {
        "waiting": "",
        "denied": "NotAllowedError",
        "none": "NotFoundError",
        "busy": "NotReadableError",
        "webview": "webview",
    }
    card = examples.card()
    page = _capture("", card, FileTag.FRONT)
    journey = partial(examples.journey, *_with_others(card), capture=CaptureMode.VIEWFINDER)
    for name, rehearsal in found.items():
        yield State(f"camera-{name}", journey, page.draw, rehearsal)


def _refused_files() -> Iterator[State]:
    """Yield each way in which a file or the line can fail while it is being sent."""
    card, bill = examples.card(), examples.letter(chosen_subtype=DocumentSubtype.UTILITY_BILL)
    errors: dict[str, UnreadableFile] = {
        "pdf-for-photo": PdfNotTaken(FileTag.FRONT),
        "type": UnsupportedFileType(),
        "too-large": FileTooLarge("bytes"),
        "too-many-pixels": FileTooLarge("pixels"),
        "empty": EmptyFile(),
        "damaged": DamagedFile("test"),
        "infected": InfectedFile(),
        "same": DuplicateFile(),
    }
    for name, error in errors.items():
        words = capture.words_for(error, FileTag.FRONT, DocumentSubtype.ID_CARD)
        yield _capture(f"file-{name}", card, FileTag.FRONT, words)
    words = capture.words_for(PdfLocked(), FileTag.PAGES, DocumentSubtype.UTILITY_BILL)
    yield _capture("file-pdf-locked", bill, FileTag.PAGES, words)
    words = capture.words_for(FileTooLarge("pages"), FileTag.PAGES, DocumentSubtype.UTILITY_BILL)
    yield _capture("file-too-many-pages", bill, FileTag.PAGES, words)
    yield _capture("file-nothing-picked", card, FileTag.FRONT, "nothing-picked")
    # What scripts say in the same place, out of the same words.
    for name in ("offline", "lost", "camera"):
        said = Refusal(scripts.CAPTURE[f"{name}Title"], scripts.CAPTURE[f"{name}Body"])
        yield _capture(f"line-{name}", card, FileTag.FRONT, said)


def _refusals() -> Iterator[State]:
    """Yield a refused document for each advice code and each reason, on the page that asks anew."""
    of_letters = {Advice.TOO_OLD, Advice.IDENTITY_SENT}
    for code in map(Advice, ADVICE):
        if code in of_letters:
            bill = examples.letter(chosen_subtype=DocumentSubtype.UTILITY_BILL)
            yield _refusal(f"refused-{code}", bill, FileTag.PAGES, code)
        else:
            yield _refusal(f"refused-{code}", examples.card(), FileTag.FRONT, code)
    for reason in REJECTIONS:
        yield _refusal(f"refused-{reason}", examples.card(), FileTag.FRONT, reason)


def _endings() -> Iterator[State]:
    ex = examples
    accepted = ex.sent(ex.card(), DocumentStatus.ACCEPTED)
    waiting = ex.sent(ex.letter(), DocumentStatus.PENDING)
    skipped = ex.letter(is_skipped=True)
    used_up = ex.refused(ex.card(), RejectionType.DOCUMENT_NOT_MATCHING, attempts_used=3)
    endings = {
        "done-accepted": ex.journey(accepted, info=ReturnInfo.SUCCESS),
        "done-received": ex.journey(accepted, waiting, info=ReturnInfo.PARTIAL),
        "done-incomplete": ex.journey(accepted, skipped, info=ReturnInfo.PARTIAL),
        "done-nothing": ex.journey(ex.card(is_skipped=True), skipped, info=ReturnInfo.BACK),
        "done-refused": ex.journey(used_up, status=RequestStatus.FAILED),
        "done-no-way-back": ex.journey(waiting, redirect_url=None),
    }
    for name, journey in endings.items():
        yield State(name, partial(_same, journey), leave.done)


def _receipts() -> Iterator[State]:
    """Yield the pages about consent, and those of the receipt."""
    ex, given = examples, examples.terms(SelfieConsent.GIVEN)
    both = ex.card(FileTag.FRONT, FileTag.BACK, consent=SelfieConsent.MISSING)
    asked = ex.journey(both, terms=ex.terms(SelfieConsent.MISSING))
    needed = ex.terms(SelfieConsent.MISSING, has_alternative=False)
    ask = partial(consent.consent, _IDENTITY)
    yield State("consent", partial(_same, asked), ask)
    yield State("consent-needed", lambda: ex.journey(both, terms=needed), ask)
    done = ex.sent(ex.card(), DocumentStatus.ACCEPTED)
    sent = partial(ex.journey, done, terms=given, status=RequestStatus.FULFILLED)
    yield State("withdraw", sent, consent.confirm_withdraw)
    withdrawn = partial(ex.journey, done, terms=ex.terms(SelfieConsent.REFUSED))
    erased = partial(receipt.receipt_page, ex.receipt(is_erased=True))
    taken_back = partial(receipt.receipt_page, ex.receipt(is_withdrawn=True))
    yield State("receipt", sent, partial(receipt.receipt_page, ex.receipt()))
    yield State("receipt-withdrawn", withdrawn, taken_back)
    yield State("receipt-erased", sent, erased)
    confirm = partial(receipt.confirm_page, ex.receipt())
    yield State("erase", sent, confirm)
    yield State("erase-later", lambda: ex.journey(_checked(), terms=given), confirm)
    soon = now() + timedelta(minutes=4)
    card = ex.card(FileTag.FRONT)
    yield State(
        "capture-more-time",
        lambda: ex.journey(card, terms=given, expires_at=soon),
        lambda: capture.capture_page(
            capture.Side(card, DocumentSubtype.ID_CARD, FileTag.BACK), None
        ),
    )


def _edges() -> Iterator[State]:
    asked_at = now() - timedelta(minutes=5)
    renewals = {
        "link-expired": LinkRenewal(),
        "link-expired-renewal": LinkRenewal(is_offered=True),
        "link-expired-asked": LinkRenewal(asked_at=asked_at),
        "link-expired-asked-again": LinkRenewal(is_offered=True, asked_at=asked_at),
    }
    journey = examples.journey()
    for name, renewal in renewals.items():
        page = partial(refusals.expired_page, journey, renewal)
        yield State(name, partial(_same, journey), page)
    yield _edge("link-unknown", LinkInvalid())
    missing = partial(refusals.session_missing_page, was_phone=False)
    yield State("session-missing", examples.journey, missing)
    yield _edge("service-down", ServiceUnavailable("storage"))
    yield _edge("too-large", RequestEntityTooLarge())
    yield _edge("too-many-tries", LimitReached(time.time() + 42, ""))
    yield State("not-found", examples.journey, lambda: abort(404))
    yield State("page-too-old", examples.journey, lambda: refusals.page_too_old_page(_TOKEN))


def _same(journey: Journey) -> Journey:
    return journey


def _checked() -> JourneyLine:
    return examples.sent(examples.card(), DocumentStatus.IN_PROGRESS)


def _start(name: str, journey: Callable[[], Journey]) -> State:
    return State(name, journey, lambda: start.start_page(journey(), _TOKEN))


def _capture(
    name: str, line: JourneyLine, tag: FileTag, error: Refusal | str | None = None
) -> State:
    def draw() -> ResponseReturnValue:
        side = capture.Side(line, line.subtype or line.permitted_subtypes[0], tag)
        words = Refusal(side.wording.nothing_picked, "") if isinstance(error, str) else error
        return capture.capture_page(side, words, link=examples.LINK)

    return State(name, lambda: examples.journey(*_with_others(line)), draw)


def _refusal(name: str, line: JourneyLine, tag: FileTag, reason: Advice | RejectionType) -> State:
    return _capture(name, examples.refused(line, reason), tag)


def _with_others(line: JourneyLine) -> Sequence[JourneyLine]:
    """Return the line as one of two, in the order of the journey."""
    if line.document_type is _ADDRESS:
        return examples.identity(), line
    return line, examples.letter()


def _edge(name: str, error: Exception) -> State:
    def draw() -> ResponseReturnValue:
        raise error

    return State(name, examples.journey, draw)
