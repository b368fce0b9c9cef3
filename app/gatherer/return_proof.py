"""The code that a customer types who opens the link in a browser that is new to it."""

import math
from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import limits
from app.domain.return_proof import CODE_LIFE
from app.gatherer.blueprint import (
    ProofMissing,
    allow_return,
    blueprint,
    current_device,
    current_journey,
)
from app.gatherer.wording.refusals import Refusal
from app.gatherer.wording.return_proof import code_over, too_early, wrong_code
from app.gatherer.wording.states import time_left
from app.services.return_proofs import ReturnProof, prove, read_proof, resend_code


@blueprint.errorhandler(ProofMissing)
def proof_missing(_error: ProofMissing) -> ResponseReturnValue:
    """Lead to the question for the code, from whatever was asked for."""
    return redirect(url_for("gatherer.ask_proof"), 303)


@blueprint.get("/verify/<kyc_request_id>/welcome-back")
def ask_proof() -> ResponseReturnValue:
    """Ask for the code."""
    if not current_device().is_locked:
        return redirect(url_for("gatherer.overview"), 303)
    return proof_page(read_proof(current_device()))


@blueprint.post("/verify/<kyc_request_id>/welcome-back")
def check_proof() -> ResponseReturnValue:
    """Let in whoever has the code."""
    if prove(current_device(), request.form.get("code", "")):
        return redirect(url_for("gatherer.overview"), 303)
    limits.count_failure("return-code")
    return wrong_page(read_proof(current_device()))


@blueprint.post("/verify/<kyc_request_id>/welcome-back/code")
def send_another_code() -> ResponseReturnValue:
    """Send another code, unless one was sent just now."""
    wait = resend_code(current_device())
    if wait:
        return early_page(read_proof(current_device()), wait)
    return redirect(url_for("gatherer.ask_proof"), 303)


def wrong_page(proof: ReturnProof) -> ResponseReturnValue:
    """Return the page for a code that is not the one, and how many tries are left."""
    error = code_over(proof.phase) or wrong_code(proof.tries_left)
    return proof_page(proof, form_error=error), 422


def early_page(proof: ReturnProof, wait: timedelta) -> ResponseReturnValue:
    """Return the page for who asks for another code too soon."""
    page = proof_page(proof, notice=too_early(wait))
    return page, 429, {"Retry-After": str(math.ceil(wait.total_seconds()))}


def proof_page(
    proof: ReturnProof, *, form_error: Refusal | None = None, notice: Refusal | None = None
) -> str:
    """Return the page that asks for the code: nothing of what was sent is on it."""
    allow_return(current_journey())
    return render_template(
        "gatherer/return_proof.html",
        proof=proof,
        life=time_left(CODE_LIFE),
        form_error=form_error,
        notice=form_error or notice or code_over(proof.phase),
    )
