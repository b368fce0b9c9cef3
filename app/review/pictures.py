"""Pictures of a case: made anew as JPEG, page by page; large and turned on pages of their own."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.documents import FileTag
from app.domain.errors import NotFound
from app.review.blueprint import blueprint, current_staff
from app.review.queue import read_filter
from app.services.kyc_documents import find_kyc_document
from app.services.review_pictures import LARGE, SMALL, Look, read_face, read_picture


@blueprint.get("/documents/<kyc_document_id>/files/<file_id>/picture")
def picture(kyc_document_id: str, file_id: str) -> ResponseReturnValue:
    """Return one page of a file."""
    look = _look(file_id)
    return _jpeg(read_picture(current_staff(), kyc_document_id, look))


@blueprint.get("/documents/<kyc_document_id>/files/<file_id>")
def show_picture(kyc_document_id: str, file_id: str) -> ResponseReturnValue:
    """Show one page of a file large, with links that turn it, for want of scripts."""
    document = find_kyc_document(current_staff().organization_id, kyc_document_id)
    file = next((each for each in document.files if each.id == file_id), None)
    if file is None:
        raise NotFound
    return render_template(
        "review/picture.html",
        document=document,
        file=file,
        look=_look(file_id),
        chosen=read_filter(),
    )


@blueprint.get("/documents/<kyc_document_id>/faces/<tag>")
def face(kyc_document_id: str, tag: str) -> ResponseReturnValue:
    """Return the face cut out of a file."""
    if tag not in set(FileTag):
        raise NotFound
    return _jpeg(read_face(current_staff(), kyc_document_id, FileTag(tag)))


def _look(file_id: str) -> Look:
    turn, leaf = request.args.get("turn", "0"), request.args.get("leaf", "1")
    if turn not in {"0", "1", "2", "3"} or not (leaf.isascii() and leaf.isdecimal()):
        raise NotFound
    side = LARGE if request.args.get("size") == "large" else SMALL
    return Look(file_id, page=int(leaf[:4]), side=side, turn=int(turn))


def _jpeg(data: bytes) -> Response:
    response = Response(data, content_type="image/jpeg")
    # A person's paper is kept nowhere else, not even for the length of a session.
    response.headers["Content-Disposition"] = "inline"
    return response
