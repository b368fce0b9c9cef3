"""Consent to the use of the face: asked on its own page before the selfie, and taken back."""

from contextlib import suppress

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.consent import SelfieConsent
from app.domain.documents import DocumentType, FileTag
from app.domain.errors import SubmissionRefused
from app.gatherer.blueprint import allow_return, blueprint, current_journey, is_over
from app.gatherer.navigation import back_url, go_on, line_of
from app.gatherer.steps import Page, Step, is_workable
from app.languages.choice import page_language
from app.services.consents import answer_consent, withdraw_consent

#: Where a yes can still be said: not asked yet, or said no before.
_OPEN = frozenset({SelfieConsent.MISSING, SelfieConsent.REFUSED})


@blueprint.get("/verify/<kyc_request_id>/<document_type:document_type>/consent")
def consent(document_type: DocumentType) -> ResponseReturnValue:
    """Say what happens to the selfie, and ask."""
    journey, line = current_journey(), line_of(document_type)
    is_asked = journey.terms.is_face_asked and journey.terms.consent in _OPEN
    if not is_asked or not is_workable(line) or line.subtype is None or is_over(journey):
        return go_on(document_type)
    allow_return(journey)
    return render_template(
        "gatherer/consent.html",
        line=line,
        back_url=back_url(line, Step(Page.CONSENT, document_type)),
        photo=line.needed.index(FileTag.FACE_PROOF) + 1 if line.needs_consent else None,
    )


@blueprint.post("/verify/<kyc_request_id>/<document_type:document_type>/consent")
def store_consent(document_type: DocumentType) -> ResponseReturnValue:
    """Write down the answer; a form without one asks again."""
    answer = request.form.get("answer")
    if answer in {"agree", "decline"}:
        # Closed meanwhile, or a no that this organization does not take: the next page tells.
        with suppress(SubmissionRefused):
            answer_consent(
                current_journey().kyc_request_id, agrees=answer == "agree", language=_language()
            )
    return go_on(document_type)


@blueprint.get("/verify/<kyc_request_id>/consent/withdraw")
def confirm_withdraw() -> ResponseReturnValue:
    """Say what taking consent back does, and ask."""
    if current_journey().terms.consent is not SelfieConsent.GIVEN:
        return redirect(url_for("gatherer.receipt"), 303)
    return render_template("gatherer/withdraw.html")


@blueprint.post("/verify/<kyc_request_id>/consent/withdraw")
def withdraw() -> ResponseReturnValue:
    """Take consent back; the receipt tells what went."""
    withdraw_consent(current_journey().kyc_request_id, language=_language())
    return redirect(url_for("gatherer.receipt"), 303)


def _language() -> str:
    return page_language().tag
