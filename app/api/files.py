"""Files: what documents are made of; always private."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from app.api.auth import caller
from app.api.blueprint import CUSTOMER, MERCHANT, Operation, blueprint, operation
from app.api.bodies.file import FileBody, FileDescriptionBody
from app.api.bodies.reading import read_body
from app.api.contract.answers import File as FileAnswer
from app.api.listing import answer_page, read_expand, read_query
from app.api.uploads import FORM_TYPE, RAW_TYPES, read_upload
from app.services.files import (
    create_file,
    delete_file,
    describe_file,
    find_file,
    read_file,
    read_picture,
)
from app.services.presenters import present_file, resource_url
from app.services.queries import list_files

_SMALLEST, _LARGEST = 10, 2000
_SIZE = re.compile(r"([0-9]{1,4})x([0-9]{1,4})", re.ASCII)

_QUERY: Mapping[str, tuple[dict[str, Any], str]] = {
    "imageSize": (
        {"type": "string", "examples": ["300x300"]},
        (
            "Width and height of the box, 10x10 to 2000x2000, that a JPEG of the first page is "
            "made to fit into. Anything else gives the file as it is."
        ),
    )
}


_FORM: Mapping[str, Any] = {
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "name": {"type": "string", "maxLength": 255},
        "description": {"type": "string", "maxLength": 255},
        "sourceType": {"type": "string", "enum": ["upload", "camera"]},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 20},
    },
}


@blueprint.post("/files")
@operation(
    Operation(
        "PostFile",
        FileAnswer,
        FileBody,
        status=201,
        takes_media=(FORM_TYPE, *RAW_TYPES),
        form=_FORM,
        audience=(MERCHANT, CUSTOMER),
        problems=(409,),
    )
)
def post_file() -> ResponseReturnValue:
    """Keep a file.

    Send it as a form (`file` and the fields of the JSON body), bare with its media type, or as
    JSON. JPEG, PNG, WebP, HEIC and PDF up to 12 MB are taken. A customer keeps files for documents
    of their own, and sends no address.
    """
    created = create_file(
        caller().organization_id,
        read_upload(),
        actor=caller().actor,
        customer_id=caller().customer_id,
    )
    location = resource_url("files", created.id)
    return jsonify(present_file(created)), 201, {"Location": location}


@blueprint.get("/files")
@operation(Operation("GetFileCollection", FileAnswer, is_list=True))
def get_file_collection() -> Response:
    """List files.

    Those of documents and those you uploaded; not what a customer has not sent yet.
    """
    read_expand(())
    page = list_files(caller().organization_id, read_query())
    return answer_page(page, [present_file(each) for each in page.items])


@blueprint.get("/files/<file_id>")
@operation(Operation("GetFile", FileAnswer))
def get_file(file_id: str) -> Response:
    """Read what a file is."""
    read_expand(())
    return jsonify(present_file(find_file(caller().organization_id, file_id)))


@blueprint.put("/files/<file_id>")
@operation(Operation("PutFile", FileAnswer, FileDescriptionBody, creates=False, problems=(409,)))
def put_file(file_id: str) -> Response:
    """Describe a file anew.

    What the body leaves out stays as it is. The side that a document's file shows cannot change.
    """
    changes = read_body(FileDescriptionBody).to_changes()
    changed = describe_file(caller().organization_id, file_id, changes, actor=caller().actor)
    return jsonify(present_file(changed))


@blueprint.delete("/files/<file_id>")
@operation(Operation("DeleteFile", status=204, problems=(409,)))
def delete_stored_file(file_id: str) -> ResponseReturnValue:
    """Delete a file that no document uses."""
    delete_file(caller().organization_id, file_id, actor=caller().actor)
    return "", 204


@blueprint.get("/files/<file_id>/download")
@operation(Operation("GetFileDownload", query=_QUERY, gives_media=("image/*", "application/pdf")))
def download_file(file_id: str) -> Response:
    """Download a file, or a picture of it."""
    file = find_file(caller().organization_id, file_id)
    size = _read_size()
    if size is None:
        extension = present_file(file)["extension"]
        return _attachment(read_file(file), file.media_type, f"{file.id}.{extension}")
    picture = read_picture(file, width=size[0], height=size[1])
    return _attachment(picture, "image/jpeg", f"{file.id}.jpg")


def _read_size() -> tuple[int, int] | None:
    found = _SIZE.fullmatch(request.args.get("imageSize", ""))
    if found is None:
        return None
    width, height = int(found[1]), int(found[2])
    is_taken = all(_SMALLEST <= side <= _LARGEST for side in (width, height))
    return (width, height) if is_taken else None


def _attachment(data: bytes, media_type: str, name: str) -> Response:
    """Return bytes that somebody else made: saved under a name of ours, never shown as a page."""
    response = Response(data, content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
