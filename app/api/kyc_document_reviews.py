"""What people do with KYC documents: the review verbs."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from app.api.auth import caller
from app.api.blueprint import Operation, blueprint, operation
from app.api.bodies.reading import read_body
from app.api.bodies.review import KycDocumentMatchesBody, KycDocumentRejectionBody
from app.api.contract.answers import KycDocument as KycDocumentAnswer
from app.models import KycDocument
from app.services import reviews
from app.services.presenters import present_kyc_document, resource_url


@blueprint.post("/kyc-documents/<kyc_document_id>/acceptance")
@operation(Operation("PostKycDocumentAcceptance", KycDocumentAnswer, status=201, problems=(409,)))
def post_kyc_document_acceptance(kyc_document_id: str) -> ResponseReturnValue:
    """Accept a KYC document.

    Unreviewed documents of its type are archived. A credit file stands for identity and address.
    What the machine decided can be overturned; what a person decided cannot.
    """
    who = caller()
    return _answer(reviews.accept(who.organization_id, kyc_document_id, who.reviewer))


@blueprint.post("/kyc-documents/<kyc_document_id>/rejection")
@operation(
    Operation(
        "PostKycDocumentRejection",
        KycDocumentAnswer,
        KycDocumentRejectionBody,
        status=201,
        problems=(409,),
    )
)
def post_kyc_document_rejection(kyc_document_id: str) -> ResponseReturnValue:
    """Reject a KYC document.

    The customer is told by the type of the reason, and may try again while attempts are left.
    """
    who, body = caller(), read_body(KycDocumentRejectionBody)
    rejected = reviews.reject(
        who.organization_id, kyc_document_id, who.reviewer, kind=body.type, message=body.message
    )
    return _answer(rejected)


@blueprint.post("/kyc-documents/<kyc_document_id>/review")
@operation(Operation("PostKycDocumentReview", KycDocumentAnswer, status=201, problems=(409,)))
def post_kyc_document_review(kyc_document_id: str) -> ResponseReturnValue:
    """Note that a KYC document was reviewed.

    The status stays as it is: a person has looked, and confirms what the machine decided.
    """
    who = caller()
    return _answer(reviews.review(who.organization_id, kyc_document_id, who.reviewer))


@blueprint.post("/kyc-documents/<kyc_document_id>/start-review")
@operation(Operation("PostKycDocumentStartReview", KycDocumentAnswer, status=201, problems=(409,)))
def post_kyc_document_start_review(kyc_document_id: str) -> ResponseReturnValue:
    """Begin to review a KYC document.

    For an hour no other reviewer can change it.
    """
    who = caller()
    return _answer(reviews.start_review(who.organization_id, kyc_document_id, who.reviewer))


@blueprint.post("/kyc-documents/<kyc_document_id>/stop-review")
@operation(Operation("PostKycDocumentStopReview", KycDocumentAnswer, status=201, problems=(409,)))
def post_kyc_document_stop_review(kyc_document_id: str) -> ResponseReturnValue:
    """Give a KYC document back without a decision."""
    who = caller()
    return _answer(reviews.stop_review(who.organization_id, kyc_document_id, who.reviewer))


@blueprint.post("/kyc-documents/<kyc_document_id>/matches")
@operation(
    Operation("PostKycDocumentMatches", None, KycDocumentMatchesBody, status=204, problems=(409,))
)
def post_kyc_document_matches(kyc_document_id: str) -> ResponseReturnValue:
    """Correct what was matched.

    Values given take the place of those in `documentMatches`, and the document is scored again by
    the settings it was judged by. Its status stays as it is.
    """
    who, body = caller(), read_body(KycDocumentMatchesBody)
    reviews.correct_matches(
        who.organization_id, kyc_document_id, who.reviewer, kind=body.type, values=body.values()
    )
    return "", 204


def _answer(document: KycDocument) -> ResponseReturnValue:
    location = resource_url("kyc-documents", document.wire_id)
    return jsonify(present_kyc_document(document)), 201, {"Location": location}
